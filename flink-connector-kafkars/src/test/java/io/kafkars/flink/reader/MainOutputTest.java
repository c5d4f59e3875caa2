// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import io.kafkars.merge.MergeSettings;
import io.kafkars.merge.RecordView;
import io.kafkars.merge.ReplayWatermarks;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;

import static io.kafkars.flink.reader.TestMerge.WATERMARKS;
import static io.kafkars.flink.reader.TestMerge.record;
import static io.kafkars.merge.PartitionProgress.NO_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MainOutputTest {

    private static final long NONE = RecordView.NO_TIMESTAMP;

    private final FakeOutput<String> flink = new FakeOutput<>();
    private final MainOutput<String> output = new MainOutput<>(true, WATERMARKS);

    /** One live partition, so that the watermark is 1 below its last record. */
    private final TestMerge live = TestMerge.unbounded().with(0, 0);

    /** An output that emits no watermarks. */
    private final MainOutput<String> silent = new MainOutput<>(false, WATERMARKS);

    @BeforeEach
    void poll() {
        output.use(flink);
        silent.use(flink);
    }

    // Elements

    @Test
    void anElementHasTheTimestampOfItsRecord() {
        output.stamp(5, 7);
        output.collect("a");

        assertThat(flink.take()).containsExactly("a@5");
    }

    @Test
    void anElementOfARecordWithoutTimestampHasItsMergeKey() {
        output.stamp(NONE, 7);
        output.collect("a");

        assertThat(flink.take()).containsExactly("a@7");
    }

    @Test
    void anElementOfARecordWithNeitherIsAtEpochZero() {
        output.stamp(NONE, NO_KEY);
        output.collect("a");

        assertThat(flink.take()).containsExactly("a@0");
    }

    @Test
    void withoutWatermarksAnElementOfARecordWithNeitherHasNoEventTime() {
        silent.stamp(NONE, NO_KEY);
        silent.collect("a");
        silent.stamp(NONE, 7);
        silent.collect("b");

        assertThat(flink.take()).containsExactly("a", "b@7");
    }

    @Test
    void onlyMinusOneIsNoTimestamp() {
        output.stamp(-2, 7);
        output.collect("a");
        output.stamp(-62_135_596_800_000L, -62_135_596_800_000L);
        output.collect("year 1");

        assertThat(flink.take()).containsExactly("a@-2", "year 1@-62135596800000");
    }

    @Test
    void theSmallestTimestampIsNotAnEventTimeInFlink() {
        output.stamp(Long.MIN_VALUE, 7);
        output.collect("a");

        assertThat(flink.take()).containsExactly("a@7");
    }

    @Test
    void theTimestampZeroIsATimestamp() {
        output.stamp(0, 7);
        output.collect("a");

        assertThat(flink.take()).containsExactly("a@0");
    }

    @Test
    void allElementsOfARecordHaveItsTimeAndAreCounted() {
        output.stamp(5, 5);
        output.collect("a");
        output.collect("b");
        output.stamp(6, 6);
        output.collect("c");

        assertThat(flink.take()).containsExactly("a@5", "b@5", "c@6");
        assertThat(output.collectedElements()).isEqualTo(3);
    }

    @Test
    void aFailureDownstreamIsRememberedForTheOneWhoCalledTheSchema() {
        flink.failure = new IllegalStateException("a map function failed");

        assertThatThrownBy(() -> output.collect("a")).isSameAs(flink.failure);
        assertThatThrownBy(output::rethrowFailure).isSameAs(flink.failure);
    }

    @Test
    void withoutAFailureNothingIsRethrown() {
        output.collect("a");

        assertThatCode(output::rethrowFailure).doesNotThrowAnyException();
    }

    // Watermarks and late records

    @Test
    void theWatermarkOfALiveBatchIsEmittedWhenItsRecordsHaveBeen() {
        output.advance(live.hold(record(0, 0, 5)).release());
        output.advance(live.hold(record(0, 1, 9)).release());

        assertThat(flink.take()).containsExactly("watermark 4", "watermark 8");
    }

    @Test
    void aWatermarkThatStaysIsEmittedOnce() {
        output.advance(live.hold(record(0, 0, 5)).release());
        output.advance(live.hold(record(0, 1, 3)).release());

        assertThat(flink.take()).containsExactly("watermark 4");
    }

    @Test
    void aBatchOfTheReplayHasNoWatermark() {
        output.advance(TestMerge.unbounded().with(0, 9).hold(record(0, 0, 5)).release());

        assertThat(flink.take()).isEmpty();
    }

    @Test
    void aReplayedRecordRaisesTheWatermarkOnceForEachInterval() {
        var everyTen = everyTen(Duration.ZERO);
        raise(everyTen, 15, 19, 20, 45, 30, 49);

        assertThat(flink.take()).containsExactly("watermark 9", "watermark 19", "watermark 39");
    }

    @Test
    void theOutOfOrdernessKeepsItFurtherBehind() {
        var everyTen = everyTen(Duration.ofMillis(3));
        raise(everyTen, 0, 9, 10);

        assertThat(flink.take()).containsExactly("watermark -4", "watermark 6");
    }

    @Test
    void itIsBelowZeroBeforeTheEpoch() {
        var everyTen = everyTen(Duration.ZERO);
        raise(everyTen, -25, -21, -20, -1, 0);

        assertThat(flink.take())
                .containsExactly("watermark -31", "watermark -21", "watermark -11", "watermark -1");
    }

    @Test
    void aRecordWithoutAMergeKeyRaisesNothing() {
        raise(everyTen(Duration.ofDays(9)), NO_KEY, NO_KEY + 1);

        assertThat(flink.take()).isEmpty();
    }

    @Test
    void noWatermarkOfTheReplayPassesItsLimit() {
        var everyTen = everyTen(Duration.ZERO);
        everyTen.raiseWatermark(Long.MAX_VALUE - 1, 25);
        assertThat(everyTen.mayRaiseWatermark(29)).isFalse();
        everyTen.raiseWatermark(70, 29);
        everyTen.raiseWatermark(70, 30);

        assertThat(flink.take()).containsExactly("watermark 19", "watermark 29");
    }

    @Test
    void theLiveWatermarkContinuesFromThatOfTheReplay() {
        raise(output, 9);
        output.advance(live.hold(record(0, 0, 5)).release());
        output.advance(live.hold(record(0, 1, 12)).release());
        raise(output, 11);

        assertThat(flink.take())
                .as("the live merge begins below what the replay has reached")
                .containsExactly("watermark 8", "watermark 11");
    }

    @Test
    void aRecordAtOrBelowTheWatermarkIsLate() {
        countIfLate(output, 4);
        assertThat(output.lateRecords()).as("before the first watermark").isZero();

        output.advance(live.hold(record(0, 0, 5)).release());
        countIfLate(output, 5);
        assertThat(output.lateRecords()).isZero();
        countIfLate(output, 4);
        countIfLate(output, -3);
        assertThat(output.lateRecords()).isEqualTo(2);
    }

    @Test
    void aRecordWithoutTimestampIsLateIfItsEventTimeIs() {
        raise(output, 5);
        output.stamp(NONE, 5);
        output.countIfLate();
        assertThat(output.lateRecords()).isZero();

        output.stamp(NONE, NO_KEY);
        output.countIfLate();
        assertThat(output.lateRecords()).as("epoch 0").isEqualTo(1);
    }

    @Test
    void withWatermarksSwitchedOffLateRecordsAreStillCounted() {
        silent.advance(live.hold(record(0, 0, 5)).release());
        countIfLate(silent, 4);
        silent.stamp(NONE, NO_KEY);
        silent.countIfLate();

        assertThat(flink.take()).isEmpty();
        assertThat(silent.lateRecords()).as("without an event time none is late").isEqualTo(1);
    }

    private MainOutput<String> everyTen(Duration outOfOrderness) {
        var settings =
                MergeSettings.DEFAULT
                        .withWatermarkInterval(Duration.ofMillis(10))
                        .withOutOfOrderness(outOfOrderness);
        var everyTen = new MainOutput<String>(true, new ReplayWatermarks(settings));
        everyTen.use(flink);
        return everyTen;
    }

    /** Replayed records with these merge keys are about to be emitted. */
    private static void raise(MainOutput<String> to, long... mergeKeys) {
        for (long key : mergeKeys) {
            if (to.mayRaiseWatermark(key)) {
                to.raiseWatermark(key, Long.MAX_VALUE);
            }
        }
    }

    private static void countIfLate(MainOutput<String> at, long timestamp) {
        at.stamp(timestamp, timestamp);
        at.countIfLate();
    }

    // Idleness

    @Test
    void theOutputIsMarkedIdleOnceAndActiveOnce() {
        output.markIdle();
        output.markIdle();
        output.markActive();
        output.markActive();

        assertThat(flink.take()).containsExactly("idle", "active");
    }

    @Test
    void theOutputIsIdleAfterABatchThatEndsInSilence() {
        live.hold(record(0, 0, 5));
        output.advance(live.release());
        output.advance(live.releaseAfterSilence());
        assertThat(flink.take()).containsExactly("watermark 4", "idle");

        output.advance(live.hold(record(0, 1, 9)).release());
        assertThat(flink.take()).containsExactly("active", "watermark 8");
    }

    @Test
    void anIdleOutputIsActiveBeforeItsNextWatermark() {
        output.markIdle();
        raise(output, 5);

        assertThat(flink.take()).containsExactly("idle", "active", "watermark 4");
    }

    @Test
    void theLastWatermarkComesBeforeTheIdleness() {
        live.with(1, 0);
        output.advance(live.hold(record(0, 0, 5), record(1, 0, 9)).release());
        assertThat(flink.take()).as("that of the slower partition").containsExactly("watermark 4");

        output.advance(live.releaseAfterSilence());
        assertThat(flink.take()).containsExactly("watermark 8", "idle");
    }

    @Test
    void beforeTheFirstPollThereIsNoOutputToMark() {
        var unused = new MainOutput<String>(true, WATERMARKS);
        unused.markIdle();
        unused.markActive();
        unused.use(flink);
        unused.markIdle();

        assertThat(flink.take()).containsExactly("idle");
    }
}
