// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static io.kafkars.merge.PartitionProgress.NO_KEY;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules of the merge, each by a small example; the place to start reading. The numbers are
 * those of section 3 of the design.
 *
 * <p>Partitions are named by one letter. {@code fetched("a", 5, 7)} is a fetch of the next two
 * records of partition a, with timestamps 5 and 7. What is released is written as partition and
 * offset: {@code a@0 b@0 a@1}.
 */
class MergeTest {

    private static final int NONE = -1;

    /** No watermark of a replay is larger. */
    private static final long LIMIT = 1_000_000;

    private Merge merge = new Merge(MergeSettings.DEFAULT, false);
    private final Map<String, PartitionQueue> queues = new TreeMap<>();

    // Rule 1

    @Test
    void theRecordWithTheSmallestTimestampIsReleasedFirst() {
        replay("a", 2);
        replay("b", 2);
        fetched("a", 5, 7);
        fetched("b", 6, 8);

        assertThat(released()).isEqualTo("a@0 b@0 a@1 b@1");
    }

    @Test
    void recordsWithEqualTimestampsAreReleasedInTheOrderOfTheirPartitions() {
        replay("a", 2);
        replay("b", 2);
        fetched("b", 5, 5);
        fetched("a", 5, 5);

        assertThat(released()).isEqualTo("a@0 a@1 b@0 b@1");
    }

    // Rule 2

    @Test
    void nothingIsReleasedBeforeEveryPartitionHoldsARecord() {
        replay("a", 9);
        replay("b", 9);
        fetched("a", 5, 7);
        assertThat(released()).as("b could still deliver an older record").isEmpty();

        fetched("b", 6);
        assertThat(released()).as("so could b after its only record").isEqualTo("a@0 b@0");
    }

    @Test
    void aPausedPartitionHoldsTheOthersBackToo() {
        startMerge(MergeSettings.DEFAULT.withMaxHeldRecords(2));
        replay("a", 9);
        replay("b", 9);
        fetched("a", 5, 6);
        released();
        assertThat(paused()).containsExactly("a");

        fetched("b", 7);
        assertThat(released()).isEqualTo("a@0 a@1");
    }

    // Rule 3

    @Test
    void aRecordThatIsOutOfOrderDirectlyFollowsItsPredecessor() {
        replay("a", 3);
        replay("b", 2);
        fetched("a", 5, 3, 9);
        fetched("b", 4, 6);

        assertThat(released()).isEqualTo("b@0 a@0 a@1 b@1 a@2");
        assertThat(merge.totals().disorderedRecords()).isEqualTo(1);
    }

    @Test
    void aRecordWithoutATimestampDirectlyFollowsItsPredecessor() {
        replay("a", 3);
        replay("b", 2);
        fetched("a", 5, NONE, 9);
        fetched("b", 4, 6);

        assertThat(released()).isEqualTo("b@0 a@0 a@1 b@1 a@2");
        assertThat(merge.totals().disorderedRecords()).isZero();
    }

    // Rule 4

    @Test
    void oneOffsetPerPartitionTellsWhatWasReleased() {
        replay("a", 9);
        replay("b", 9);
        fetched("a", 5, 7, 8);
        fetched("b", 6);

        assertThat(released()).isEqualTo("a@0 b@0");
        assertThat(progress("a").nextOffset()).isEqualTo(1);
        assertThat(progress("b").nextOffset()).isEqualTo(1);
    }

    // Rule 5

    @Test
    void theSizesAndTheOrderOfFetchesDoNotChangeTheSequence() {
        replay("a", 3);
        replay("b", 2);
        fetched("b", 6);
        var batches = new ArrayList<>(List.of(released()));
        fetched("a", 5);
        batches.add(released());
        fetched("b", 8);
        batches.add(released());
        fetched("a", 7, 9);
        batches.add(released());
        assertThat(batches).containsExactly("", "a@0", "", "b@0 a@1 b@1 a@2");

        startMerge(MergeSettings.DEFAULT);
        replay("a", 3);
        replay("b", 2);
        fetched("a", 5, 7, 9);
        fetched("b", 6, 8);
        assertThat(released()).isEqualTo("a@0 b@0 a@1 b@1 a@2");
    }

    @Test
    void aRestoredMergeContinuesTheSequence() {
        replay("a", 3);
        replay("b", 2);
        fetched("a", 5, 3);
        fetched("b", 6);
        assertThat(released()).isEqualTo("a@0 a@1");
        PartitionProgress a = progress("a");
        PartitionProgress b = progress("b");

        startMerge(MergeSettings.DEFAULT);
        join("a", a);
        join("b", b);
        fetched("a", 4);
        fetched("b", 6, 8);
        assertThat(released()).isEqualTo("a@2 b@0 b@1");
        assertThat(progress("a").mergeKey()).as("that of a@0, released before").isEqualTo(5);
    }

    // Rule 6

    @Test
    void theWatermarkBeforeAReplayedRecordFollowsFromItsMergeKey() {
        var watermarks = new ReplayWatermarks(MergeSettings.DEFAULT);

        assertThat(watermarks.before(5_000, LIMIT)).as("the first at 5 s").isEqualTo(4_999);
        assertThat(watermarks.before(5_999, LIMIT)).as("none later in 5 s").isEqualTo(4_999);
        assertThat(watermarks.before(6_000, LIMIT)).isEqualTo(5_999);
        assertThat(watermarks.nextKey(4_999)).isEqualTo(6_000);
    }

    @Test
    void outOfOrdernessKeepsTheWatermarkFurtherBehind() {
        var watermarks =
                new ReplayWatermarks(
                        MergeSettings.DEFAULT.withOutOfOrderness(Duration.ofMillis(100)));

        assertThat(watermarks.before(5_000, LIMIT)).isEqualTo(4_899);
        assertThat(watermarks.nextKey(4_899)).isEqualTo(6_000);
    }

    @Test
    void theWatermarkOfAReplayNeverPassesItsLimit() {
        var watermarks = new ReplayWatermarks(MergeSettings.DEFAULT);

        assertThat(watermarks.before(Long.MAX_VALUE, LIMIT)).isEqualTo(LIMIT - 1);
        assertThat(watermarks.before(Long.MAX_VALUE, LIMIT - 1)).isEqualTo(LIMIT - 1_001);
    }

    @Test
    void aRecordWithoutAMergeKeyHasNoWatermark() {
        var watermarks = new ReplayWatermarks(MergeSettings.DEFAULT);

        assertThat(watermarks.before(NO_KEY, LIMIT)).isEqualTo(ReplayWatermarks.NONE);
        assertThat(watermarks.before(NO_KEY + 1, LIMIT)).isEqualTo(ReplayWatermarks.NONE);
        assertThat(watermarks.nextKey(ReplayWatermarks.NONE)).isLessThan(-1L << 62);
    }

    // Rule 7

    @Test
    void liveRecordsDoNotWaitForOtherPartitions() {
        goLive("a", "b");

        fetched("b", 9);
        assertThat(released()).isEqualTo("b@1");
        fetched("a", 8);
        assertThat(released()).isEqualTo("a@1");
    }

    @Test
    void liveRecordsThatAreHeldAtTheSameTimeAreMerged() {
        goLive("a", "b");

        fetched("b", 7, 9);
        fetched("a", 8);
        assertThat(released()).isEqualTo("b@1 a@1 b@2");
    }

    @Test
    void liveRecordsWaitForAnEmptyPartitionAsLongAsTheyAreTold() {
        startMerge(MergeSettings.DEFAULT.withLiveMaxWait(Duration.ofMillis(50)));
        goLive("a", "b");

        fetched("b", 9);
        assertThat(releasedAt(49)).isEmpty();
        assertThat(releasedAt(50)).isEqualTo("b@1");
    }

    @Test
    void theLiveWatermarkFollowsTheSlowestPartitionThatIsNotIdle() {
        startMerge(MergeSettings.DEFAULT.withLiveIdleTimeout(Duration.ofMillis(50)));
        goLive("a", "b");
        fetchedAt(40, "b", 9);

        assertThat(merge.release(40).watermark()).as("a is at 5").isEqualTo(4);
        assertThat(merge.release(50).watermark()).as("a is idle, b is at 9").isEqualTo(8);
    }

    // Rule 8

    @Test
    void aPartitionThatIsCaughtUpHoldsNoOtherBack() {
        replay("a", 1);
        replay("b", 9);
        fetched("a", 5);
        fetched("b", 6, 7);

        assertThat(released()).isEqualTo("a@0 b@0 b@1");
    }

    @Test
    void itsNewRecordsWaitUntilTheReplayOfTheOthersReachesThem() {
        replay("a", 0);
        replay("b", 9);
        fetched("a", 8);
        fetched("b", 6, 7);
        assertThat(released()).isEqualTo("b@0 b@1");

        fetched("b", 9);
        assertThat(released()).isEqualTo("a@0 b@2");
    }

    @Test
    void aPartitionIsCaughtUpByItsPositionAlsoWithoutARecord() {
        replay("a", 9);
        replay("b", 1);
        fetched("b", 6);
        assertThat(released()).isEmpty();

        merge.advance(queues.get("a"), 9);
        assertThat(released()).isEqualTo("b@0");
    }

    // Rule 9

    @Test
    void aPartitionOverItsShareIsPausedUntilHalfOfItIsLeft() {
        startMerge(MergeSettings.DEFAULT.withMaxHeldRecords(4));
        replay("a", 9);
        replay("b", 9);
        fetched("a", 5, 7, 8);
        released();
        assertThat(paused()).containsExactly("a");

        fetched("b", 6);
        assertThat(released()).isEqualTo("a@0 b@0");
        assertThat(paused()).as("two of a share of two are left").containsExactly("a");

        fetched("b", 7);
        assertThat(released()).isEqualTo("a@1 b@1");
        assertThat(paused()).isEmpty();
    }

    @Test
    void theLargestRecordPassesTheSmallestLimit() {
        startMerge(MergeSettings.DEFAULT.withMaxHeldRecords(1).withMaxHeldBytes(1));
        replay("a", 1);
        replay("b", 1);
        fetched("a", 5);
        fetched("b", 6);

        assertThat(released()).isEqualTo("a@0 b@0");
    }

    // Rule 12

    @Test
    void nothingAboveTheCeilingIsReleasedWhilePriming() {
        replay("a", 9);
        replay("b", 9);
        merge.setCeiling(6);
        fetched("a", 5, 6, 7);
        fetched("b", 6, 9);
        assertThat(released()).as("what equals the ceiling passes").isEqualTo("a@0 a@1 b@0");

        merge.setCeiling(8);
        assertThat(released()).isEqualTo("a@2");
    }

    @Test
    void aRecordWithoutAKeyPassesEveryCeiling() {
        replay("a", 9);
        merge.setCeiling(PartitionProgress.NO_KEY);
        fetched("a", NONE, 5);

        assertThat(released()).isEqualTo("a@0");
    }

    @Test
    void aLiveMergeHasNoCeiling() {
        merge.setCeiling(5);
        goLive("a", "b");
        fetched("a", 8);

        assertThat(released()).isEqualTo("a@1");
    }

    @Test
    void aBatchSaysHowFarTheMergeIsAndWhetherItWaitsAtItsCeiling() {
        replay("a", 3);
        merge.setCeiling(6);
        fetched("a", 5);
        ReleasedBatch waitsForRecords = merge.release(0);
        assertThat(waitsForRecords.lowWaterMark()).isEqualTo(5);
        assertThat(waitsForRecords.waitsAtCeiling()).isFalse();

        fetched("a", 8);
        ReleasedBatch waits = merge.release(0);
        assertThat(waits.lowWaterMark()).isEqualTo(8);
        assertThat(waits.waitsAtCeiling()).isTrue();
        assertThat(waits.isEmpty()).as("it is news that it waits").isFalse();
        assertThat(merge.canRelease(0)).isFalse();
        assertThat(merge.release(0).isEmpty()).as("it still waits").isTrue();

        merge.setCeiling(9);
        fetched("a", 9);
        assertThat(merge.release(0).lowWaterMark()).as("live").isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aPartitionThatJoinsBelowTheCeilingIsNotHeldBack() {
        replay("a", 9);
        merge.setCeiling(6);
        fetched("a", 5, 8);
        released();
        replay("b", 2);
        fetched("b", 1, 2);

        assertThat(released()).isEqualTo("b@0 b@1");
    }

    // Notation

    private void startMerge(MergeSettings settings) {
        merge = new Merge(settings, false);
        queues.clear();
    }

    /** A partition joins, to be replayed from offset 0 up to this one, exclusive. */
    private void replay(String partition, long replayEnd) {
        join(partition, PartitionProgress.atStart(new PartitionId(partition, 0), 0, replayEnd, 0));
    }

    private void join(String partition, PartitionProgress start) {
        queues.put(partition, merge.add(List.of(start), 0).get(0));
    }

    /** Partitions whose replay is over after one record with timestamp 5. */
    private void goLive(String... partitions) {
        for (String partition : partitions) {
            replay(partition, 1);
            fetched(partition, 5);
        }
        released();
        assertThat(merge.isLive()).isTrue();
    }

    private void fetched(String partition, long... timestamps) {
        fetchedAt(0, partition, timestamps);
    }

    /** The records are in one chunk, so all of them are before the replay end, or none is. */
    private void fetchedAt(long now, String partition, long... timestamps) {
        PartitionQueue queue = queues.get(partition);
        long offset = queue.position();
        var records = new ArrayList<LogRecord>();
        for (long timestamp : timestamps) {
            records.add(LogRecord.at(offset++, timestamp));
        }
        merge.append(queue, LogRecord.chunkOf(records), now);
    }

    private String released() {
        return releasedAt(0);
    }

    private String releasedAt(long now) {
        var cursor = new RecordCursor();
        cursor.open(merge.release(now));
        var places = new ArrayList<String>();
        while (cursor.next()) {
            places.add(cursor.topic() + "@" + cursor.offset());
        }
        return String.join(" ", places);
    }

    private List<String> paused() {
        return queues.keySet().stream().filter(name -> queues.get(name).isPaused()).toList();
    }

    private PartitionProgress progress(String partition) {
        return queues.get(partition).progress();
    }
}
