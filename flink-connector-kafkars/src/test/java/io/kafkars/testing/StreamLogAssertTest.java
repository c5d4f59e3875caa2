// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.testing;

import io.kafkars.flink.message.Message;
import io.kafkars.testing.StreamEvent.Backlog;
import io.kafkars.testing.StreamEvent.Element;
import io.kafkars.testing.StreamEvent.Subtask;
import io.kafkars.testing.StreamEvent.Watermark;

import org.apache.flink.util.InstantiationUtil;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import java.io.InvalidObjectException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Each assertion passes and fails as it should, and a failure has place, time and subtask. */
class StreamLogAssertTest {

    private static final long START = 1_704_067_200_000L;
    private static final Subtask FIRST = new Subtask(0, 0);
    private static final Subtask SECOND = new Subtask(1, 0);

    private final StreamLog<Message> log = new StreamLog<>();

    // Order

    @Test
    void eachSubtaskHasAnOrderOfItsOwn() {
        add(FIRST, 0, 0, 5);
        add(SECOND, 1, 0, 1);
        add(FIRST, 0, 1, 6);

        assertThat(log).isInTimestampOrder().isInReplayOrder();
    }

    @Test
    void anElementThatIsOlderThanTheOneBeforeItIsNotInTimestampOrder() {
        add(FIRST, 0, 17, 5);
        add(FIRST, 1, 3, 4);

        assertFails(
                () -> assertThat(log).isInTimestampOrder(),
                "Expected timestamp order in each subtask, but found among 2 elements:\n"
                        + "  - events-1@3 (2024-01-01T00:00:04Z, subtask 0) came after events-0@17"
                        + " (2024-01-01T00:00:05Z, subtask 0)");
    }

    @Test
    void aRecordThatIsOutOfOrderInItsPartitionFollowsItsPredecessorInAReplay() {
        add(FIRST, 0, 0, 5);
        add(FIRST, 0, 1, 3);
        add(FIRST, 1, 0, 6);

        assertThat(log).isInReplayOrder();
        assertThatThrownBy(() -> assertThat(log).isInTimestampOrder())
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void recordsOfTheSameTimeAreInTheOrderOfTheirPartitions() {
        add(FIRST, 1, 0, 5);
        add(FIRST, 0, 0, 5);

        assertThat(log).isInTimestampOrder();
        assertFails(() -> assertThat(log).isInReplayOrder(), "events-0@0", "came after events-1@0");
    }

    @Test
    void onlyMessagesHaveAReplayOrder() {
        var numbers = new StreamLog<Integer>();
        numbers.add(new Element<>(FIRST, 7, START));

        assertFails(
                () -> assertThat(numbers).isInReplayOrder(),
                "Expected Messages",
                "7 (2024-01-01T00:00:00Z, subtask 0)");
    }

    @Test
    void aFailureListsTenElementsAndCountsTheOthers() {
        for (int offset = 0; offset < 13; offset++) {
            add(FIRST, 0, offset, -offset);
        }
        assertFails(() -> assertThat(log).isInTimestampOrder(), "  - events-0@10 ", "and 2 more");
    }

    // Watermarks and late elements

    @Test
    void anElementAtItsWatermarkIsLate() {
        log.add(new Watermark(FIRST, START + 2_999));
        log.add(new Watermark(SECOND, START + 9_999));
        add(FIRST, 0, 0, 3);
        add(FIRST, 0, 1, 1);

        assertThat(log).hasLateElements(1);
        assertFails(
                () -> assertThat(log).hasNoLateElements(),
                "Expected no late elements, but found among 2 elements",
                "events-0@1 (2024-01-01T00:00:01Z, subtask 0) is late by PT2S: the watermark was"
                        + " 2024-01-01T00:00:02.999Z");
        assertFails(
                () -> assertThat(log).hasLateElements(2),
                "Expected 2 late elements, but there are 1",
                "events-0@1");
    }

    @Test
    void watermarksMayOnlyRise() {
        log.add(new Watermark(FIRST, START + 1));
        log.add(new Watermark(SECOND, START));
        assertThat(log).hasRisingWatermarks();

        log.add(new Watermark(FIRST, START + 1));
        assertFails(
                () -> assertThat(log).hasRisingWatermarks(),
                "watermark 2024-01-01T00:00:00.001Z came after watermark"
                        + " 2024-01-01T00:00:00.001Z in subtask 0");
    }

    @Test
    void theLastWatermarkOfABoundedStreamIsNotListed() {
        log.add(new Watermark(FIRST, START));
        log.add(new Watermark(FIRST, Long.MAX_VALUE));

        assertThat(log.watermarks()).containsExactly(START);
        assertThat(log).hasRisingWatermarks();
    }

    // Live

    @Test
    void aSourceIsLiveWhenItsBacklogHasEnded() {
        log.add(new Backlog(FIRST, true));
        assertThat(log).isNotLive();
        assertFails(() -> assertThat(log).isLive(), "Expected a live source", "no element came");

        add(FIRST, 0, 4, 1);
        log.add(new Backlog(FIRST, false));
        assertThat(log).isLive();
        assertFails(
                () -> assertThat(log).isNotLive(),
                "Expected a source in its replay",
                "the last element is events-0@4 (2024-01-01T00:00:01Z, subtask 0)");
    }

    // The log

    @Test
    void aFunctionOfAJobGetsTheLogOfTheTest() throws Exception {
        assertThat(InstantiationUtil.clone(log) == log).isTrue();
    }

    @Test
    void aFunctionWithTheIdOfAnUnknownLogIsRefused() throws Exception {
        byte[] serialized = InstantiationUtil.serializeObject(log);
        // The id of another log, as long as the id of this one.
        for (int i = 0; i < serialized.length; i++) {
            if (serialized[i] == '-') {
                serialized[i] = '+';
            }
        }
        assertThatThrownBy(
                        () ->
                                InstantiationUtil.deserializeObject(
                                        serialized, getClass().getClassLoader()))
                .isInstanceOf(InvalidObjectException.class)
                .hasMessageContaining("No test has this StreamLog");
    }

    private void add(Subtask subtask, int partition, long offset, int second) {
        long timestamp = START + 1_000L * second;
        var record = RecordViews.record("events", partition, offset).timestamp(timestamp).build();
        log.add(new Element<>(subtask, Message.of(record), timestamp));
    }

    private static void assertFails(ThrowingCallable assertion, String... parts) {
        assertThatThrownBy(assertion).isInstanceOf(AssertionError.class);
        for (String part : parts) {
            assertThatThrownBy(assertion).message().containsIgnoringNewLines(part);
        }
    }
}
