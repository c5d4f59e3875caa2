// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch.internals;

import io.kafkars.batches.Codec;

import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.utils.BufferSupplier;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The codecs of Kafka's client. Where the library of one is missing, inflating fails as it does in
 * the client. Keeps buffers; not thread-safe.
 */
public final class KafkaCodec implements Codec {

    /** By the number that batches have. */
    private static final List<String> NAMES = List.of("none", "gzip", "snappy", "lz4", "zstd");

    private static final byte FORMAT = 2;

    private final BufferSupplier buffers = BufferSupplier.create();

    @Override
    public InputStream inflate(int id, ByteBuffer compressed) {
        if (id <= 0 || id >= NAMES.size()) {
            throw new IllegalArgumentException("no codec has the number " + id);
        }
        // By its name, since the class of the enum is not in the same package in all versions.
        return Compression.of(NAMES.get(id)).build().wrapForInput(compressed, FORMAT, buffers);
    }
}
