// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.validation.Problems;

import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks a list of topics, as far as that is possible without asking Kafka. */
public final class SourceTopics {

    private SourceTopics() {}

    /**
     * Adds to the problems what makes the topics and their replay end unusable together: no topic
     * at all, a topic named twice, a start time after the replay end, group offsets without a
     * group.
     *
     * @param groupId the {@code group.id} of the consumer, if it has one
     */
    public static void check(
            List<SourceTopic> topics,
            ReplayEnd replayEnd,
            Optional<String> groupId,
            Problems problems) {
        problems.require(
                !topics.isEmpty(), "No topic to read: at least one topic or pattern is needed");
        checkNamedOnce(topics, problems);
        for (var topic : topics) {
            if (replayEnd instanceof ReplayEnd.Timestamp timestamp) {
                checkStartsBefore(timestamp.end(), topic, problems);
            }
            problems.require(
                    groupId.isPresent() || !startsAtCommitted(topic),
                    "%s starts at the offsets of a consumer group, but there is none: set group.id",
                    topic.subject());
        }
        problems.require(
                groupId.isPresent() || !(replayEnd instanceof ReplayEnd.Committed),
                "The replay ends at the offsets of a consumer group, but there is none: set"
                        + " group.id");
    }

    private static void checkNamedOnce(List<SourceTopic> topics, Problems problems) {
        var seen = new HashSet<String>();
        var reported = new HashSet<String>();
        for (var topic : topics) {
            topic.name()
                    .filter(name -> !seen.add(name) && reported.add(name))
                    .ifPresent(
                            name ->
                                    problems.add(
                                            "Topic '%s' is given more than once: give each topic"
                                                    + " once, and a policy for each partition if they"
                                                    + " are to start differently",
                                            name));
        }
    }

    private static void checkStartsBefore(Instant end, SourceTopic topic, Problems problems) {
        policies(topic)
                .forEach(
                        (which, policy) -> {
                            if (policy instanceof OffsetPolicy.AbsoluteTime start) {
                                problems.require(
                                        !start.start().isAfter(end),
                                        "%s%s starts at %s, after the replay end %s: the start must"
                                                + " not be later",
                                        topic.subject(),
                                        which,
                                        start.start(),
                                        end);
                            }
                        });
    }

    private static boolean startsAtCommitted(SourceTopic topic) {
        return policies(topic).values().stream()
                .anyMatch(policy -> policy instanceof OffsetPolicy.Committed);
    }

    /** The policies of a topic, by words for the partitions that they are for. */
    private static Map<String, OffsetPolicy> policies(SourceTopic topic) {
        if (!(topic.policy() instanceof OffsetPolicy.PerPartition each)) {
            return Map.of("", topic.policy());
        }
        var policies = new LinkedHashMap<String, OffsetPolicy>();
        each.partitions().forEach((number, p) -> policies.put(", partition " + number + ",", p));
        policies.put(", other partitions,", each.others());
        return policies;
    }
}
