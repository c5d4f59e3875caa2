// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch.internals;

import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.utils.ByteBufferOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KafkaCodecTest {

    private static final byte[] CONTENT = "what is to be compressed, ".repeat(5_000).getBytes();

    private final KafkaCodec codec = new KafkaCodec();

    /** Compressed somewhere in the middle of a larger array, as in a response. */
    private static ByteBuffer compressed(CompressionType type) throws IOException {
        var out = new ByteBufferOutputStream(ByteBuffer.allocate(CONTENT.length + 100));
        out.write(new byte[7]);
        try (var stream = Compression.of(type).build().wrapForOutput(out, (byte) 2)) {
            stream.write(CONTENT);
        }
        out.write(new byte[9]);
        byte[] all = out.buffer().array();
        return ByteBuffer.wrap(all, 7, out.position() - 16);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
    void whatKafkaCompressesIsInflated(CompressionType type) throws IOException {
        for (int times = 0; times < 2; times++) {
            try (var in = codec.inflate(type.id, compressed(type))) {
                assertThat(in.readAllBytes()).isEqualTo(CONTENT);
            }
        }
    }

    @Test
    void allOfKafkasCompressionsAreKnown() {
        assertThat(CompressionType.values()).allMatch(type -> type.id <= 4);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 7})
    void anotherCompressionDoesNotExist(int id) {
        assertThatThrownBy(() -> codec.inflate(id, ByteBuffer.allocate(10)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no codec has the number " + id);
    }
}
