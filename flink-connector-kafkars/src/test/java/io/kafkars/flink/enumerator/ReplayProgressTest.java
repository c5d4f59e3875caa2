// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import io.kafkars.flink.enumerator.BalancedAssigner.Load;
import io.kafkars.flink.enumerator.SplitTracker.Totals;

import org.junit.jupiter.api.Test;

import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

class ReplayProgressTest {

    private static final long NONE = Long.MIN_VALUE;

    /** Four splits, all of them with readers. */
    private static final Totals ASSIGNED = new Totals(4, 1_000, 0, 0);

    private final ReplayProgress progress = new ReplayProgress(() -> Integer.MAX_VALUE);

    @Test
    void theSourceIsLiveWhenEachSplitIsReportedAndLive() {
        progress.report(0, event(2, 2, 0, NONE, null));
        assertThat(progress.isLive(ASSIGNED)).as("two splits are missing").isFalse();

        progress.report(1, event(1, 2, 10, 7, "t-3"));
        assertThat(progress.isLive(ASSIGNED)).as("one split is not live").isFalse();

        progress.report(1, event(2, 2, 0, NONE, null));
        assertThat(progress.isLive(ASSIGNED)).isTrue();
    }

    @Test
    void anUnassignedSplitKeepsTheSourceFromBeingLive() {
        progress.report(0, event(3, 3, 0, NONE, null));

        assertThat(progress.isComplete(new Totals(4, 0, 1, 0))).isTrue();
        assertThat(progress.isLive(new Totals(4, 0, 1, 0))).isFalse();
    }

    @Test
    void aSourceWithoutSplitsIsLive() {
        assertThat(progress.isLive(new Totals(0, 0, 0, 0))).isTrue();
    }

    @Test
    void readersWithoutSplitsMakeNoDifference() {
        progress.report(0, event(4, 4, 0, NONE, null));
        assertThat(progress.isLive(ASSIGNED)).isTrue();

        progress.report(7, event(0, 0, 0, NONE, null));
        assertThat(progress.isLive(ASSIGNED)).isTrue();
    }

    @Test
    void aFailedReaderNoLongerCounts() {
        progress.report(0, event(2, 2, 0, NONE, null));
        progress.report(1, event(2, 2, 0, NONE, null));
        progress.forget(1);
        assertThat(progress.isLive(ASSIGNED)).isFalse();

        progress.report(1, event(2, 2, 0, NONE, null));
        progress.forgetAllBut(Set.of(0));
        assertThat(progress.isLive(ASSIGNED)).isFalse();
    }

    @Test
    void finishedSplitsCount() {
        progress.report(0, new ReaderProgressEvent(0, 0, 3, 0, NONE, null, 0));
        assertThat(progress.isComplete(ASSIGNED)).isFalse();

        progress.report(1, new ReaderProgressEvent(0, 1, 0, 50, 3, "t-0", 50));
        assertThat(progress.isComplete(ASSIGNED)).isTrue();
        assertThat(progress.isLive(ASSIGNED)).isFalse();

        progress.report(1, new ReaderProgressEvent(0, 0, 1, 0, NONE, null, 0));
        assertThat(progress.isLive(ASSIGNED)).isTrue();
    }

    @Test
    void splitsThatFinishedBeforeARestoreAreNotWaitedFor() {
        var restored = new ReplayProgress(() -> 2);
        restored.report(0, event(0, 1, 100, 3, "t-0"));
        assertThat(restored.isComplete(ASSIGNED)).isFalse();

        restored.report(1, event(0, 0, 0, NONE, null));
        assertThat(restored.isComplete(ASSIGNED)).isTrue();
        restored.update(ASSIGNED);
        assertThat(restored.done()).isEqualTo(900);
    }

    @Test
    void percentIsTheShareOfAllKnownOffsets() {
        progress.report(0, event(0, 3, 330, 1, "t-0"));
        progress.update(new Totals(4, 1_000, 1, 250));

        assertThat(progress.done()).isEqualTo(420);
        assertThat(progress.percent()).isEqualTo(42);
    }

    @Test
    void percentNeverGoesBack() {
        progress.report(0, event(0, 4, 400, 1, "t-0"));
        progress.update(ASSIGNED);
        progress.report(0, event(0, 4, 700, 1, "t-0"));
        progress.update(ASSIGNED);
        assertThat(progress.done()).isEqualTo(600);

        progress.report(0, event(0, 5, 9_400, 1, "t-0"));
        progress.update(new Totals(5, 10_000, 0, 0));
        assertThat(progress.percent()).isEqualTo(60);
    }

    @Test
    void percentIs100OnlyAtTheEnd() {
        var huge = new Totals(1, Long.MAX_VALUE, 0, 0);
        progress.report(0, event(0, 1, 1, 1, "t-0"));
        progress.update(huge);
        assertThat(progress.percent()).isEqualTo(99);

        progress.report(0, event(1, 1, 0, NONE, null));
        progress.update(huge);
        assertThat(progress.percent()).isEqualTo(100);
    }

    @Test
    void anIncompleteReportChangesNothing() {
        progress.report(0, event(0, 2, 10, 1, "t-0"));
        progress.update(ASSIGNED);

        assertThat(progress.done()).isZero();
        assertThat(progress.percent()).isZero();
    }

    @Test
    void anEmptyReplayHasNoPercentToCompute() {
        progress.report(0, event(4, 4, 0, NONE, null));
        progress.update(new Totals(4, 0, 0, 0));

        assertThat(progress.percent()).isZero();
    }

    @Test
    void eventTimeAndSlowestPartitionAreThoseOfTheReaderFurthestBehind() {
        progress.report(0, event(0, 1, 10, 5_000, "t-0"));
        progress.report(1, event(0, 1, 10, 3_000, "t-1"));
        progress.report(2, event(2, 2, 0, 1_000, "t-2"));

        assertThat(progress.eventTime()).as("live readers hold nothing back").hasValue(3_000);
        assertThat(progress.slowestPartition()).hasValue("t-1");
    }

    @Test
    void aReaderThatHasNotSeenAllItsPartitionsKeepsTheEventTimeUnknown() {
        progress.report(0, event(0, 1, 10, 5_000, "t-0"));
        progress.report(1, event(0, 1, 10, NONE, "t-1"));

        assertThat(progress.eventTime()).isEmpty();
        assertThat(progress.slowestPartition()).hasValue("t-1");
    }

    @Test
    void aReaderThatWaitsForNothingHasNoEventTime() {
        progress.report(0, event(0, 1, 10, Long.MAX_VALUE, null));

        assertThat(progress.eventTime()).isEmpty();
        assertThat(progress.slowestPartition()).isEmpty();
    }

    @Test
    void theLoadIsWhatTheReaderReported() {
        progress.report(1, event(0, 3, 70, 1, "t-0"));

        assertThat(progress.load(1)).isEqualTo(new Load(70, 3));
        assertThat(progress.load(0)).isEqualTo(Load.NONE);
    }

    private static ReaderProgressEvent event(
            int live, int splits, long remaining, long lowWaterMark, String slowest) {
        return new ReaderProgressEvent(live, splits, 0, remaining, lowWaterMark, slowest, 1);
    }
}
