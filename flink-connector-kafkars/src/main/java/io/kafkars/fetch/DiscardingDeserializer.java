// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

import java.nio.ByteBuffer;

/** Returns {@code null}, so that unwanted content is not copied from the client's buffers. */
final class DiscardingDeserializer implements Deserializer<byte[]> {

    @Override
    public byte[] deserialize(String topic, byte[] data) {
        return null;
    }

    /** The method that Kafka's client calls; the default would allocate an array first. */
    @Override
    public byte[] deserialize(String topic, Headers headers, ByteBuffer data) {
        return null;
    }
}
