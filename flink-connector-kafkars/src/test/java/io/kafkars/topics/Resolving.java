// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Resolves what is to be read in a fake cluster, 20 seconds after 1970. */
final class Resolving {

    static final Instant NOW = Instant.ofEpochSecond(20);

    private Resolving() {}

    /** With a consumer group. */
    static Resolution resolve(FakeOffsetLookup kafka, ReplayEnd end, SourceTopic... topics) {
        return resolver(kafka, end, Optional.of("group"), topics).resolve();
    }

    static List<String> problems(FakeOffsetLookup kafka, ReplayEnd end, SourceTopic... topics) {
        try {
            resolve(kafka, end, topics);
        } catch (ResolveException e) {
            return e.problems();
        }
        return List.of();
    }

    static OffsetResolver resolver(
            FakeOffsetLookup kafka,
            ReplayEnd end,
            Optional<String> groupId,
            SourceTopic... topics) {
        return new OffsetResolver(
                List.of(topics), end, groupId, kafka, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    /** Replay start and end by partition, in the order of the resolution. */
    static Map<String, String> bounds(Resolution resolution) {
        return resolution.partitions().stream()
                .map(ResolvedPartition::progress)
                .collect(
                        Collectors.toMap(
                                p -> p.id().toString(),
                                p -> p.replayStart() + ".." + p.replayEnd(),
                                (a, b) -> a + " and " + b,
                                LinkedHashMap::new));
    }
}
