// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Rule 9 at its edges; that it never stalls is shown by {@link MergeModelTest}. */
class BackpressureTest {

    private static final PartitionId A = new PartitionId("t", 0);
    private static final PartitionId B = new PartitionId("t", 1);

    private Merge merge;
    private PartitionQueue a;
    private PartitionQueue b;

    private void read(MergeSettings settings) {
        merge = new Merge(settings.withBatchSize(1), false);
        List<PartitionQueue> queues =
                merge.add(
                        List.of(
                                PartitionProgress.atStart(A, 0, 100, 0),
                                PartitionProgress.atStart(B, 0, 100, 0)),
                        0);
        a = queues.get(0);
        b = queues.get(1);
    }

    private void fetch(PartitionQueue queue, int records) {
        var chunk = new ArrayList<LogRecord>();
        for (int i = 0; i < records; i++) {
            chunk.add(LogRecord.at(queue.position() + i, 0));
        }
        merge.append(queue, LogRecord.chunkOf(chunk), 0);
    }

    private void fetchOneByOne(PartitionQueue queue, int records) {
        for (int i = 0; i < records; i++) {
            fetch(queue, 1);
        }
    }

    @Test
    void aPartitionIsPausedWhenItHoldsMoreThanItsShare() {
        read(MergeSettings.DEFAULT.withMaxHeldRecords(8));
        fetch(a, 4);
        merge.release(0);
        assertThat(a.isPaused()).isFalse();

        fetch(a, 1);
        merge.release(0);
        assertThat(a.isPaused()).isTrue();
        assertThat(b.isPaused()).isFalse();
        assertThat(merge.pausedPartitions()).isEqualTo(1);
        assertThat(merge.takePauseChanges()).containsExactly(a);
        assertThat(merge.takePauseChanges()).isEmpty();
    }

    @Test
    void itIsResumedAtHalfOfItsShareAndNotBefore() {
        read(MergeSettings.DEFAULT.withMaxHeldRecords(8));
        fetchOneByOne(a, 5);
        merge.release(0);
        fetchOneByOne(b, 1);
        merge.release(0);
        merge.release(0);
        assertThat(a.heldRecords()).isEqualTo(3);
        assertThat(a.isPaused()).isTrue();

        merge.release(0);
        assertThat(a.heldRecords()).isEqualTo(2);
        assertThat(a.isPaused()).isFalse();
    }

    @Test
    void bytesPauseAPartitionThatRecordsWouldNot() {
        read(MergeSettings.DEFAULT.withMaxHeldBytes(2 * LogRecord.chunkOf(one()).footprint()));
        fetchOneByOne(a, 1);
        merge.release(0);
        assertThat(a.isPaused()).isFalse();

        fetchOneByOne(a, 1);
        merge.release(0);
        assertThat(a.isPaused()).isTrue();
    }

    @Test
    void aChunkTakesHeapUntilItsLastRecordIsReleased() {
        read(MergeSettings.DEFAULT);
        fetch(a, 2);
        fetch(b, 1);
        long held = merge.heldBytes();
        merge.release(0);
        assertThat(merge.heldBytes()).isEqualTo(held);
        merge.release(0);
        assertThat(merge.heldBytes()).isEqualTo(LogRecord.chunkOf(one()).footprint());
    }

    @Test
    void aReleasedRecordNoLongerCountsTowardsTheShare() {
        var four = IntStream.range(0, 4).mapToObj(offset -> LogRecord.at(offset, 0)).toList();
        long ofFour = LogRecord.chunkOf(four).footprint();
        read(MergeSettings.DEFAULT.withMaxHeldBytes(2 * ofFour - 2));
        fetch(a, 4);
        merge.release(0);
        fetch(b, 1);
        merge.release(0);
        merge.release(0);
        assertThat(a.unreleasedBytes()).isEqualTo(ofFour / 2);
        assertThat(a.isPaused()).isTrue();

        merge.release(0);
        assertThat(a.unreleasedBytes()).isEqualTo(ofFour / 4);
        assertThat(a.isPaused()).isFalse();
    }

    @Test
    void aRecordLargerThanTheLimitStillPasses() {
        read(MergeSettings.DEFAULT.withMaxHeldRecords(1).withMaxHeldBytes(1));
        fetch(a, 1);
        fetch(b, 1);
        assertThat(merge.release(0).rows()).isEqualTo(1);
        assertThat(a.isPaused()).isFalse();
        assertThat(b.isPaused()).isTrue();
    }

    @Test
    void sharesAreDividedAgainWhenAPartitionJoinsOrLeaves() {
        read(MergeSettings.DEFAULT.withMaxHeldRecords(8));
        fetch(a, 4);
        merge.release(0);
        List<PartitionQueue> more =
                merge.add(List.of(PartitionProgress.atStart(new PartitionId("t", 2), 0, 9, 0)), 0);
        assertThat(a.isPaused()).isTrue();

        merge.remove(more);
        merge.remove(List.of(b));
        assertThat(a.isPaused()).isFalse();
        assertThat(merge.pausedPartitions()).isZero();
    }

    @Test
    void aPartitionThatDoesNotLagIsNotFetchedAlone() {
        read(MergeSettings.DEFAULT.withMaxHeldRecords(8));
        merge.advance(b, 100);
        merge.release(0);
        assertThat(b.isPaused()).as("while the other is fetched").isFalse();

        fetchOneByOne(a, 6);
        merge.release(0);
        assertThat(a.isPaused()).isTrue();
        assertThat(b.isPaused()).as("while the other is paused").isTrue();
        assertThat(merge.takePauseChanges()).containsExactly(a, b);

        merge.release(0);
        merge.release(0);
        merge.release(0);
        assertThat(a.isPaused()).isFalse();
        assertThat(b.isPaused()).as("while the other is fetched again").isFalse();
    }

    @Test
    void onceNoPartitionLagsEachIsPausedOnItsOwn() {
        read(MergeSettings.DEFAULT.withMaxHeldRecords(8));
        merge.advance(b, 100);
        fetchOneByOne(a, 6);
        merge.release(0);
        assertThat(b.isPaused()).isTrue();

        merge.advance(a, 100);
        merge.release(0);
        assertThat(a.isPaused()).isTrue();
        assertThat(b.isPaused()).isFalse();
    }

    @Test
    void aPartitionThatHasReachedTheEndOfABoundedReadIsPausedForGood() {
        merge = new Merge(MergeSettings.DEFAULT.withBatchSize(1), true);
        a = merge.add(List.of(PartitionProgress.atStart(A, 0, 2, 0)), 0).get(0);
        fetch(a, 2);
        assertThat(merge.release(0).rows()).isEqualTo(1);
        assertThat(a.isPaused()).isTrue();
        assertThat(merge.takePauseChanges()).containsExactly(a);

        assertThat(merge.release(0).finished()).containsExactly(A);
        assertThat(merge.pausedPartitions()).isZero();
    }

    private static List<LogRecord> one() {
        return List.of(LogRecord.at(0, 0));
    }
}
