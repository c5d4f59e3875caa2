// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import io.kafkars.columns.Chunk;
import io.kafkars.columns.TimestampType;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ReleasedBatchTest {

    private static final PartitionId A = new PartitionId("t", 0);
    private static final PartitionId B = new PartitionId("t", 1);
    private static final int TWENTY_MIB = 20 << 20;

    private static PartitionQueue join(Merge merge, PartitionId id, long replayEnd) {
        return merge.add(List.of(PartitionProgress.atStart(id, 0, replayEnd, 1_000)), 0).get(0);
    }

    private static Chunk chunk(LogRecord... records) {
        return LogRecord.chunkOf(List.of(records));
    }

    private static List<String> placesOf(ReleasedBatch batch) {
        var cursor = new RecordCursor();
        cursor.open(batch);
        var places = new ArrayList<String>();
        while (cursor.next()) {
            places.add(cursor.toString());
        }
        return places;
    }

    @Test
    void itStaysReadableWhenPartitionsJoinAndLeave() {
        var merge = new Merge(MergeSettings.DEFAULT, false);
        PartitionQueue b = join(merge, B, 1);
        merge.append(b, chunk(LogRecord.at(0, 10)), 0);
        ReleasedBatch batch = merge.release(0);
        join(merge, A, 1);
        merge.remove(List.of(b));

        assertThat(placesOf(batch)).containsExactly("t-1@0");
        assertThat(batch.partitions()).containsExactly(B);
    }

    @Test
    void theSameCursorReadsBatchAfterBatch() {
        var merge = new Merge(MergeSettings.DEFAULT, false);
        PartitionQueue a = join(merge, A, 9);
        merge.append(a, chunk(LogRecord.at(0, 1), LogRecord.at(1, 2)), 0);
        ReleasedBatch first = merge.release(0);
        merge.append(a, chunk(LogRecord.at(5, 3)), 0);
        ReleasedBatch second = merge.release(0);
        var cursor = new RecordCursor();

        cursor.open(first);
        assertThat(cursor.next()).isTrue();
        cursor.open(second);
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.offset()).isEqualTo(5);
        assertThat(cursor.partitionIndex()).isZero();
        assertThat(cursor.next()).isFalse();
        assertThat(cursor.next()).isFalse();
    }

    @Test
    void offsetsAfterTheLastRecordAreSettledOnce() {
        var merge = new Merge(MergeSettings.DEFAULT, false);
        PartitionQueue a = join(merge, A, 9);
        merge.append(a, chunk(LogRecord.at(0, 7)), 0);
        merge.advance(a, 4);

        assertThat(merge.release(0).settled())
                .containsExactly(
                        new PartitionProgress(A, 0, 9, 1_000, 4, 7)
                                .withToleranceIfUnknown(
                                        MergeSettings.DEFAULT.futureTolerance().toMillis()));
        merge.advance(a, 4);
        merge.advance(a, 2);
        assertThat(merge.release(0).settled()).isEmpty();
        assertThat(merge.release(0).isEmpty()).isTrue();
    }

    @Test
    void aBatchOfLargeRecordsEndsEarlyAndNothingIsLost() {
        var merge = new Merge(MergeSettings.DEFAULT.withMaxHeldBytes(1L << 30), false);
        PartitionQueue a = join(merge, A, 6);
        for (int offset = 0; offset < 5; offset++) {
            merge.append(a, chunk(large(offset, TWENTY_MIB)), 0);
        }
        merge.append(a, chunk(large(5, 4 * TWENTY_MIB)), 0);

        assertThat(placesOf(merge.release(0))).containsExactly("t-0@0", "t-0@1", "t-0@2");
        assertThat(placesOf(merge.release(0))).containsExactly("t-0@3", "t-0@4");
        assertThat(merge.isLive()).isFalse();
        ReleasedBatch last = merge.release(0);
        assertThat(placesOf(last)).containsExactly("t-0@5");
        assertThat(last.isLiveAfter()).isTrue();
    }

    @Test
    void eachRecordCountsAsTheLargestOfItsFetch() {
        var merge = new Merge(MergeSettings.DEFAULT, false);
        PartitionQueue a = join(merge, A, 5);
        merge.append(
                a,
                chunk(large(0, 1), large(1, 1), large(2, 1), large(3, TWENTY_MIB), large(4, 1)),
                0);

        assertThat(placesOf(merge.release(0))).containsExactly("t-0@0", "t-0@1", "t-0@2");
        assertThat(placesOf(merge.release(0))).containsExactly("t-0@3", "t-0@4");
    }

    private static LogRecord large(long offset, int bytes) {
        return new LogRecord(
                offset, 1, TimestampType.CREATE_TIME, 0, null, new byte[bytes], List.of());
    }

    @Test
    void aPartitionJoinsOnlyOnce() {
        var merge = new Merge(MergeSettings.DEFAULT, false);
        join(merge, A, 1);

        assertThatThrownBy(() -> join(merge, A, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("t-0");
        assertThat(merge.partitions()).isEqualTo(1);
    }

    @Test
    void theFirstBatchReportsAMergeThatIsLiveAtOnce() {
        var merge = new Merge(MergeSettings.DEFAULT, false);
        join(merge, A, 0);

        ReleasedBatch first = merge.release(0);
        assertThat(first.isLiveAfter()).isTrue();
        assertThat(first.isEmpty()).isFalse();
        assertThat(merge.release(0).isEmpty()).isTrue();
    }

    @Test
    void recordsAfterMarkersAtTheReplayEndAreLive() {
        var merge = new Merge(MergeSettings.DEFAULT, false);
        PartitionQueue a = join(merge, A, 3);
        merge.append(a, chunk(LogRecord.at(0, 1)), 0);
        merge.release(0);
        merge.append(a, chunk(LogRecord.at(3, 2)), 0);

        assertThat(merge.isLive()).isTrue();
        ReleasedBatch batch = merge.release(0);
        assertThat(batch.rows()).isEqualTo(1);
        assertThat(batch.replayRows()).isZero();
    }
}
