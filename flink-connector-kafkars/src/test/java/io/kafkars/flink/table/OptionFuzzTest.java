// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.fixtures.Fuzz;
import io.kafkars.flink.ReadScope;
import io.kafkars.flink.deserializer.RecordDeserializationSchema;
import io.kafkars.flink.table.options.KafkarsOptions;
import io.kafkars.flink.table.options.OptionGroups;
import io.kafkars.flink.table.options.OptionKeys;
import io.kafkars.flink.table.options.TableSettings;
import io.kafkars.validation.Problems;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.api.ValidationException;

import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Any options of a table give a source, or problems that each name an option, and nothing else. */
@Timeout(3600)
class OptionFuzzTest {

    private static final long SEED = 20_261_122;

    private static final int TRIES = Fuzz.tries(20_000);

    /** One of this many inputs becomes a whole table, which takes Flink far longer. */
    private static final int WHOLE_TABLE = 100;

    private static final List<String> KEYS = keys();

    /** Values that are valid, or nearly valid, for some option. */
    private static final List<String> VALUES =
            List.of(
                    "events",
                    "events;metrics",
                    "even.*",
                    "localhost:1",
                    "true",
                    "false",
                    "0",
                    "1",
                    "7",
                    "-1",
                    "9223372036854775807",
                    "9223372036854775808",
                    "2147483648",
                    "1700000000000",
                    "5 s",
                    "1 h",
                    "1 d",
                    "9223372036854775807 d",
                    "64 mb",
                    "9223372036854775807 tb",
                    "08:30",
                    "08:30:15.5",
                    "Europe/Paris",
                    "+18:00",
                    "partition:0,offset:42;partition:1,offset:300",
                    "partition:0,offset:earliest",
                    "partition:2147483648,offset:9223372036854775808",
                    "0;3",
                    "0;0",
                    "earliest-offset",
                    "latest-offset",
                    "group-offsets",
                    "timestamp",
                    "specific-offsets",
                    "relative-time",
                    "start-of-day",
                    "replay-end",
                    "unbounded",
                    "fail",
                    "skip",
                    "dead-letter",
                    "read_committed",
                    "kafkars",
                    "on-event",
                    " ",
                    "");

    @Test
    void options() {
        var fuzz = new Fuzz(SEED);
        int sources = 0;
        for (int tried = 0; tried < TRIES; tried++) {
            Map<String, String> options = random(fuzz);
            try {
                var problems = new Problems();
                new OptionKeys(new KafkarsTableFactory(), options).check(problems);
                var settings = TableSettings.read(options, ZoneOffset.UTC, problems);
                if (problems.none()) {
                    source(settings);
                    sources++;
                } else {
                    assertThat(problems.found()).allMatch(text -> text.contains("'"));
                }
            } catch (Throwable e) {
                throw new AssertionError("Input " + tried + ": " + options, e);
            }
        }
        System.out.printf("%d sets of options, %d of them a source%n", TRIES, sources);
        assertThat(sources).as("both outcomes are met").isBetween(1, TRIES - 1);
    }

    @Test
    void tables() {
        var fuzz = new Fuzz(SEED + 1);
        int tables = 0;
        for (int tried = 0; tried < TRIES / WHOLE_TABLE; tried++) {
            Map<String, String> options = random(fuzz);
            options.put("connector", "kafkars");
            var table = TableSources.table();
            table.without("topic").without("properties.bootstrap.servers").options(options);
            try {
                table.create();
                tables++;
            } catch (ValidationException documented) {
                assertThat(documented).hasMessageContaining("Unable to create a source");
                if (!(documented.getCause() instanceof ValidationException)) {
                    throw new AssertionError("Input " + tried + ": " + options, documented);
                }
            } catch (Throwable e) {
                throw new AssertionError("Input " + tried + ": " + options, e);
            }
        }
        System.out.printf("%d tables, %d of them right%n", TRIES / WHOLE_TABLE, tables);
    }

    private static void source(TableSettings settings) {
        settings.source(
                RecordDeserializationSchema.valueOnly(ByteArrayDeserializer.class),
                ReadScope.ALL,
                true);
    }

    /** A table that may be valid, with some changes. */
    private static Map<String, String> random(Fuzz fuzz) {
        var random = fuzz.random();
        var options = new TreeMap<String, String>();
        if (random.nextInt(10) > 0) {
            options.put("topic", "events");
            options.put("properties.bootstrap.servers", "localhost:1");
        }
        for (int more = random.nextInt(5); more > 0; more--) {
            String key = KEYS.get(random.nextInt(KEYS.size()));
            String value = VALUES.get(random.nextInt(VALUES.size()));
            options.put(
                    random.nextInt(12) == 0 ? fuzz.text(key) : key,
                    random.nextInt(3) == 0 ? fuzz.text(value) : value);
        }
        return options;
    }

    private static List<String> keys() {
        var keys = new ArrayList<String>();
        Stream.concat(
                        new KafkarsTableFactory().requiredOptions().stream(),
                        new KafkarsTableFactory().optionalOptions().stream())
                .filter(option -> !OptionGroups.FORMAT.contains(option))
                .map(ConfigOption::key)
                .sorted()
                .forEach(keys::add);
        List<String> startupKeys =
                keys.stream().filter(key -> key.startsWith("scan.startup.")).toList();
        for (String topic : List.of("events", "metrics", "a.b")) {
            for (String key : startupKeys) {
                keys.add(key.replace("scan.startup.", KafkarsOptions.TOPIC_PREFIX + topic + "."));
            }
        }
        keys.addAll(
                List.of(
                        "properties.auto.offset.reset",
                        "properties.enable.auto.commit",
                        "properties.isolation.level",
                        "properties.max.poll.records",
                        "properties.client.id",
                        "properties.",
                        "scan.startup.topic.",
                        "property-version",
                        "connector"));
        return keys;
    }
}
