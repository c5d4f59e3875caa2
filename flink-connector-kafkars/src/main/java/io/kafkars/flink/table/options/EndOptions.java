// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.options;

import io.kafkars.topics.ReplayEnd;
import io.kafkars.topics.SourceTopic;
import io.kafkars.validation.Problems;

import org.apache.flink.annotation.Internal;
import org.apache.flink.configuration.ConfigOption;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static io.kafkars.flink.table.options.KafkarsOptions.GROUP_ID;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_BOUNDED_MODE;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_BOUNDED_SPECIFIC_OFFSETS;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_BOUNDED_TIMESTAMP_MILLIS;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_REPLAY_END_MODE;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_REPLAY_END_SPECIFIC_OFFSETS;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_REPLAY_END_TIMESTAMP_MILLIS;

/**
 * Where the replay of a table ends, and whether the table ends there too.
 *
 * @param replayEnd where the replay ends
 * @param bounded whether the table ends with it
 */
@Internal
public record EndOptions(ReplayEnd replayEnd, boolean bounded) {

    /** The options of one kind of end. */
    private record Kind(
            ConfigOption<?> mode, ConfigOption<Long> timestamp, ConfigOption<String> offsets) {}

    private static final Kind BOUNDED =
            new Kind(
                    SCAN_BOUNDED_MODE,
                    SCAN_BOUNDED_TIMESTAMP_MILLIS,
                    SCAN_BOUNDED_SPECIFIC_OFFSETS);

    private static final Kind REPLAY =
            new Kind(
                    SCAN_REPLAY_END_MODE,
                    SCAN_REPLAY_END_TIMESTAMP_MILLIS,
                    SCAN_REPLAY_END_SPECIFIC_OFFSETS);

    /**
     * Reads the end; what is wrong is added to the problems, and leaves the default.
     *
     * @param topics of the table, to which the offsets belong
     */
    static EndOptions read(OptionReader options, List<SourceTopic> topics) {
        BoundedMode bounded =
                options.choice(SCAN_BOUNDED_MODE, BoundedMode.class)
                        .orElse(SCAN_BOUNDED_MODE.defaultValue());
        ReplayEndMode replay =
                options.choice(SCAN_REPLAY_END_MODE, ReplayEndMode.class)
                        .orElse(SCAN_REPLAY_END_MODE.defaultValue());
        boolean hasOwnEnd = bounded != BoundedMode.UNBOUNDED && bounded != BoundedMode.REPLAY_END;
        if (hasOwnEnd && options.has(SCAN_REPLAY_END_MODE)) {
            options.refuse(
                    SCAN_REPLAY_END_MODE,
                    "Options 'scan.bounded.mode' and 'scan.replay.end.mode' both say where the"
                            + " replay ends, '%s' and '%s': leave one out, or set"
                            + " 'scan.bounded.mode' to 'replay-end'",
                    bounded,
                    replay);
        }
        ReplayEndMode mode =
                switch (bounded) {
                    case UNBOUNDED, REPLAY_END -> replay;
                    case LATEST_OFFSET -> ReplayEndMode.LATEST_OFFSET;
                    case GROUP_OFFSETS -> ReplayEndMode.GROUP_OFFSETS;
                    case TIMESTAMP -> ReplayEndMode.TIMESTAMP;
                    case SPECIFIC_OFFSETS -> ReplayEndMode.SPECIFIC_OFFSETS;
                };
        return new EndOptions(
                replayEnd(mode, hasOwnEnd ? BOUNDED : REPLAY, options, topics),
                bounded != BoundedMode.UNBOUNDED);
    }

    private static ReplayEnd replayEnd(
            ReplayEndMode mode, Kind kind, OptionReader options, List<SourceTopic> topics) {
        return switch (mode) {
            case LATEST_OFFSET -> ReplayEnd.latest();
            case GROUP_OFFSETS -> {
                options.problems()
                        .require(
                                options.has(GROUP_ID),
                                "Option '%s' is 'group-offsets', which needs option"
                                        + " 'properties.group.id'",
                                kind.mode.key());
                yield ReplayEnd.committed();
            }
            case TIMESTAMP -> {
                needs(options, kind.mode, kind.timestamp);
                yield options.number(kind.timestamp, 0)
                        .map(Instant::ofEpochMilli)
                        .map(ReplayEnd::timestamp)
                        .orElse(ReplayEnd.latest());
            }
            case SPECIFIC_OFFSETS -> {
                needs(options, kind.mode, kind.offsets);
                yield SpecificOffsets.read(options, kind.offsets, "latest")
                        .map(offsets -> offsets(offsets, kind, topics, options.problems()))
                        .orElse(ReplayEnd.latest());
            }
        };
    }

    private static void needs(OptionReader options, ConfigOption<?> mode, ConfigOption<?> needed) {
        options.problems()
                .require(
                        options.has(needed),
                        "Option '%s' is '%s', which needs option '%s'",
                        mode.key(),
                        options.given(mode),
                        needed.key());
    }

    private static ReplayEnd offsets(
            Map<Integer, String> offsets, Kind kind, List<SourceTopic> topics, Problems problems) {
        if (topics.size() != 1 || topics.get(0).name().isEmpty()) {
            problems.require(
                    topics.isEmpty(),
                    "Option '%s' is 'specific-offsets', which is for a table of a single topic",
                    kind.mode.key());
            return ReplayEnd.latest();
        }
        String topic = topics.get(0).name().get();
        var ends = new HashMap<Integer, Long>();
        offsets.forEach(
                (partition, offset) -> {
                    if (!offset.equals("latest")) {
                        ends.put(partition, Long.parseLong(offset));
                    }
                });
        return ends.isEmpty() ? ReplayEnd.latest() : ReplayEnd.offsets(topic, ends);
    }
}
