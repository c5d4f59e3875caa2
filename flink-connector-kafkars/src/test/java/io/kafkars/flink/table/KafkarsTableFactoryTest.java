// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.flink.table.options.KafkarsOptions;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.description.HtmlFormatter;
import org.apache.flink.table.api.DataTypes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import static io.kafkars.flink.table.TableSources.table;
import static org.assertj.core.api.Assertions.assertThat;

/** Which options and columns a table may have, and the message about those that it may not. */
class KafkarsTableFactoryTest {

    static List<BadOption> bads() {
        return BadOption.all();
    }

    @ParameterizedTest
    @MethodSource("bads")
    void aBadValueIsRefusedByTheNameOfItsOption(BadOption bad) {
        String said = table().options(bad.with()).option(bad.option(), bad.value()).problem();
        assertThat(said).startsWith("The table 'c.d.t' cannot be read:\n  - " + bad.problem());
        assertThat(said.split("\n  - ")).as("nothing else is wrong:%n%s", said).hasSize(2);
    }

    @Test
    void everyOptionHasABadValueAmongThese() {
        assertThat(bads()).extracting(BadOption::option).containsAll(optionKeys().toList());
    }

    @Test
    void everyOptionHasADescription() {
        for (ConfigOption<?> option : options().toList()) {
            assertThat(new HtmlFormatter().format(option.description()))
                    .as(option.key())
                    .isNotBlank();
        }
        assertThat(optionKeys()).doesNotHaveDuplicates();
    }

    @Test
    void everyOptionIsAcceptedByTheFactory() {
        var factory = new KafkarsTableFactory();
        assertThat(
                        Stream.concat(
                                        factory.requiredOptions().stream(),
                                        factory.optionalOptions().stream())
                                .map(ConfigOption::key))
                .containsExactlyInAnyOrderElementsOf(optionKeys().toList());
        assertThat(factory.optionalOptions())
                .containsAll(
                        factory.forwardOptions().stream()
                                .filter(option -> option != KafkarsOptions.BOOTSTRAP_SERVERS)
                                .toList());
    }

    @Test
    void everyProblemIsInOneMessage() {
        assertThat(
                        table().without("topic")
                                .without("properties.bootstrap.servers")
                                .option("scan.startup.mdoe", "x")
                                .option("scan.batch-size", "0")
                                .option("scan.live.max-wait", "x")
                                .column("vale", DataTypes.BYTES())
                                .problem())
                .isEqualTo(
                        String.join(
                                "\n  - ",
                                "The table 'c.d.t' cannot be read:",
                                "Option 'scan.startup.mdoe' is unknown; did you mean"
                                        + " 'scan.startup.mode'?",
                                "Option 'properties.bootstrap.servers' must be set: addresses of"
                                        + " Kafka brokers, host:port separated by commas",
                                "Exactly one of the options 'topic' and 'topic-pattern' is"
                                        + " required, none is given",
                                "Option 'scan.batch-size' must be at least 1, is 0",
                                "Option 'scan.live.max-wait' must be a duration of zero or more,"
                                        + " such as '5 s' or '1 h', is 'x'",
                                "Column 'vale' is no field of a record, which are [key, value,"
                                        + " topic, partition, offset, timestamp]: set option"
                                        + " 'format' to decode records, or declare the column as"
                                        + " METADATA; did you mean 'value'?"));
    }

    @Test
    void aBadPatternIsRefused() {
        assertThat(table().without("topic").option("topic-pattern", "a(").problem())
                .isEqualTo(
                        "The table 'c.d.t' cannot be read:\n  - Option 'topic-pattern' must be a"
                                + " regular expression, is 'a(': Unclosed group");
    }

    @Test
    void aColumnThatDoesNotFitIsRefusedWithBothTypes() {
        assertThat(
                        table().column("value", DataTypes.STRING())
                                .column("partition", DataTypes.BIGINT())
                                .column("timestamp", DataTypes.TIMESTAMP(3))
                                .column("key", DataTypes.BYTES().notNull())
                                .problem())
                .isEqualTo(
                        String.join(
                                "\n  - ",
                                "The table 'c.d.t' cannot be read:",
                                "Column 'value' is declared as STRING, must be BYTES",
                                "Column 'partition' is declared as BIGINT, must be INT NOT NULL",
                                "Column 'timestamp' is declared as TIMESTAMP(3), must be"
                                        + " TIMESTAMP_LTZ(3)",
                                "Column 'key' is declared as BYTES NOT NULL, must be BYTES"));
    }

    @Test
    void columnsOfTheRecordMayBeAnySubsetInAnyOrder() {
        assertThat(
                        table().column("offset", DataTypes.BIGINT())
                                .column("timestamp", DataTypes.TIMESTAMP_LTZ(3))
                                .column("topic", DataTypes.STRING().notNull())
                                .problem())
                .isEmpty();
    }

    @Test
    void aPrimaryKeyNeedsAFormatThatGivesChanges() {
        var table = table().column("value", DataTypes.BYTES().notNull()).primaryKey("value");
        assertThat(table.option("format", "json").problem())
                .contains("A PRIMARY KEY cannot be declared here");
        assertThat(table.option("format", "debezium-json").problem()).isEmpty();
    }

    @Test
    void aForcedPropertyMayBeSetToItsForcedValue() {
        assertThat(table().option("properties.enable.auto.commit", "false").problem()).isEmpty();
    }

    @Test
    void unknownPropertiesPassThrough() {
        assertThat(table().option("properties.my.interceptor.setting", "7").problem()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "scan.startup.mode=earliest-offset",
                "scan.startup.mode=latest-offset",
                "scan.startup.mode=group-offsets, properties.group.id=g",
                "properties.auto.offset.reset=latest, properties.group.id=g",
                "scan.startup.mode=timestamp, scan.startup.timestamp-millis=0",
                "scan.startup.mode=relative-time, scan.startup.relative-time=1 h",
                "scan.startup.mode=start-of-day, scan.startup.time-zone=Europe/Paris",
                "scan.startup.mode=start-of-day, scan.startup.time-of-day=08:30",
                "scan.bounded.mode=replay-end, scan.replay.end.mode=latest-offset",
                "scan.bounded.mode=timestamp, scan.bounded.timestamp-millis=5",
                "scan.partitions=0;3, scan.parallelism=2",
                "scan.live.max-wait=5 s, scan.hold.max-bytes=1 mb, scan.batch-size=1",
                "property-version=1"
            })
    void goodOptionsAreAccepted(String options) {
        var table = table();
        for (String option : options.split(", ")) {
            table.option(option.split("=")[0], option.split("=")[1]);
        }
        assertThat(table.problem()).isEmpty();
    }

    private static Stream<ConfigOption<?>> options() {
        return Arrays.stream(KafkarsOptions.class.getDeclaredFields())
                .filter(field -> Modifier.isPublic(field.getModifiers()))
                .filter(field -> field.getType() == ConfigOption.class)
                .map(
                        field -> {
                            try {
                                return (ConfigOption<?>) field.get(null);
                            } catch (IllegalAccessException e) {
                                throw new AssertionError(e);
                            }
                        });
    }

    private static Stream<String> optionKeys() {
        return options().map(ConfigOption::key);
    }
}
