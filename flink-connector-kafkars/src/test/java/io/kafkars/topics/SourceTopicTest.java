// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.consumer.Copies;
import io.kafkars.topics.OffsetPolicy.Fallback;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SourceTopicTest {

    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    static Stream<SourceTopic> oneOfEach() {
        return Stream.of(
                SourceTopic.earliest("t"),
                SourceTopic.latest("t"),
                SourceTopic.relativeTime("t", Duration.ofHours(1)),
                SourceTopic.absoluteTime("t", NOON),
                SourceTopic.startOfDay("t", LocalTime.NOON, ZoneId.of("Europe/Paris")),
                SourceTopic.committed("t", Fallback.LATEST),
                SourceTopic.offsets("t", Map.of(0, 5L, 2, 7L)),
                SourceTopic.offsets("t", Map.of(1, OffsetPolicy.latest()), OffsetPolicy.earliest()),
                SourceTopic.earliest("t").partitions(4, 1),
                SourceTopic.matching(
                        Pattern.compile("T.*", Pattern.CASE_INSENSITIVE), OffsetPolicy.latest()));
    }

    @ParameterizedTest
    @MethodSource("oneOfEach")
    void aTopicIsASerializableValue(SourceTopic topic) {
        var copy = Copies.serialized(topic);
        assertThat(copy).isEqualTo(topic).hasSameHashCodeAs(topic).hasToString(topic.toString());
        assertThat(oneOfEach().filter(copy::equals)).hasSize(1);
    }

    @Test
    void theTextNamesTopicPartitionsAndPolicy() {
        assertThat(SourceTopic.earliest("events").partitions(4, 1, 2))
                .hasToString("Topic 'events' partitions 1 to 2, 4 from earliest");
        assertThat(SourceTopic.matching(Pattern.compile("a+"), OffsetPolicy.atOffset(7)))
                .hasToString("Topic pattern 'a+' from offset 7");
    }

    @Test
    void patternsDifferByTheirFlags() {
        var policy = OffsetPolicy.latest();
        assertThat(SourceTopic.matching(Pattern.compile("t"), policy))
                .isEqualTo(SourceTopic.matching(Pattern.compile("t"), policy))
                .isNotEqualTo(
                        SourceTopic.matching(
                                Pattern.compile("t", Pattern.CASE_INSENSITIVE), policy));
    }

    @Test
    void partitionsLimitACopy() {
        var all = SourceTopic.earliest("events");
        var some = all.partitions(3, 1);
        assertThat(all.selectedPartitions()).isEmpty();
        assertThat(all.reads(2)).isTrue();
        assertThat(some.selectedPartitions()).containsExactly(1, 3);
        assertThat(some.reads(2)).isFalse();
        assertThat(some.policy()).isEqualTo(all.policy());
    }

    @Test
    void partitionsWithoutAGivenOffsetStartAtTheirEarliest() {
        var topic = SourceTopic.offsets("events", Map.of(1, 10L));
        assertThat(topic.policy().forPartition(1)).isEqualTo(OffsetPolicy.atOffset(10));
        assertThat(topic.policy().forPartition(0)).isEqualTo(OffsetPolicy.earliest());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "a b", ".", "..", "a/b", "ä"})
    void anInvalidNameIsRejected(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SourceTopic.relativeTime(name, Duration.ZERO))
                .withMessageStartingWith("Topic '" + name + "' has an invalid name: 1 to 249");
    }

    @Test
    void aBadValueIsNamedWithItsTopic() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SourceTopic.relativeTime("events", Duration.ofMillis(-5)))
                .withMessage("Topic 'events': relative time must be zero or longer, is PT-0.005S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SourceTopic.absoluteTime("events", Instant.ofEpochMilli(-1)))
                .withMessageStartingWith("Topic 'events': absolute time must be from 1970");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SourceTopic.offsets("events", Map.of(2, -5L)))
                .withMessage("Topic 'events': partition 2: offset must be at least 0, is -5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SourceTopic.offsets("events", Map.of(-2, 5L)))
                .withMessage("Topic 'events': partition must be at least 0, is -2");
    }

    @Test
    void partitionsAreNamedOnceAndNotNegative() {
        var topic = SourceTopic.earliest("events");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> topic.partitions())
                .withMessageContaining("at least one partition must be named")
                .withMessageContaining("events");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> topic.partitions(0, -3))
                .withMessage("Topic 'events': partition must be at least 0, is -3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> topic.partitions(2, 0, 2))
                .withMessage("Topic 'events': partition 2 is named more than once");
    }

    @Test
    void aPolicyForAPartitionThatIsNotReadIsRejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                SourceTopic.offsets("events", Map.of(0, 1L, 5, 1L, 6, 1L))
                                        .partitions(0, 1))
                .withMessage(
                        "Topic 'events' has a policy for partitions 5 to 6, but reads only"
                                + " partitions 0 to 1");
    }

    @Test
    void aNameCoversItselfAndAPatternCoversWholeNames() {
        assertThat(SourceTopic.earliest("a.b").covers("a.b")).isTrue();
        assertThat(SourceTopic.earliest("a.b").covers("aXb")).isFalse();
        var pattern = SourceTopic.matching(Pattern.compile("a.*"), OffsetPolicy.earliest());
        assertThat(pattern.covers("a-letters")).isTrue();
        assertThat(pattern.covers("b-a")).isFalse();
    }
}
