// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.merge.PartitionId;
import io.kafkars.topics.OffsetPolicy.Fallback;
import io.kafkars.topics.TopicSelection.Selected;
import io.kafkars.validation.Problems;

import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** A partition whose log begins at 10 and ends at 20, unless a test says otherwise. */
class ReplayBoundsTest {

    private static final PartitionId ID = new PartitionId("t", 0);
    private static final OffsetPolicy BY_TIME = OffsetPolicy.absoluteTime(Instant.EPOCH);
    private static final ReplayEnd END_BY_TIME = ReplayEnd.timestamp(Instant.EPOCH);
    private static final ReplayEnd LATEST = ReplayEnd.latest();

    private final Problems problems = new Problems();
    private Map<PartitionId, Long> ends = Map.of(ID, 20L);
    private Map<PartitionId, Long> earliest = Map.of(ID, 10L);
    private Map<PartitionId, OptionalLong> startTimes = Map.of();
    private Map<PartitionId, OptionalLong> endTimes = Map.of();
    private Map<PartitionId, OptionalLong> committed = Map.of();
    private ExpiredStartPolicy onExpiredStart = ExpiredStartPolicy.EARLIEST;

    /** Start and end of the replay, empty if there are none. */
    private String bounds(OffsetPolicy policy, ReplayEnd end) {
        var known = new KnownOffsets(Map.of(), ends, endTimes, earliest, startTimes, committed);
        return new ReplayBounds(known, end, Optional.of("group"), onExpiredStart)
                .of(List.of(new Selected(ID, Uuid.ZERO_UUID, policy)), 1_000, problems).stream()
                        .map(ResolvedPartition::progress)
                        .map(progress -> progress.replayStart() + ".." + progress.replayEnd())
                        .findFirst()
                        .orElse("");
    }

    private static Map<PartitionId, OptionalLong> at(long offset) {
        return Map.of(ID, OptionalLong.of(offset));
    }

    private static Map<PartitionId, OptionalLong> none() {
        return Map.of(ID, OptionalLong.empty());
    }

    static Stream<OffsetPolicy> onePolicyOfEach() {
        return Stream.of(
                OffsetPolicy.earliest(),
                OffsetPolicy.latest(),
                OffsetPolicy.atOffset(12),
                OffsetPolicy.committed(Fallback.EARLIEST),
                BY_TIME);
    }

    @ParameterizedTest
    @MethodSource("onePolicyOfEach")
    void withoutAnAnswerFromKafkaThereAreNoBoundsAndNoFurtherProblem(OffsetPolicy policy) {
        ends = Map.of();
        earliest = Map.of();

        assertThat(bounds(policy, LATEST)).isEmpty();
        assertThat(problems.found()).isEmpty();
    }

    @Test
    void anOffsetMustBeInTheLogOrAtItsEnd() {
        assertThat(bounds(OffsetPolicy.atOffset(10), LATEST)).isEqualTo("10..20");
        assertThat(bounds(OffsetPolicy.atOffset(20), LATEST)).isEqualTo("20..20");
        assertThat(problems.found()).isEmpty();

        assertThat(bounds(OffsetPolicy.atOffset(9), LATEST)).isEmpty();
        assertThat(bounds(OffsetPolicy.atOffset(21), LATEST)).isEmpty();
        assertThat(problems.found())
                .containsExactly(
                        "Topic 't', partition 0: cannot start at offset 9: must be from 10, the"
                                + " earliest offset, to 20, the end",
                        "Topic 't', partition 0: cannot start at offset 21: must be from 10, the"
                                + " earliest offset, to 20, the end");
    }

    @Test
    void aCommittedOffsetIsTheStartEvenBeyondTheEnd() {
        committed = at(12);
        assertThat(bounds(OffsetPolicy.committed(Fallback.FAIL), LATEST)).isEqualTo("12..20");
        committed = at(25);
        assertThat(bounds(OffsetPolicy.committed(Fallback.FAIL), LATEST))
                .as("the first fetch shows whether it exists")
                .isEqualTo("25..25");
    }

    @Test
    void aGroupWithoutAnOffsetOrWithAnExpiredOneFallsBack() {
        for (var offsets : List.of(none(), at(9))) {
            committed = offsets;
            assertThat(bounds(OffsetPolicy.committed(Fallback.EARLIEST), LATEST))
                    .isEqualTo("10..20");
            assertThat(bounds(OffsetPolicy.committed(Fallback.LATEST), LATEST)).isEqualTo("20..20");
            assertThat(bounds(OffsetPolicy.committed(Fallback.FAIL), LATEST)).isEmpty();
        }
        assertThat(problems.found())
                .containsExactly(
                        "Topic 't', partition 0: consumer group 'group' has committed no offset;"
                                + " commit an offset that the log has, or let the topic fall back to"
                                + " EARLIEST or LATEST",
                        "Topic 't', partition 0: consumer group 'group' has committed offset 9, but"
                                + " the log begins at 10: 1 offsets are gone; commit an offset that"
                                + " the log has, or let the topic fall back to EARLIEST or"
                                + " LATEST");
    }

    @Test
    void aStartTimeAfterAllRecordsIsTheEnd() {
        startTimes = none();
        assertThat(bounds(BY_TIME, LATEST)).isEqualTo("20..20");
    }

    @Test
    void aLogThatMayHaveLostRecordsSinceTheStartTimeFailsOnlyIfThePolicyIsFail() {
        startTimes = at(10);
        assertThat(bounds(BY_TIME, LATEST)).isEqualTo("10..20");

        onExpiredStart = ExpiredStartPolicy.FAIL;
        assertThat(bounds(BY_TIME, LATEST)).isEmpty();
        assertThat(problems.found())
                .singleElement()
                .asString()
                .contains("the log begins at offset 10", "setOnExpiredStart");
    }

    @Test
    void aLogFromOffset0OrWithOlderRecordsHasLostNothingSinceTheStartTime() {
        onExpiredStart = ExpiredStartPolicy.FAIL;
        startTimes = at(11);
        assertThat(bounds(BY_TIME, LATEST)).isEqualTo("11..20");
        earliest = Map.of(ID, 0L);
        startTimes = at(0);
        assertThat(bounds(BY_TIME, LATEST)).isEqualTo("0..20");
        assertThat(problems.found()).isEmpty();
    }

    @Test
    void aReplayEndByTimeIsNeverBeyondTheEndOfThePartition() {
        endTimes = at(15);
        assertThat(bounds(OffsetPolicy.earliest(), END_BY_TIME)).isEqualTo("10..15");
        endTimes = none();
        assertThat(bounds(OffsetPolicy.earliest(), END_BY_TIME)).isEqualTo("10..20");
        endTimes = at(22);
        assertThat(bounds(OffsetPolicy.earliest(), END_BY_TIME))
                .as("written after the end was read")
                .isEqualTo("10..20");
    }

    @Test
    void aReplayThatWouldEndBeforeItsStartIsLiveAtOnce() {
        endTimes = at(15);
        assertThat(bounds(OffsetPolicy.atOffset(17), END_BY_TIME)).isEqualTo("17..17");
        committed = at(5);
        assertThat(bounds(OffsetPolicy.earliest(), ReplayEnd.committed())).isEqualTo("10..10");
    }

    @Test
    void aGivenReplayEndMustBeFromTheStartToTheEnd() {
        assertThat(bounds(OffsetPolicy.atOffset(12), ReplayEnd.offsets("t", Map.of(0, 12L))))
                .isEqualTo("12..12");
        assertThat(bounds(OffsetPolicy.atOffset(12), ReplayEnd.offsets("t", Map.of(0, 20L))))
                .isEqualTo("12..20");
        assertThat(bounds(OffsetPolicy.atOffset(12), ReplayEnd.offsets("t", Map.of(1, 99L))))
                .as("that of another partition")
                .isEqualTo("12..20");
        assertThat(problems.found()).isEmpty();

        assertThat(bounds(OffsetPolicy.atOffset(12), ReplayEnd.offsets("t", Map.of(0, 11L))))
                .isEmpty();
        assertThat(bounds(OffsetPolicy.atOffset(12), ReplayEnd.offsets("t", Map.of(0, 21L))))
                .isEmpty();
        assertThat(problems.found()).hasSize(2);
    }

    @Test
    void aReplayToTheCommittedOffsetNeedsOneWhereThereAreRecords() {
        committed = none();
        assertThat(bounds(OffsetPolicy.latest(), ReplayEnd.committed())).isEqualTo("20..20");
        assertThat(problems.found()).isEmpty();

        assertThat(bounds(OffsetPolicy.earliest(), ReplayEnd.committed())).isEmpty();
        assertThat(problems.found())
                .singleElement()
                .asString()
                .contains("cannot end the replay at the committed offset");
    }
}
