// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import io.kafkars.columns.Chunk;
import io.kafkars.merge.UnlikelyTimestamp.Kind;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

import static org.assertj.core.api.Assertions.assertThat;

/** What a record's time is: which timestamps are believed, and what the others get instead. */
class MergeKeysTest {

    private static final long NONE = PartitionProgress.NO_KEY;
    private static final long UNSTAMPED = -1;
    private static final long HOUR = 3_600_000;
    private static final long RESOLVE_TIME = 1_700_000_000_000L;

    /** A day before the resolve time. */
    private static final long T = RESOLVE_TIME - 24 * HOUR;

    private static final long YEAR_2099 = 4_070_908_800_000L;

    private final MergeTotals totals = new MergeTotals();
    private final List<UnlikelyTimestamp> unlikely = new ArrayList<>();
    private long nextOffset;

    private MergeKeys keysAfter(long last) {
        var start =
                PartitionProgress.atStart(new PartitionId("t", 0), 0, 1_000, RESOLVE_TIME)
                        .withToleranceIfUnknown(HOUR);
        return new MergeKeys(
                last,
                start.watermarkLimit(),
                HOUR,
                totals,
                new UnlikelyTimestamps(start, start.watermarkLimit(), unlikely::add));
    }

    /** The keys of a replay that has only these records. */
    private List<Long> replay(long... timestamps) {
        return replay(keysAfter(NONE), timestamps);
    }

    private List<Long> replay(MergeKeys keys, long... timestamps) {
        keys.add(chunk(timestamps));
        return keysOf(keys.decide(true));
    }

    private List<Long> live(MergeKeys keys, long now, long... timestamps) {
        Chunk chunk = chunk(timestamps);
        keys.assignLive(chunk, now);
        return keysOf(chunk);
    }

    private Chunk chunk(long... timestamps) {
        List<LogRecord> records =
                LongStream.of(timestamps).mapToObj(t -> LogRecord.at(nextOffset++, t)).toList();
        return LogRecord.chunkOf(records);
    }

    private static List<Long> keysOf(Chunk chunk) {
        return LongStream.of(chunk.mergeKeys()).boxed().toList();
    }

    // What a timestamp is

    @Test
    void theKeyIsTheRunningMaximumOfTheTimestamps() {
        assertThat(replay(T, T + 5, T + 3, T + 5, T + 9))
                .containsExactly(T, T + 5, T + 5, T + 5, T + 9);
        assertThat(totals.disorderedRecords()).isEqualTo(1);
    }

    @Test
    void onlyMinusOneIsNoTimestamp() {
        long year1950 = -631_152_000_000L;
        assertThat(replay(year1950, UNSTAMPED, -2, 0)).containsExactly(year1950, year1950, -2L, 0L);
    }

    @Test
    void aRecordBeforeAllTimestampsHasNoKey() {
        assertThat(replay(UNSTAMPED, T)).containsExactly(NONE, T);
    }

    // Outliers

    @Test
    void anOutlierTakesTheKeyOfItsPredecessor() {
        assertThat(replay(T, YEAR_2099, T + 1)).containsExactly(T, T, T + 1);
        assertThat(totals.futureRecords()).isEqualTo(1);
    }

    @Test
    void soDoesEachOfARunOfOutliers() {
        assertThat(replay(T, YEAR_2099, YEAR_2099 + 7, UNSTAMPED, YEAR_2099, T + 1))
                .containsExactly(T, T, T, T, T, T + 1);
        assertThat(totals.futureRecords()).isEqualTo(3);
    }

    @Test
    void aJumpAfterWhichTheLogContinuesIsBelieved() {
        assertThat(replay(T, YEAR_2099, YEAR_2099 + 1))
                .containsExactly(T, YEAR_2099, YEAR_2099 + 1);
        assertThat(totals.futureRecords()).isZero();
    }

    @Test
    void aJumpOfTheToleranceIsBelievedWhateverFollows() {
        assertThat(replay(T, T + HOUR, T)).containsExactly(T, T + HOUR, T + HOUR);
        assertThat(replay(T, T + HOUR + 1, T)).containsExactly(T, T, T);
    }

    @Test
    void aLateRecordAfterAGapDoesNotMakeAnOutlierOfTheGap() {
        assertThat(replay(T, T + 10 * HOUR, T + 10 * HOUR + 1, T + 8 * HOUR))
                .containsExactly(T, T + 10 * HOUR, T + 10 * HOUR + 1, T + 10 * HOUR + 1);
    }

    @Test
    void anOutlierInASparseLogIsFoundByARecordThatIsItselfFurtherOn() {
        assertThat(replay(T, YEAR_2099, T + 5 * HOUR)).containsExactly(T, T, T + 5 * HOUR);
    }

    @Test
    void only32RecordsAreLookedAt() {
        assertThat(keyOfAnOutlierBefore(31)).isEqualTo(T);
        assertThat(keyOfAnOutlierBefore(32)).isEqualTo(YEAR_2099);
    }

    /** So many more records of the same time follow before the log falls back. */
    private long keyOfAnOutlierBefore(int others) {
        LongStream.Builder log = LongStream.builder().add(T).add(YEAR_2099);
        for (int i = 0; i < others; i++) {
            log.add(YEAR_2099);
        }
        return replay(log.add(T + 1).build().toArray()).get(1);
    }

    @Test
    void aFirstRecordFarAheadOfTheResolveTimeIsAnOutlierIfHalfOfTheFollowingFallBack() {
        assertThat(replay(YEAR_2099, T, T + 1)).containsExactly(NONE, T, T + 1);
        assertThat(replay(YEAR_2099, YEAR_2099, T)).containsExactly(NONE, NONE, T);
        assertThat(replay(YEAR_2099, YEAR_2099 + 1, YEAR_2099 + 2, T))
                .containsExactly(YEAR_2099, YEAR_2099 + 1, YEAR_2099 + 2, YEAR_2099 + 2);
    }

    @Test
    void aFirstRecordInThePastIsBelievedWhateverFollows() {
        assertThat(replay(T, T - 10 * HOUR)).containsExactly(T, T);
    }

    @Test
    void theLargestNumbersAreKeptBelowThatOfAnEmptyPartition() {
        assertThat(replay(Long.MAX_VALUE)).containsExactly(Long.MAX_VALUE - 1);
        assertThat(replay(Long.MIN_VALUE, Long.MAX_VALUE, T)).containsExactly(NONE, NONE, T);
    }

    // What has to be fetched

    @Test
    void aChunkWaitsForTheRecordsThatDecide() {
        MergeKeys keys = keysAfter(T);
        keys.add(chunk(T + 1, YEAR_2099));
        assertThat(keys.decide(false)).isNull();
        assertThat(keys.last()).isEqualTo(T);
        assertThat(keys.hasUndecided()).isTrue();

        keys.add(chunk(T + 2));
        assertThat(keysOf(keys.decide(false))).containsExactly(T + 1, T + 1);
        assertThat(keysOf(keys.decide(false))).containsExactly(T + 2);
        assertThat(keys.decide(false)).isNull();
        assertThat(keys.hasUndecided()).isFalse();
    }

    @Test
    void aJumpIsDecidedWhen32RecordsFollow() {
        MergeKeys keys = keysAfter(T);
        keys.add(chunk(YEAR_2099));
        for (int i = 0; i < 31; i++) {
            keys.add(chunk(YEAR_2099));
        }
        assertThat(keys.decide(false)).isNull();
        keys.add(chunk(UNSTAMPED));
        assertThat(keysOf(keys.decide(false))).containsExactly(YEAR_2099);
    }

    @Test
    void theReplayEndDecidesWhatIsLeft() {
        MergeKeys keys = keysAfter(T);
        keys.add(chunk(YEAR_2099));
        assertThat(keys.decide(false)).isNull();
        assertThat(keysOf(keys.decide(true))).containsExactly(YEAR_2099);
    }

    @Test
    void recordsInOrderWaitForNothing() {
        MergeKeys keys = keysAfter(NONE);
        Chunk chunk = chunk(T, T + HOUR);
        keys.add(chunk);
        assertThat(keys.decide(false)).isSameAs(chunk);
        assertThat(chunk.mergeKeys()).as("no copy").isSameAs(chunk.timestamps());
    }

    // Live

    @Test
    void aLiveRecordFurtherAheadOfItsArrivalThanTheToleranceTakesTheKeyOfItsPredecessor() {
        MergeKeys keys = keysAfter(T);
        assertThat(live(keys, T, T + HOUR, T + HOUR + 1, YEAR_2099, T + 2, UNSTAMPED))
                .containsExactly(T + HOUR, T + HOUR, T + HOUR, T + HOUR, T + HOUR);
        assertThat(totals.futureRecords()).isEqualTo(2);
        assertThat(totals.disorderedRecords()).isEqualTo(1);
    }

    // Restored

    @Test
    void aKeyFarAheadIsNotBelievedOfALivePartition() {
        var merge = new Merge(MergeSettings.DEFAULT, false);
        merge.add(List.of(restored(100, YEAR_2099), restored(100, T)), T);

        assertThat(merge.totals().futureRecords()).isEqualTo(1);
        assertThat(merge.takeUnlikelyTimestamps())
                .containsExactly(
                        new UnlikelyTimestamp(
                                new PartitionId("restored at " + YEAR_2099, 0),
                                99,
                                YEAR_2099,
                                Kind.RESTORED_KEY,
                                T,
                                YEAR_2099));
    }

    @Test
    void aKeyFarAheadIsBelievedOfAReplay() {
        var merge = new Merge(MergeSettings.DEFAULT, false);
        PartitionQueue queue = merge.add(List.of(restored(50, YEAR_2099)), T).get(0);

        assertThat(queue.frontier()).as("it follows from the log").isEqualTo(YEAR_2099);
        assertThat(merge.totals().futureRecords()).isZero();
    }

    @Test
    void theToleranceOfTheStateCountsAndNotThatOfTheSettings() {
        var merge = new Merge(MergeSettings.DEFAULT.withFutureTolerance(Duration.ZERO), false);
        PartitionProgress start = restored(100, T + HOUR).withToleranceIfUnknown(HOUR);
        PartitionQueue queue = merge.add(List.of(start), T).get(0);

        assertThat(queue.frontier()).isEqualTo(T + HOUR);
        assertThat(queue.progress().futureTolerance()).isEqualTo(HOUR);
    }

    /** A partition with a replay of 100 offsets. */
    private static PartitionProgress restored(long nextOffset, long mergeKey) {
        var id = new PartitionId("restored at " + mergeKey, 0);
        return new PartitionProgress(id, 0, 100, RESOLVE_TIME, nextOffset, mergeKey);
    }

    // Warnings

    @Test
    void theFirstOutlierIsNotedOnce() {
        replay(T, YEAR_2099, T + 1, YEAR_2099, T + 2);
        assertThat(unlikely)
                .singleElement()
                .satisfies(
                        found -> {
                            assertThat(found.kind()).isEqualTo(Kind.OUTLIER);
                            assertThat(found.offset()).isEqualTo(1);
                            assertThat(found.timestamp()).isEqualTo(YEAR_2099);
                            assertThat(found.clock()).isEqualTo(RESOLVE_TIME);
                        });
    }

    @Test
    void howFarATopicIsAheadIsKnownAtItsReplayEnd() {
        MergeKeys keys = keysAfter(NONE);
        keys.add(chunk(RESOLVE_TIME, RESOLVE_TIME + 2 * HOUR));
        keys.add(chunk(RESOLVE_TIME + 3 * HOUR));
        keys.add(chunk(RESOLVE_TIME + 4 * HOUR));
        keys.decide(true);
        keys.decide(true);
        assertThat(unlikely).isEmpty();

        keys.decide(true);
        assertThat(unlikely)
                .containsExactly(
                        new UnlikelyTimestamp(
                                new PartitionId("t", 0),
                                1,
                                RESOLVE_TIME + 2 * HOUR,
                                Kind.AFTER_RESOLVE_TIME,
                                RESOLVE_TIME,
                                RESOLVE_TIME + 4 * HOUR));
    }

    @Test
    void aTopicThatNoTimeZoneExplainsIsNotedAtOnce() {
        MergeKeys keys = keysAfter(NONE);
        keys.add(chunk(T * 1_000));
        keys.add(chunk(LongStream.range(0, 40).map(i -> T * 1_000 + i).toArray()));
        keys.decide(false);
        assertThat(unlikely)
                .singleElement()
                .extracting(UnlikelyTimestamp::kind)
                .isEqualTo(Kind.AFTER_RESOLVE_TIME);
    }

    @Test
    void secondsAreNoted() {
        replay(T / 1_000, T / 1_000 + 1);
        assertThat(unlikely)
                .singleElement()
                .extracting(UnlikelyTimestamp::kind)
                .isEqualTo(Kind.SECONDS);
    }

    @Test
    void aLiveRecordFarAheadIsNoted() {
        live(keysAfter(T), T, YEAR_2099, YEAR_2099);
        assertThat(unlikely)
                .singleElement()
                .extracting(UnlikelyTimestamp::kind, UnlikelyTimestamp::clock)
                .containsExactly(Kind.AFTER_ARRIVAL, T);
    }
}
