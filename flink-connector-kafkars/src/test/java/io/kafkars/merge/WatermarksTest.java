// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Rule 7 in examples whose numbers can be checked by hand. */
class WatermarksTest {

    private static final long IDLE_TIMEOUT = 60_000;
    private static final long NOW = 1_000_000;

    private static MergeSettings outOfOrderness(long millis) {
        return MergeSettings.DEFAULT
                .withOutOfOrderness(Duration.ofMillis(millis))
                .withLiveIdleTimeout(Duration.ofMillis(IDLE_TIMEOUT));
    }

    /** Partitions 0, 1, ... of a topic, each with a replay of so many offsets. */
    private static List<PartitionQueue> join(Merge merge, long... replayEnds) {
        var starts = new ArrayList<PartitionProgress>();
        for (int i = 0; i < replayEnds.length; i++) {
            var id = new PartitionId("t", merge.partitions() + i);
            starts.add(PartitionProgress.atStart(id, 0, replayEnds[i], 1_000_000));
        }
        return merge.add(starts, 0);
    }

    private static void fetch(Merge merge, PartitionQueue queue, long now, long... timestamps) {
        var offset = queue.position();
        var records = new ArrayList<LogRecord>();
        for (long timestamp : timestamps) {
            records.add(LogRecord.at(offset++, timestamp));
        }
        merge.append(queue, LogRecord.chunkOf(records), now);
    }

    @Test
    void thereIsNoneWhileThereIsSomethingToReplay() {
        var merge = new Merge(outOfOrderness(0), false);
        var queues = join(merge, 2, 1);
        fetch(merge, queues.get(0), 0, 100);
        fetch(merge, queues.get(1), 0, 50);
        assertThat(merge.release(0).watermark()).isEqualTo(Long.MIN_VALUE);

        fetch(merge, queues.get(0), 0, 200);
        ReleasedBatch last = merge.release(0);
        assertThat(last.isLiveAfter()).isTrue();
        assertThat(last.watermark()).isEqualTo(49);
    }

    @Test
    void thereIsNoneIfReadingStopsAtTheReplayEnd() {
        var merge = new Merge(outOfOrderness(0), true);
        fetch(merge, join(merge, 1).get(0), 0, 100);
        ReleasedBatch last = merge.release(0);

        assertThat(last.finished()).hasSize(1);
        assertThat(last.watermark()).as("the end of the stream follows").isEqualTo(Long.MIN_VALUE);
        assertThat(last.isIdle()).isFalse();
    }

    @Test
    void recordsWithoutATimestampDoNotMoveIt() {
        var merge = new Merge(outOfOrderness(0), false);
        fetch(merge, join(merge, 0).get(0), 0, -1);
        ReleasedBatch batch = merge.release(0);

        assertThat(batch.rows()).isEqualTo(1);
        assertThat(batch.watermark()).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void itStaysBehindByTheOutOfOrderness() {
        assertThat(watermarkOfOneRecordAt(5_000, 1_000)).isEqualTo(3_999);
        assertThat(watermarkOfOneRecordAt(0, 1_000)).isEqualTo(-1_001);
    }

    @Test
    void theLargestOutOfOrdernessDoesNotOverflow() {
        assertThat(watermarkOfOneRecordAt(5_000, Long.MAX_VALUE)).isLessThan(0);
        assertThat(watermarkOfOneRecordAt(0, Long.MAX_VALUE - 1)).isLessThan(0);
    }

    private static long watermarkOfOneRecordAt(long timestamp, long outOfOrderness) {
        var merge = new Merge(outOfOrderness(outOfOrderness), false);
        fetch(merge, join(merge, 0).get(0), NOW, timestamp);
        return merge.release(NOW).watermark();
    }

    @Test
    void aRecordFromTheFutureMovesItNoFurtherThanTheTolerance() {
        var settings = outOfOrderness(0).withFutureTolerance(Duration.ofMillis(500));
        var merge = new Merge(settings, false);
        fetch(merge, join(merge, 1).get(0), NOW, NOW + 100_000);

        assertThat(merge.release(NOW).watermark()).isEqualTo(NOW + 499);
        assertThat(merge.release(NOW + 10).watermark()).isEqualTo(NOW + 509);
    }

    @Test
    void aSilentLivePartitionHoldsItBackUntilItIsIdle() {
        var merge = new Merge(outOfOrderness(0), false);
        var queues = join(merge, 1, 1);
        fetch(merge, queues.get(0), 0, 100);
        fetch(merge, queues.get(1), 0, 200);
        assertThat(merge.release(0).watermark()).isEqualTo(99);
        assertThat(merge.isLive()).isTrue();

        fetch(merge, queues.get(1), IDLE_TIMEOUT - 1, 300);
        assertThat(merge.release(IDLE_TIMEOUT - 1).watermark()).isEqualTo(99);
        ReleasedBatch batch = merge.release(IDLE_TIMEOUT);
        assertThat(batch.watermark()).isEqualTo(299);
        assertThat(batch.isIdle()).isFalse();
        assertThat(batch.isEmpty()).isFalse();
    }

    @Test
    void whenAllAreIdleItFollowsTheFurthestAndALateRecordDoesNotMoveIt() {
        var merge = new Merge(outOfOrderness(0), false);
        var queues = join(merge, 1, 1);
        fetch(merge, queues.get(0), 0, 100);
        fetch(merge, queues.get(1), 0, 200);
        merge.release(0);
        ReleasedBatch idle = merge.release(IDLE_TIMEOUT);
        assertThat(idle.watermark()).isEqualTo(199);
        assertThat(idle.isIdle()).isTrue();

        fetch(merge, queues.get(0), IDLE_TIMEOUT + 1, 150);
        ReleasedBatch late = merge.release(IDLE_TIMEOUT + 1);
        assertThat(late.rows()).isEqualTo(1);
        assertThat(late.watermark()).isEqualTo(199);
        assertThat(late.isIdle()).isFalse();
    }

    /** Partitions that are live with the records of the replay at 100, 200, ... */
    private static List<PartitionQueue> live(Merge merge, int partitions) {
        long[] ends = new long[partitions];
        Arrays.fill(ends, 1);
        var queues = join(merge, ends);
        for (int i = 0; i < partitions; i++) {
            fetch(merge, queues.get(i), 0, 100L * (i + 1));
        }
        merge.requireReadToEnd();
        merge.release(0);
        assertThat(merge.isLive()).isTrue();
        return queues;
    }

    @Test
    void aSilentPartitionHoldsItUntilItIsKnownToBeReadToItsEnd() {
        var merge = new Merge(outOfOrderness(0), false);
        var queues = live(merge, 2);
        fetch(merge, queues.get(1), IDLE_TIMEOUT, 300);

        assertThat(merge.release(IDLE_TIMEOUT).watermark()).isEqualTo(99);
        assertThat(merge.silentPartitions(IDLE_TIMEOUT)).containsExactly(queues.get(0));
        merge.found(queues.get(0), Readability.READ_TO_END, IDLE_TIMEOUT);
        assertThat(merge.release(IDLE_TIMEOUT).watermark()).isEqualTo(299);
    }

    @Test
    void anUnreadablePartitionHoldsItAndTheReaderIsNotIdle() {
        var merge = new Merge(outOfOrderness(0), false);
        var queues = live(merge, 2);
        merge.found(queues.get(0), Readability.UNREADABLE, IDLE_TIMEOUT);
        merge.found(queues.get(1), Readability.READ_TO_END, IDLE_TIMEOUT);

        ReleasedBatch held = merge.release(IDLE_TIMEOUT);
        assertThat(held.watermark()).isEqualTo(99);
        assertThat(held.isIdle()).isFalse();
        assertThat(merge.partitionStates())
                .extracting(PartitionState::isUnreadable)
                .containsExactly(true, false);

        fetch(merge, queues.get(0), IDLE_TIMEOUT + 1, 150);
        assertThat(merge.release(IDLE_TIMEOUT + 1).watermark()).isEqualTo(149);
        assertThat(merge.partitionStates())
                .extracting(PartitionState::isUnreadable)
                .containsExactly(false, false);
    }

    @Test
    void aPartitionThatTurnsUnreadableWhileIdleStopsItWhereItIs() {
        var merge = new Merge(outOfOrderness(0), false);
        var queues = live(merge, 2);
        merge.found(queues.get(0), Readability.READ_TO_END, IDLE_TIMEOUT);
        fetch(merge, queues.get(1), IDLE_TIMEOUT, 300);
        assertThat(merge.release(IDLE_TIMEOUT).watermark()).isEqualTo(299);

        merge.found(queues.get(0), Readability.UNREADABLE, IDLE_TIMEOUT);
        fetch(merge, queues.get(1), IDLE_TIMEOUT + 1, 400);
        assertThat(merge.release(IDLE_TIMEOUT + 1).watermark()).isEqualTo(299);
    }

    @Test
    void aPartitionThatCanBeReadAgainHoldsItForTheIdleTimeout() {
        var merge = new Merge(outOfOrderness(0), false);
        var queues = live(merge, 2);
        merge.found(queues.get(0), Readability.UNREADABLE, IDLE_TIMEOUT);
        long again = 5 * IDLE_TIMEOUT;
        merge.found(queues.get(0), Readability.READ_TO_END, again);
        fetch(merge, queues.get(1), again + IDLE_TIMEOUT - 1, 300);

        assertThat(merge.release(again + IDLE_TIMEOUT - 1).watermark()).isEqualTo(99);
        assertThat(merge.silentPartitions(again + IDLE_TIMEOUT - 1)).isEmpty();
        assertThat(merge.silentPartitions(again + IDLE_TIMEOUT)).containsExactly(queues.get(0));
        merge.found(queues.get(0), Readability.READ_TO_END, again + IDLE_TIMEOUT);
        assertThat(merge.release(again + IDLE_TIMEOUT).watermark()).isEqualTo(299);
    }

    @Test
    void anUnreadablePartitionOfWhichNothingWasReadHoldsItToo() {
        var merge = new Merge(outOfOrderness(0), false);
        var queues = join(merge, 0, 0);
        merge.requireReadToEnd();
        fetch(merge, queues.get(1), 0, 100);
        assertThat(merge.release(0).watermark()).isEqualTo(99);

        merge.found(queues.get(0), Readability.UNREADABLE, IDLE_TIMEOUT);
        fetch(merge, queues.get(1), 1, 200);
        assertThat(merge.release(1).watermark()).isEqualTo(99);
    }

    @Test
    void noPartitionIsSilentBeforeAllAreLive() {
        var merge = new Merge(outOfOrderness(0), false);
        join(merge, 0, 1);

        assertThat(merge.silentPartitions(IDLE_TIMEOUT)).isEmpty();
    }

    @Test
    void aReaderIsNotIdleWhileAPartitionThatJoinedBlocksIt() {
        var merge = new Merge(outOfOrderness(0), false);
        join(merge, 0);
        assertThat(merge.release(0).isIdle()).isTrue();

        join(merge, 5);
        ReleasedBatch blocked = merge.release(0);
        assertThat(blocked.isIdle()).isFalse();
        assertThat(blocked.isLiveAfter()).isFalse();
        assertThat(blocked.isEmpty()).isFalse();
    }

    @Test
    void withoutPartitionsThereIsNone() {
        var merge = new Merge(outOfOrderness(0), false);
        assertThat(merge.release(0).watermark()).isEqualTo(Long.MIN_VALUE);
        assertThat(merge.lowWaterMark()).isEqualTo(PartitionProgress.NO_KEY);
        assertThat(Arrays.asList(merge.release(0).partitions())).isEmpty();
    }
}
