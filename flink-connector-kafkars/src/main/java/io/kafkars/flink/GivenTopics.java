// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.topics.OffsetPolicy;
import io.kafkars.topics.SourceTopic;
import io.kafkars.validation.Problems;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The topics that a builder was given: some with a policy of their own, and some by name or pattern
 * alone, which start where {@link #setStartingOffsets} says.
 */
final class GivenTopics {

    private final List<SourceTopic> withPolicy = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final List<Pattern> patterns = new ArrayList<>();

    /** {@code null} if it was not set. */
    private OffsetPolicy startingOffsets;

    void add(SourceTopic topic) {
        withPolicy.add(Objects.requireNonNull(topic, "topic"));
    }

    void add(String name) {
        names.add(Objects.requireNonNull(name, "topic"));
    }

    void add(Pattern pattern) {
        patterns.add(Objects.requireNonNull(pattern, "pattern"));
    }

    void setStartingOffsets(OffsetPolicy policy) {
        startingOffsets = Objects.requireNonNull(policy, "policy");
    }

    /** All topics, each with its policy; those whose names are invalid are problems instead. */
    List<SourceTopic> all(Problems problems) {
        var all = new ArrayList<>(withPolicy);
        OffsetPolicy start = startingOffsets == null ? OffsetPolicy.earliest() : startingOffsets;
        for (String name : names) {
            try {
                all.add(SourceTopic.of(name, start));
            } catch (IllegalArgumentException e) {
                problems.add("%s", e.getMessage());
            }
        }
        patterns.forEach(pattern -> all.add(SourceTopic.matching(pattern, start)));
        problems.require(
                startingOffsets == null || !names.isEmpty() || !patterns.isEmpty(),
                "Starting offsets are set, but no topic uses them: each SourceTopic has a policy of"
                        + " its own");
        return all;
    }
}
