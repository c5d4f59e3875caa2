// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.kafkars.flink.reader.TestMerge.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MainOutputTest {

    private static final long NONE = -1;

    private final FakeOutput<String> flink = new FakeOutput<>();
    private final MainOutput<String> output = new MainOutput<>(true);

    /** One partition that is replayed, so that the watermark is 1 below its last record. */
    private final TestMerge replay = TestMerge.unbounded().with(0, 100);

    @BeforeEach
    void poll() {
        output.use(flink);
    }

    // ------------------------------------------------------------ elements

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
    void anElementOfARecordWithNeitherHasNoEventTime() {
        output.stamp(NONE, Long.MIN_VALUE);
        output.collect("a");

        assertThat(flink.take()).containsExactly("a");
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

    // ------------------------------------------------------------ watermarks and late records

    @Test
    void theWatermarkOfABatchIsEmittedWhenItsRecordsHaveBeen() {
        output.advance(replay.hold(record(0, 0, 5)).release());
        output.advance(replay.hold(record(0, 1, 9)).release());

        assertThat(flink.take()).containsExactly("watermark 4", "watermark 8");
    }

    @Test
    void aWatermarkThatStaysIsEmittedOnce() {
        output.advance(replay.hold(record(0, 0, 5)).release());
        output.advance(replay.hold(record(0, 1, 3)).release());

        assertThat(flink.take()).containsExactly("watermark 4");
    }

    @Test
    void aBatchWithoutAWatermarkEmitsNone() {
        replay.with(1, 100);
        output.advance(replay.hold(record(0, 0, 5)).release());

        assertThat(flink.take()).as("partition 1 has delivered nothing yet").isEmpty();
    }

    @Test
    void aRecordAtOrBelowTheWatermarkIsLate() {
        output.countIfLate(4);
        assertThat(output.lateRecords()).as("before the first watermark").isZero();

        output.advance(replay.hold(record(0, 0, 5)).release());
        output.countIfLate(5);
        assertThat(output.lateRecords()).isZero();
        output.countIfLate(4);
        output.countIfLate(3);
        assertThat(output.lateRecords()).isEqualTo(2);
    }

    @Test
    void aRecordWithoutTimestampIsNeverLate() {
        output.advance(replay.hold(record(0, 0, 5)).release());
        output.countIfLate(NONE);

        assertThat(output.lateRecords()).isZero();
    }

    @Test
    void withWatermarksSwitchedOffLateRecordsAreStillCounted() {
        var silent = new MainOutput<String>(false);
        silent.use(flink);
        silent.advance(replay.hold(record(0, 0, 5)).release());
        silent.countIfLate(4);

        assertThat(flink.take()).isEmpty();
        assertThat(silent.lateRecords()).isEqualTo(1);
    }

    // ------------------------------------------------------------ idleness

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
        TestMerge live = TestMerge.unbounded().with(0, 0).hold(record(0, 0, 5));
        output.advance(live.release());
        output.advance(live.releaseAfterSilence());
        assertThat(flink.take()).containsExactly("watermark 4", "idle");

        output.advance(live.hold(record(0, 1, 9)).release());
        assertThat(flink.take()).containsExactly("active", "watermark 8");
    }

    @Test
    void anIdleOutputIsActiveBeforeItsNextWatermark() {
        output.markIdle();
        output.advance(replay.hold(record(0, 0, 5)).release());

        assertThat(flink.take()).containsExactly("idle", "active", "watermark 4");
    }

    @Test
    void theLastWatermarkComesBeforeTheIdleness() {
        TestMerge live = TestMerge.unbounded().with(0, 0).with(1, 0);
        output.advance(live.hold(record(0, 0, 5), record(1, 0, 9)).release());
        assertThat(flink.take()).as("that of the slower partition").containsExactly("watermark 4");

        output.advance(live.releaseAfterSilence());
        assertThat(flink.take()).containsExactly("watermark 8", "idle");
    }

    @Test
    void beforeTheFirstPollThereIsNoOutputToMark() {
        var unused = new MainOutput<String>(true);
        unused.markIdle();
        unused.markActive();
        unused.use(flink);
        unused.markIdle();

        assertThat(flink.take()).containsExactly("idle");
    }
}
