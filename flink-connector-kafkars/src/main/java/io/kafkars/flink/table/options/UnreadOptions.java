// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.options;

import org.apache.flink.configuration.ConfigOption;

import java.util.List;

import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_BOUNDED_MODE;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_BOUNDED_SPECIFIC_OFFSETS;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_BOUNDED_TIMESTAMP_MILLIS;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_DISCOVERY_INTERVAL;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_DRIFT_GROUP;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_ERRORS_DEAD_LETTER_TOPIC;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_ERRORS_MODE;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_FILTER_MAX_DISORDER;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_FILTER_PUSH_DOWN;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_LIVE_IDLE_TIMEOUT;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_LIVE_MAX_WAIT;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_MAX_DRIFT;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_ON_EXPIRED_START;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_REPLAY_END_MODE;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_REPLAY_END_SPECIFIC_OFFSETS;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_REPLAY_END_TIMESTAMP_MILLIS;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_STARTUP_MODE;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_STARTUP_RELATIVE_TIME;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_STARTUP_SPECIFIC_OFFSETS;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_STARTUP_TIMESTAMP_MILLIS;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_STARTUP_TIME_OF_DAY;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_STARTUP_TIME_ZONE;

/**
 * Refuses options that have no effect where they stand: those whose value nothing has read.
 *
 * <p>A setting is read only where it is used, so that an option without its mode is found without a
 * rule of its own. The list here says only what to tell the user.
 */
final class UnreadOptions {

    /**
     * What gives an option its effect.
     *
     * @param condition completes "has no effect unless"
     * @param others options that the condition is about; if one of them is refused, nothing is said
     *     about this one
     */
    record Need(ConfigOption<?> option, String condition, List<ConfigOption<?>> others) {

        private static Need of(
                ConfigOption<?> option, String condition, ConfigOption<?>... others) {
            return new Need(option, condition, List.of(others));
        }

        private static Need mode(ConfigOption<?> option, ConfigOption<?> mode, Object value) {
            return of(option, String.format("option '%s' is '%s'", mode.key(), value), mode);
        }

        private static Need live(ConfigOption<?> option) {
            return mode(option, SCAN_BOUNDED_MODE, BoundedMode.UNBOUNDED);
        }
    }

    /** All options that may be without effect, apart from those of formats and watermarks. */
    static final List<Need> NEEDS =
            List.of(
                    Need.of(SCAN_STARTUP_MODE, "a topic has no mode of its own"),
                    startup(SCAN_STARTUP_TIMESTAMP_MILLIS, StartupMode.TIMESTAMP),
                    startup(SCAN_STARTUP_SPECIFIC_OFFSETS, StartupMode.SPECIFIC_OFFSETS),
                    startup(SCAN_STARTUP_RELATIVE_TIME, StartupMode.RELATIVE_TIME),
                    startup(SCAN_STARTUP_TIME_OF_DAY, StartupMode.START_OF_DAY),
                    startup(SCAN_STARTUP_TIME_ZONE, StartupMode.START_OF_DAY),
                    Need.of(
                            SCAN_ON_EXPIRED_START,
                            "option 'scan.startup.mode' is 'timestamp', 'relative-time' or"
                                    + " 'start-of-day'",
                            SCAN_STARTUP_MODE),
                    Need.mode(
                            SCAN_BOUNDED_TIMESTAMP_MILLIS,
                            SCAN_BOUNDED_MODE,
                            BoundedMode.TIMESTAMP),
                    Need.mode(
                            SCAN_BOUNDED_SPECIFIC_OFFSETS,
                            SCAN_BOUNDED_MODE,
                            BoundedMode.SPECIFIC_OFFSETS),
                    Need.mode(
                            SCAN_REPLAY_END_TIMESTAMP_MILLIS,
                            SCAN_REPLAY_END_MODE,
                            ReplayEndMode.TIMESTAMP),
                    Need.mode(
                            SCAN_REPLAY_END_SPECIFIC_OFFSETS,
                            SCAN_REPLAY_END_MODE,
                            ReplayEndMode.SPECIFIC_OFFSETS),
                    Need.live(SCAN_DISCOVERY_INTERVAL),
                    Need.live(SCAN_LIVE_MAX_WAIT),
                    Need.live(SCAN_LIVE_IDLE_TIMEOUT),
                    Need.of(
                            SCAN_FILTER_MAX_DISORDER,
                            "option 'scan.bounded.mode' ends the table and option"
                                    + " 'scan.filter.push-down' is true",
                            SCAN_BOUNDED_MODE,
                            SCAN_FILTER_PUSH_DOWN),
                    Need.mode(
                            SCAN_ERRORS_DEAD_LETTER_TOPIC, SCAN_ERRORS_MODE, ErrorMode.DEAD_LETTER),
                    Need.of(SCAN_DRIFT_GROUP, "option 'scan.max-drift' is set", SCAN_MAX_DRIFT));

    private UnreadOptions() {}

    private static Need startup(ConfigOption<?> option, StartupMode mode) {
        return Need.mode(option, SCAN_STARTUP_MODE, mode);
    }

    /** Adds a problem for each option that was given, but not read. */
    static void refuse(OptionReader options) {
        for (Need need : NEEDS) {
            String key = need.option.key();
            boolean unknown =
                    need.others.stream().anyMatch(other -> options.isRefused(other.key()));
            if (options.isUnread(key) && !unknown) {
                add(options, key, need.condition);
            }
        }
    }

    /**
     * Adds a problem for each option that was given for a single topic, but not read.
     *
     * @param startupOptions that a topic may have
     */
    static void refuse(OptionReader options, String topic, List<ConfigOption<?>> startupOptions) {
        String mode = OptionReader.topicKey(topic, SCAN_STARTUP_MODE);
        if (options.isRefused(mode) || options.isRefused(SCAN_STARTUP_MODE.key())) {
            return;
        }
        for (Need need : NEEDS) {
            String key =
                    startupOptions.contains(need.option)
                            ? OptionReader.topicKey(topic, need.option)
                            : null;
            if (key != null && options.isUnread(key)) {
                add(options, key, need.condition.replace(SCAN_STARTUP_MODE.key(), mode));
            }
        }
    }

    private static void add(OptionReader options, String key, String condition) {
        options.problems().add("Option '%s' has no effect unless %s: leave it out", key, condition);
    }
}
