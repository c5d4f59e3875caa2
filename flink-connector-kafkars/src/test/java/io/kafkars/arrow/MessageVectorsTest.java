// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.arrow;

import io.kafkars.columns.TimestampType;
import io.kafkars.merge.RecordView;
import io.kafkars.merge.ReleasedBatch;
import io.kafkars.testing.RecordViews;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeStampMilliTZVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import static io.kafkars.testing.RecordViews.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MessageVectorsTest {

    private static final Set<MessageColumn> ALL = EnumSet.allOf(MessageColumn.class);
    private static final long SEED = 20_261_121;

    private BufferAllocator allocator;

    @BeforeEach
    void open() {
        allocator = ArrowMemory.newAllocator("test", 256 << 20);
    }

    /** Fails if anything that was allocated is still open. */
    @AfterEach
    void close() {
        allocator.close();
    }

    @ParameterizedTest(name = "at most {0} bytes")
    @ValueSource(longs = {Long.MAX_VALUE, 2_000, 1})
    void everyFieldOfEveryRecordIsInItsColumn(long maxBytes) {
        ReleasedBatch batch = Released.batch(randomRecords(500), 30);
        var found = new ArrayList<String>();
        try (var vectors = new MessageVectors(ALL, allocator, maxBytes)) {
            vectors.open(batch);
            while (vectors.next()) {
                assertThat(vectors.root().getRowCount()).isPositive();
                assertThat(vectors.firstRow()).isEqualTo(found.size());
                found.addAll(Rows.of(vectors.root()));
            }
        }
        assertThat(found).containsExactlyElementsOf(Rows.of(batch));
    }

    @Test
    void vectorsAreReusedForBatchesOfOtherSizes() {
        try (var vectors = new MessageVectors(ALL, allocator)) {
            for (int size : new int[] {1, 300, 2, 1_000, 8, 9}) {
                ReleasedBatch batch = Released.live(randomRecords(size));
                vectors.open(batch);
                assertThat(vectors.next()).isTrue();
                assertThat(Rows.of(vectors.root())).containsExactlyElementsOf(Rows.of(batch));
                assertThat(vectors.next()).isFalse();
            }
        }
    }

    @Test
    void memoryDoesNotGrowWhileBatchesAreAlike() {
        try (var vectors = new MessageVectors(Set.of(), allocator)) {
            ReleasedBatch batch = Released.live(randomRecords(500));
            vectors.open(batch);
            vectors.next();
            long first = allocator.getAllocatedMemory();
            for (int i = 0; i < 5; i++) {
                vectors.open(batch);
                vectors.next();
            }
            assertThat(allocator.getAllocatedMemory()).isEqualTo(first).isPositive();
        }
    }

    @Test
    void aMessageBatchEndsWhereTheMergeGoesLive() {
        var records = new ArrayList<RecordView>();
        for (int offset = 0; offset < 10; offset++) {
            records.add(record("t", 0, offset).timestamp(offset).build());
        }
        try (var vectors = new MessageVectors(Set.of(), allocator)) {
            vectors.open(Released.batch(records, 7));
            assertThat(vectors.next()).isTrue();
            assertThat(vectors.root().getRowCount()).isEqualTo(7);
            assertThat(vectors.isLive()).isFalse();
            assertThat(vectors.next()).isTrue();
            assertThat(vectors.root().getRowCount()).isEqualTo(3);
            assertThat(vectors.isLive()).isTrue();
            assertThat(vectors.next()).isFalse();
        }
    }

    @Test
    void aMessageBatchIsSplitBeforeItIsTooLargeAndALargeRecordPassesAlone() {
        var records =
                List.of(
                        record("t", 0, 0).timestamp(0).value(new byte[400]).build(),
                        record("t", 0, 1).timestamp(1).value(new byte[400]).build(),
                        record("t", 0, 2).timestamp(2).value(new byte[400]).build(),
                        record("t", 0, 3).timestamp(3).value(new byte[5_000]).build(),
                        record("t", 0, 4).timestamp(4).value(new byte[400]).build());
        var sizes = new ArrayList<Integer>();
        try (var vectors = new MessageVectors(Set.of(), allocator, 1_000)) {
            vectors.open(Released.live(records));
            while (vectors.next()) {
                sizes.add(vectors.root().getRowCount());
            }
        }
        assertThat(sizes).containsExactly(2, 1, 1, 1);
    }

    @Test
    void aBatchWithoutRecordsGivesNoMessageBatch() {
        try (var vectors = new MessageVectors(ALL, allocator)) {
            vectors.open(Released.live(List.of()));
            assertThat(vectors.next()).isFalse();
            assertThat(vectors.root().getRowCount()).isZero();
            assertThat(vectors.root().getSchema()).isEqualTo(MessageSchema.of(ALL));
        }
    }

    @Test
    void aRecordLargerThanTheMemoryLimitIsAnErrorThatReleasesAllMemory() {
        var large = List.of(record("t", 0, 0).timestamp(1).value(new byte[100_000]).build());
        try (var small = ArrowMemory.newAllocator("small", 50_000);
                var vectors = new MessageVectors(Set.of(), small)) {
            vectors.open(Released.live(large));
            assertThatThrownBy(vectors::next)
                    .isInstanceOf(OutOfMemoryException.class)
                    .hasMessage(
                            "1 records with 0 bytes of keys and 100000 bytes of values, the first at"
                                    + " topic 't', partition 0, offset 0, do not fit into the memory"
                                    + " limit of 50000 bytes for Arrow: raise the limit");
            vectors.open(Released.live(randomRecords(3)));
            assertThat(vectors.next()).isTrue();
        }
    }

    @Test
    void aLimitIsKeptBySplittingBatches() {
        var records = new ArrayList<RecordView>();
        for (int offset = 0; offset < 2_000; offset++) {
            records.add(record("t", 0, offset).timestamp(offset).value(new byte[1_000]).build());
        }
        int rows = 0;
        try (var small = ArrowMemory.newAllocator("small", 1 << 20);
                var vectors = new MessageVectors(ALL, small)) {
            vectors.open(Released.live(records));
            while (vectors.next()) {
                rows += vectors.root().getRowCount();
            }
            assertThat(small.getPeakMemoryAllocation()).isLessThan(1 << 19);
        }
        assertThat(rows).isEqualTo(2_000);
    }

    @Test
    void aRecordWithoutATimestampHasNullAndOneBefore1970HasItsTime() {
        var records =
                List.of(
                        record("t", 0, 0).timestamp(-2).build(),
                        record("t", 0, 1).build(),
                        record("t", 0, 2).timestamp(0).build());
        try (var vectors = new MessageVectors(Set.of(), allocator)) {
            vectors.open(Released.live(records));
            assertThat(vectors.next()).isTrue();
            FieldVector timestamps = vectors.root().getVector("timestamp");
            assertThat(timestamps.isNull(0)).isFalse();
            assertThat(((TimeStampMilliTZVector) timestamps).get(0)).isEqualTo(-2);
            assertThat(timestamps.isNull(1)).isTrue();
            assertThat(timestamps.isNull(2)).isFalse();

            vectors.open(Released.live(records.subList(2, 3)));
            assertThat(vectors.next()).isTrue();
            assertThat(timestamps.isNull(0)).isFalse();
        }
    }

    private static List<RecordView> randomRecords(int count) {
        var random = new Random(SEED + count);
        String[] topics = {"a", "orders-\u00e9\u20ac", "a-longer-name"};
        long[] offsets = new long[12];
        var records = new ArrayList<RecordView>();
        for (int i = 0; i < count; i++) {
            int partition = random.nextInt(12);
            RecordViews record =
                    record(topics[partition % 3], partition, offsets[partition]++)
                            .leaderEpoch(random.nextInt(4) - 1);
            if (random.nextInt(10) > 0) {
                record.timestamp(
                        i - random.nextInt(Math.min(5, i + 1)),
                        random.nextBoolean()
                                ? TimestampType.CREATE_TIME
                                : TimestampType.LOG_APPEND_TIME);
            }
            if (random.nextInt(3) > 0) {
                record.key(bytes(random, 8));
            }
            if (random.nextInt(4) > 0) {
                record.value(bytes(random, 30));
            }
            for (int h = random.nextInt(6) - 3; h > 0; h--) {
                byte[] value = random.nextBoolean() ? null : bytes(random, 5);
                record.header("header \u20ac " + random.nextInt(3), value);
            }
            records.add(record.build());
        }
        return records;
    }

    /** Of any length below the limit, so that some are empty. */
    private static byte[] bytes(Random random, int limit) {
        byte[] bytes = new byte[random.nextInt(limit)];
        random.nextBytes(bytes);
        return bytes;
    }
}
