// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.merge.PartitionId;
import io.kafkars.topics.OffsetPolicy.Fallback;
import io.kafkars.topics.TopicSelection.Selected;
import io.kafkars.validation.Problems;

import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** In the fake cluster, the timestamp of offset n is n seconds after 1970. */
class KnownOffsetsTest {

    private static final Instant NOW = Instant.ofEpochSecond(20);
    private static final PartitionId FIRST = new PartitionId("t", 0);
    private static final PartitionId SECOND = new PartitionId("t", 1);

    private final FakeOffsetLookup kafka = new FakeOffsetLookup().topic("t", 2);
    private final Problems problems = new Problems();

    private KnownOffsets read(ReplayEnd end, Optional<String> group, OffsetPolicy... policies) {
        var selected =
                Stream.iterate(0, number -> number + 1)
                        .limit(policies.length)
                        .map(
                                number ->
                                        new Selected(
                                                new PartitionId("t", number),
                                                Uuid.ZERO_UUID,
                                                policies[number]))
                        .toList();
        return KnownOffsets.read(selected, end, group, NOW, kafka, problems);
    }

    static Stream<Arguments> needs() {
        var latest = ReplayEnd.latest();
        return Stream.of(
                arguments(OffsetPolicy.latest(), latest, List.of("end")),
                arguments(OffsetPolicy.earliest(), latest, List.of("end", "earliest")),
                arguments(OffsetPolicy.atOffset(12), latest, List.of("end", "earliest")),
                arguments(
                        OffsetPolicy.relativeTime(Duration.ZERO),
                        latest,
                        List.of("end", "earliest", "times")),
                arguments(
                        OffsetPolicy.committed(Fallback.FAIL),
                        latest,
                        List.of("end", "earliest", "committed of group")),
                arguments(OffsetPolicy.latest(), ReplayEnd.timestamp(NOW), List.of("end", "times")),
                arguments(
                        OffsetPolicy.latest(),
                        ReplayEnd.committed(),
                        List.of("end", "committed of group")));
    }

    @ParameterizedTest(name = "from {0} to {1}")
    @MethodSource("needs")
    void kafkaIsAskedOnlyForTheOffsetsThatPolicyAndReplayEndNeed(
            OffsetPolicy policy, ReplayEnd end, List<String> requests) {
        read(end, Optional.of("group"), policy, policy);

        assertThat(kafka.calls).isEqualTo(requests);
    }

    @Test
    void theOffsetsThatThePolicyOfAPartitionNeedsAreRequestedForIt() {
        kafka.committed("t", 1, 17);
        KnownOffsets known =
                read(
                        ReplayEnd.latest(),
                        Optional.of("group"),
                        OffsetPolicy.absoluteTime(Instant.ofEpochSecond(14)),
                        OffsetPolicy.committed(Fallback.FAIL));

        assertThat(known.ends()).containsOnlyKeys(FIRST, SECOND).containsValue(20L);
        assertThat(known.earliest()).containsOnlyKeys(FIRST, SECOND).containsValue(10L);
        assertThat(known.startTimes()).containsExactly(Map.entry(FIRST, OptionalLong.of(14)));
        assertThat(known.committed()).containsExactly(Map.entry(SECOND, OptionalLong.of(17)));
        assertThat(known.replayEndTimes()).isEmpty();
    }

    @Test
    void withoutAGroupItsOffsetsAreNotRequested() {
        read(ReplayEnd.committed(), Optional.empty(), OffsetPolicy.committed(Fallback.FAIL));

        assertThat(kafka.calls).containsExactly("end", "earliest");
    }

    @Test
    void aPartitionWithoutAnEndIsNotQueriedAgain() {
        kafka.leaderless("t", 0);
        KnownOffsets known =
                read(
                        ReplayEnd.timestamp(NOW),
                        Optional.of("group"),
                        OffsetPolicy.earliest(),
                        OffsetPolicy.earliest());

        assertThat(known.ends()).containsOnlyKeys(SECOND);
        assertThat(known.earliest()).containsOnlyKeys(SECOND);
        assertThat(problems.found()).containsExactly("no leader");
    }
}
