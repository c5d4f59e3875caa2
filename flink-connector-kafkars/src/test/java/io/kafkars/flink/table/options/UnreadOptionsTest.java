// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.options;

import io.kafkars.validation.Problems;

import org.apache.flink.configuration.ConfigOption;

import org.junit.jupiter.api.Test;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

/** An option either changes what the table does, or is refused. */
class UnreadOptionsTest {

    /** For each option, a valid value that is not its default. */
    private static final Map<String, String> VALUES =
            Map.ofEntries(
                    entry("properties.group.id", "g"),
                    entry("topic", "events"),
                    entry("topic-pattern", "events"),
                    entry("scan.partitions", "0"),
                    entry("scan.topic-partition-discovery.interval", "7 s"),
                    entry("scan.parallelism", "7"),
                    entry("scan.startup.mode", "latest-offset"),
                    entry("scan.startup.timestamp-millis", "3"),
                    entry("scan.startup.specific-offsets", "partition:0,offset:3"),
                    entry("scan.startup.relative-time", "3 s"),
                    entry("scan.startup.time-of-day", "08:30"),
                    entry("scan.startup.time-zone", "Europe/Paris"),
                    entry("scan.bounded.mode", "latest-offset"),
                    entry("scan.bounded.timestamp-millis", "7"),
                    entry("scan.bounded.specific-offsets", "partition:0,offset:7"),
                    entry("scan.replay.end.mode", "timestamp"),
                    entry("scan.replay.end.timestamp-millis", "8"),
                    entry("scan.replay.end.specific-offsets", "partition:0,offset:8"),
                    entry("scan.batch-size", "7"),
                    entry("scan.hold.max-records", "7"),
                    entry("scan.hold.max-bytes", "7 mb"),
                    entry("scan.out-of-orderness", "7 s"),
                    entry("scan.watermark-interval", "7 s"),
                    entry("scan.live.max-wait", "7 s"),
                    entry("scan.live.idle-timeout", "7 s"),
                    entry("scan.future-tolerance", "7 s"),
                    entry("scan.filter.push-down", "false"),
                    entry("scan.filter.max-disorder", "7 s"),
                    entry("scan.commit-offsets-on-checkpoint", "true"),
                    entry("scan.fetch", "client"),
                    entry("scan.errors.mode", "skip"),
                    entry("scan.errors.dead-letter.topic", "letters"),
                    entry("scan.on-lost-position", "latest"),
                    entry("scan.on-recreated-topic", "earliest"),
                    entry("scan.on-expired-start", "fail"),
                    entry("scan.max-drift", "7 h"),
                    entry("scan.drift-group", "mine"),
                    entry("scan.missing-topic-timeout", "7 s"));

    /** The modes, and what each needs. */
    private static final Map<String, List<String>> NEEDED =
            Map.of(
                    "scan.startup.mode=group-offsets", List.of("properties.group.id"),
                    "scan.startup.mode=timestamp", List.of("scan.startup.timestamp-millis"),
                    "scan.startup.mode=specific-offsets", List.of("scan.startup.specific-offsets"),
                    "scan.startup.mode=relative-time", List.of("scan.startup.relative-time"),
                    "scan.bounded.mode=group-offsets", List.of("properties.group.id"),
                    "scan.bounded.mode=timestamp", List.of("scan.bounded.timestamp-millis"),
                    "scan.bounded.mode=specific-offsets", List.of("scan.bounded.specific-offsets"),
                    "scan.replay.end.mode=timestamp", List.of("scan.replay.end.timestamp-millis"),
                    "scan.replay.end.mode=specific-offsets",
                            List.of("scan.replay.end.specific-offsets"),
                    "scan.errors.mode=dead-letter", List.of("scan.errors.dead-letter.topic"));

    private final List<String> problems = new ArrayList<>();

    private TableSettings read(Map<String, String> options) {
        var found = new Problems();
        TableSettings settings = TableSettings.read(options, ZoneOffset.UTC, found);
        problems.clear();
        problems.addAll(found.found());
        return settings;
    }

    /** The combinations of modes that have to do with each other, with what they need. */
    private static List<Map<String, String>> tables() {
        var tables = new ArrayList<Map<String, String>>();
        tables.addAll(combined(KafkarsOptions.SCAN_STARTUP_MODE, StartupMode.values()));
        combine(tables, KafkarsOptions.SCAN_BOUNDED_MODE, BoundedMode.values());
        var ends = combined(KafkarsOptions.SCAN_REPLAY_END_MODE, ReplayEndMode.values());
        combine(ends, KafkarsOptions.SCAN_BOUNDED_MODE, BoundedMode.values());
        tables.addAll(ends);
        tables.addAll(combined(KafkarsOptions.SCAN_ERRORS_MODE, ErrorMode.values()));
        return tables;
    }

    private static List<Map<String, String>> combined(ConfigOption<?> mode, Object[] values) {
        var tables = new ArrayList<Map<String, String>>();
        tables.add(Map.of("topic", "events", "properties.bootstrap.servers", "localhost:1"));
        combine(tables, mode, values);
        return tables;
    }

    private static void combine(
            List<Map<String, String>> tables, ConfigOption<?> mode, Object[] values) {
        for (Map<String, String> table : List.copyOf(tables)) {
            for (Object value : values) {
                var more = new TreeMap<>(table);
                more.put(mode.key(), value.toString());
                NEEDED.getOrDefault(mode.key() + "=" + value, List.of())
                        .forEach(key -> more.put(key, VALUES.get(key)));
                tables.add(more);
            }
        }
    }

    @Test
    void anOptionThatIsAcceptedChangesTheSettings() {
        int accepted = 0;
        int withoutEffect = 0;
        for (Map<String, String> table : tables()) {
            TableSettings settings = read(table);
            if (!problems.isEmpty()) {
                continue;
            }
            for (Map.Entry<String, String> option : VALUES.entrySet()) {
                var more = new TreeMap<>(table);
                if (more.putIfAbsent(option.getKey(), option.getValue()) != null) {
                    continue;
                }
                TableSettings changed = read(more);
                if (problems.isEmpty()) {
                    accepted++;
                    assertThat(changed).as("%s beside %s", option, table).isNotEqualTo(settings);
                } else if (problems.get(0).contains("has no effect")) {
                    withoutEffect++;
                    assertThat(problems).as("%s beside %s", option, table).hasSize(1);
                    assertThat(problems.get(0)).contains("'" + option.getKey() + "'");
                }
            }
        }
        assertThat(accepted).isGreaterThan(500);
        assertThat(withoutEffect).isGreaterThan(500);
    }

    @Test
    void everyOptionIsTried() {
        assertThat(VALUES.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        OptionGroups.SCAN.stream().map(ConfigOption::key).toList());
    }

    @Test
    void allOptionsWithoutEffectAreRefusedAtOnce() {
        read(
                Map.of(
                        "topic", "events",
                        "properties.bootstrap.servers", "localhost:1",
                        "scan.startup.timestamp-millis", "5",
                        "scan.bounded.timestamp-millis", "5",
                        "scan.filter.max-disorder", "5 s",
                        "scan.drift-group", "mine"));
        assertThat(problems)
                .hasSize(4)
                .allSatisfy(text -> assertThat(text).contains("' has no effect unless "));
    }

    @Test
    void nothingIsSaidOfAnOptionWhoseModeIsRefusedItself() {
        read(
                Map.of(
                        "topic", "events",
                        "properties.bootstrap.servers", "localhost:1",
                        "scan.startup.topic.events.mode", "timestmp",
                        "scan.startup.topic.events.timestamp-millis", "5",
                        "scan.bounded.mode", "timestmp",
                        "scan.bounded.timestamp-millis", "5"));
        assertThat(problems)
                .hasSize(2)
                .allSatisfy(text -> assertThat(text).contains(".mode' must be one of "));
    }
}
