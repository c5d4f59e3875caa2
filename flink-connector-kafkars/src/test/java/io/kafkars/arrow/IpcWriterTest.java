// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.arrow;

import io.kafkars.merge.RecordView;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;

import static io.kafkars.testing.RecordViews.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class IpcWriterTest {

    private static final EnumSet<MessageColumn> ALL = EnumSet.allOf(MessageColumn.class);

    private BufferAllocator allocator;

    @BeforeEach
    void open() {
        allocator = ArrowMemory.newAllocator("test", 64 << 20);
    }

    @AfterEach
    void close() {
        allocator.close();
    }

    @ParameterizedTest
    @EnumSource(BodyCompression.class)
    void aStreamHoldsTheRowsThatWereInTheRoot(BodyCompression compression) throws Exception {
        try (var vectors = new MessageVectors(ALL, allocator)) {
            var writer = new IpcWriter(vectors.root(), compression);
            for (int size : new int[] {500, 1, 1_000, 3}) {
                vectors.open(Released.live(records(size)));
                vectors.next();
                byte[] bytes = writer.write();
                assertThat(read(bytes)).isEqualTo(Rows.of(vectors.root())).hasSize(size);
            }
        }
    }

    @Test
    void equalRowsGiveEqualBytes() {
        try (var vectors = new MessageVectors(ALL, allocator)) {
            var writer = new IpcWriter(vectors.root(), BodyCompression.NONE);
            vectors.open(Released.live(records(20)));
            vectors.next();
            byte[] first = writer.write();
            vectors.open(Released.live(records(900)));
            vectors.next();
            writer.write();
            vectors.open(Released.live(records(20)));
            vectors.next();
            assertThat(writer.write()).isEqualTo(first);
        }
    }

    @Test
    void repetitiveContentIsSmallerWhenCompressed() {
        try (var vectors = new MessageVectors(ALL, allocator)) {
            vectors.open(Released.live(records(1_000)));
            vectors.next();
            int plain = new IpcWriter(vectors.root(), BodyCompression.NONE).write().length;
            assertThat(new IpcWriter(vectors.root(), BodyCompression.LZ4).write().length)
                    .isLessThan(plain);
            assertThat(new IpcWriter(vectors.root(), BodyCompression.ZSTD).write().length)
                    .isLessThan(plain);
        }
    }

    @Test
    void aFailureWhileCompressingReleasesAllMemory() {
        var noise = new byte[40_000];
        new Random(7).nextBytes(noise);
        var batch = Released.live(List.of(record("t", 0, 0).timestamp(1).value(noise).build()));
        try (var small = ArrowMemory.newAllocator("small", 100_000);
                var vectors = new MessageVectors(ALL, small)) {
            vectors.open(batch);
            vectors.next();
            long before = small.getAllocatedMemory();
            var writer = new IpcWriter(vectors.root(), BodyCompression.ZSTD);
            assertThatThrownBy(writer::write).isInstanceOf(OutOfMemoryException.class);
            assertThat(small.getAllocatedMemory()).isEqualTo(before);
        }
    }

    @Test
    void aTruncatedStreamOrNoStreamIsAnErrorThatReleasesAllMemory() {
        byte[] whole;
        try (var vectors = new MessageVectors(ALL, allocator)) {
            vectors.open(Released.live(records(50)));
            vectors.next();
            whole = new IpcWriter(vectors.root(), BodyCompression.NONE).write();
        }
        assertThatThrownBy(() -> read(Arrays.copyOf(whole, whole.length / 2)))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read(new byte[0])).isInstanceOf(IOException.class);
    }

    private List<String> read(byte[] bytes) throws IOException {
        try (var stream = new IpcStream(bytes, allocator)) {
            var rows = new ArrayList<String>();
            while (stream.next()) {
                rows.addAll(Rows.of(stream.root()));
            }
            return rows;
        }
    }

    private static List<RecordView> records(int count) {
        var records = new ArrayList<RecordView>();
        for (int i = 0; i < count; i++) {
            records.add(
                    record("orders", i % 3, i / 3)
                            .timestamp(1_000 + i)
                            .key("key " + i % 7)
                            .value("value ".repeat(i % 5))
                            .header("trace", (byte) i)
                            .build());
        }
        return records;
    }
}
