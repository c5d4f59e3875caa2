// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.options;

import io.kafkars.topics.OffsetPolicy;
import io.kafkars.topics.OffsetPolicy.Fallback;
import io.kafkars.validation.Problems;

import org.apache.flink.configuration.ConfigOption;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import static io.kafkars.flink.table.options.KafkarsOptions.GROUP_ID;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_STARTUP_MODE;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_STARTUP_RELATIVE_TIME;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_STARTUP_SPECIFIC_OFFSETS;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_STARTUP_TIMESTAMP_MILLIS;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_STARTUP_TIME_OF_DAY;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_STARTUP_TIME_ZONE;
import static io.kafkars.flink.table.options.KafkarsOptions.TOPIC_PREFIX;

/** From the startup options to the policies that say where topics start. */
final class StartupPolicies {

    /** Where a topic starts whose group has no offset. The consumer itself never gets it. */
    static final String OFFSET_RESET = "properties.auto.offset.reset";

    private final OptionReader options;
    private final Problems problems;
    private final ZoneId sessionZone;
    private boolean startsAtGroupOffsets;

    /**
     * @param sessionZone time zone in which days begin, unless an option names another
     */
    StartupPolicies(OptionReader options, ZoneId sessionZone) {
        this.options = options;
        this.problems = options.problems();
        this.sessionZone = sessionZone;
    }

    /**
     * The policy of a topic or pattern; absent, and a problem, if options for it are missing.
     *
     * @param from the options for that topic or pattern
     * @param singleTopic whether it is a single topic, so that an option can name its partitions
     */
    Optional<OffsetPolicy> read(OptionReader from, boolean singleTopic) {
        Optional<StartupMode> mode = from.choice(SCAN_STARTUP_MODE, StartupMode.class);
        if (mode.isEmpty()) {
            return Optional.of(defaultPolicy());
        }
        return switch (mode.get()) {
            case EARLIEST_OFFSET -> Optional.of(OffsetPolicy.earliest());
            case LATEST_OFFSET -> Optional.of(OffsetPolicy.latest());
            case GROUP_OFFSETS -> Optional.of(groupOffsets(from));
            case TIMESTAMP -> {
                needs(from, SCAN_STARTUP_TIMESTAMP_MILLIS);
                yield from.number(SCAN_STARTUP_TIMESTAMP_MILLIS, 0)
                        .map(Instant::ofEpochMilli)
                        .map(OffsetPolicy::absoluteTime);
            }
            case SPECIFIC_OFFSETS -> specificOffsets(from, singleTopic);
            case RELATIVE_TIME -> {
                needs(from, SCAN_STARTUP_RELATIVE_TIME);
                yield from.duration(SCAN_STARTUP_RELATIVE_TIME).map(OffsetPolicy::relativeTime);
            }
            case START_OF_DAY ->
                    Optional.of(
                            OffsetPolicy.startOfDay(
                                    from.timeOfDay(SCAN_STARTUP_TIME_OF_DAY)
                                            .orElse(LocalTime.MIDNIGHT),
                                    from.timeZone(SCAN_STARTUP_TIME_ZONE).orElse(sessionZone)));
        };
    }

    private OffsetPolicy defaultPolicy() {
        if (!options.has(GROUP_ID)) {
            return OffsetPolicy.earliest();
        }
        startsAtGroupOffsets = true;
        return OffsetPolicy.committed(fallback(Fallback.EARLIEST));
    }

    private OffsetPolicy groupOffsets(OptionReader from) {
        startsAtGroupOffsets = true;
        problems.require(
                options.has(GROUP_ID),
                "Option '%s' is 'group-offsets', which needs option 'properties.group.id'",
                from.key(SCAN_STARTUP_MODE));
        return OffsetPolicy.committed(fallback(Fallback.FAIL));
    }

    private Fallback fallback(Fallback whenNotGiven) {
        String given = options.givenAt(OFFSET_RESET);
        return given == null
                ? whenNotGiven
                : switch (given.toLowerCase(Locale.ROOT)) {
                    case "earliest" -> Fallback.EARLIEST;
                    case "latest" -> Fallback.LATEST;
                    case "none" -> Fallback.FAIL;
                    default -> {
                        problems.add(
                                "Option '%s' must be one of 'earliest', 'latest', 'none', is '%s'",
                                OFFSET_RESET, given);
                        yield whenNotGiven;
                    }
                };
    }

    /** Refuses an offset reset that no topic uses; to be called when all policies are read. */
    void requireUseOfReset() {
        problems.require(
                startsAtGroupOffsets || options.givenAt(OFFSET_RESET) == null,
                "Option '%s' is for topics that start at 'group-offsets', and there is none: leave"
                        + " it out, and say with 'scan.startup.mode' where reading starts",
                OFFSET_RESET);
    }

    private Optional<OffsetPolicy> specificOffsets(OptionReader from, boolean singleTopic) {
        needs(from, SCAN_STARTUP_SPECIFIC_OFFSETS);
        problems.require(
                singleTopic,
                "Option '%s' is 'specific-offsets', which is for a single topic: use '%s<topic>"
                        + ".mode' and '%s<topic>.specific-offsets' for each topic",
                from.key(SCAN_STARTUP_MODE),
                TOPIC_PREFIX,
                TOPIC_PREFIX);
        return SpecificOffsets.read(from, SCAN_STARTUP_SPECIFIC_OFFSETS, "earliest", "latest")
                .map(StartupPolicies::perPartition);
    }

    private static OffsetPolicy perPartition(Map<Integer, String> offsets) {
        var policies = new HashMap<Integer, OffsetPolicy>();
        offsets.forEach(
                (partition, offset) ->
                        policies.put(
                                partition,
                                switch (offset) {
                                    case "earliest" -> OffsetPolicy.earliest();
                                    case "latest" -> OffsetPolicy.latest();
                                    default -> OffsetPolicy.atOffset(Long.parseLong(offset));
                                }));
        return OffsetPolicy.perPartition(policies, OffsetPolicy.earliest());
    }

    private static void needs(OptionReader from, ConfigOption<?> option) {
        from.problems()
                .require(
                        from.has(option),
                        "Option '%s' is '%s', which needs option '%s'",
                        from.key(SCAN_STARTUP_MODE),
                        from.given(SCAN_STARTUP_MODE),
                        from.key(option));
    }
}
