// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.topics.OffsetPolicy.Fallback;
import io.kafkars.validation.Problems;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class SourceTopicsTest {

    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    private static List<String> problems(List<SourceTopic> topics, ReplayEnd end) {
        var problems = new Problems();
        SourceTopics.check(topics, end, Optional.empty(), problems);
        return problems.found();
    }

    @Test
    void noTopicAtAllIsRejected() {
        assertThat(problems(List.of(), ReplayEnd.latest()))
                .containsExactly("No topic to read: at least one topic or pattern is needed");
    }

    @Test
    void aTopicNamedTwiceIsRejectedOnce() {
        assertThat(
                        problems(
                                List.of(
                                        SourceTopic.earliest("a").partitions(0),
                                        SourceTopic.earliest("b"),
                                        SourceTopic.latest("a").partitions(1),
                                        SourceTopic.latest("a")),
                                ReplayEnd.latest()))
                .singleElement()
                .asString()
                .startsWith("Topic 'a' is given more than once");
    }

    @Test
    void aStartTimeAfterTheReplayEndIsRejectedWithBothInstants() {
        var end = ReplayEnd.timestamp(NOON);
        assertThat(
                        problems(
                                List.of(
                                        SourceTopic.absoluteTime("a", NOON.plusMillis(1)),
                                        SourceTopic.absoluteTime("b", NOON),
                                        SourceTopic.offsets(
                                                "c",
                                                Map.of(
                                                        3,
                                                        OffsetPolicy.absoluteTime(
                                                                NOON.plusSeconds(1))),
                                                OffsetPolicy.absoluteTime(NOON.plusSeconds(2))),
                                        SourceTopic.latest("d")),
                                end))
                .containsExactly(
                        "Topic 'a' starts at 2026-06-01T12:00:00.001Z, after the replay end"
                                + " 2026-06-01T12:00:00Z: the start must not be later",
                        "Topic 'c', partition 3, starts at 2026-06-01T12:00:01Z, after the replay"
                                + " end 2026-06-01T12:00:00Z: the start must not be later",
                        "Topic 'c', other partitions, starts at 2026-06-01T12:00:02Z, after the"
                                + " replay end 2026-06-01T12:00:00Z: the start must not be later");
    }

    @Test
    void groupOffsetsNeedAGroup() {
        var topics =
                List.of(
                        SourceTopic.committed("a", Fallback.FAIL),
                        SourceTopic.offsets("b", Map.of(), OffsetPolicy.committed(Fallback.FAIL)),
                        SourceTopic.earliest("c"));
        assertThat(problems(topics, ReplayEnd.committed()))
                .containsExactly(
                        "Topic 'a' starts at the offsets of a consumer group, but there is none:"
                                + " set group.id",
                        "Topic 'b' starts at the offsets of a consumer group, but there is none:"
                                + " set group.id",
                        "The replay ends at the offsets of a consumer group, but there is none:"
                                + " set group.id");
        var problems = new Problems();
        SourceTopics.check(topics, ReplayEnd.committed(), Optional.of("group"), problems);
        assertThat(problems.found()).isEmpty();
    }
}
