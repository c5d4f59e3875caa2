package io.kafkars.flink.table;

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
import java.util.Map;
import java.util.stream.Stream;

import static io.kafkars.flink.table.TableSources.table;
import static org.assertj.core.api.Assertions.assertThat;

/** What a table's options may say, and what its author is told where they may not. */
class KafkarsTableFactoryTest {

    /** A bad value, whatever else it needs to be bad, and all that is said about it. */
    private record Bad(String option, String value, Map<String, String> with, String problem) {
        @Override
        public String toString() {
            return option + " = " + value;
        }
    }

    private static final Map<String, String> GROUP = Map.of("properties.group.id", "g");
    private static final Map<String, String> TWO_TOPICS = Map.of("topic", "a;b");
    private static final Map<String, String> JSON = Map.of("value.format", "json");
    private static final Map<String, String> JSON_KEY =
            Map.of("value.format", "json", "key.format", "json", "key.fields", "value");

    static List<Bad> bads() {
        return List.of(
                bad("topic", "", "Option 'topic' must name a topic"),
                bad(
                        "topic",
                        "a b",
                        "Option 'topic': Topic 'a b' is no name of a topic: 1 to 249"
                                + " letters, digits, '.', '_' and '-' are allowed, and neither '.' nor '..'"
                                + " alone"),
                bad("topic", "a;b;a", "Option 'topic' names topic 'a' more than once"),
                bad(
                        "topic-pattern",
                        "a.*",
                        "Exactly one of the options 'topic' and"
                                + " 'topic-pattern' is required, both are given"),
                bad(
                        "properties.bootstrap.servers",
                        " ",
                        "Option 'properties.bootstrap.servers' must"
                                + " be set: addresses of Kafka brokers, host:port with commas between"),
                bad(
                        "properties.group.id",
                        " ",
                        "Option 'properties.group.id' must not be blank:"
                                + " name a group, or leave it out"),
                bad(
                        "properties.isolation.level",
                        "all",
                        "Option 'properties.isolation.level' must"
                                + " be read_uncommitted or read_committed, is 'all'"),
                bad(
                        "properties.enable.auto.commit",
                        "true",
                        "Option 'properties.enable.auto.commit'"
                                + " cannot be set: the connector needs 'false' there"),
                bad(
                        "properties.allow.auto.create.topics",
                        "true",
                        "Option"
                                + " 'properties.allow.auto.create.topics' cannot be set: the connector needs"
                                + " 'false' there"),
                bad(
                        "properties.key.deserializer",
                        "x.Y",
                        "Option 'properties.key.deserializer'"
                                + " cannot be set: the connector needs"
                                + " 'org.apache.kafka.common.serialization.ByteBufferDeserializer' there"),
                bad(
                        "properties.value.deserializer",
                        "x.Y",
                        "Option 'properties.value.deserializer'"
                                + " cannot be set: the connector needs"
                                + " 'org.apache.kafka.common.serialization.ByteBufferDeserializer' there"),
                bad(
                        "properties.auto.offset.reset",
                        "latest",
                        "Option"
                                + " 'properties.auto.offset.reset' is for topics that start at"
                                + " 'group-offsets', and there is none: leave it out, and say with"
                                + " 'scan.startup.mode' where reading starts"),
                bad(
                        "properties.auto.offset.reset",
                        "begin",
                        GROUP,
                        "Option"
                                + " 'properties.auto.offset.reset' must be one of 'earliest', 'latest',"
                                + " 'none', is 'begin'"),
                bad(
                        "properties.fetch.min.byte",
                        "1",
                        "Option 'properties.fetch.min.byte' is no"
                                + " property of Kafka's consumer; did you mean"
                                + " 'properties.fetch.min.bytes'?"),
                bad(
                        "properties.partition.discovery.interval.ms",
                        "1",
                        "Option"
                                + " 'properties.partition.discovery.interval.ms' is no property of Kafka:"
                                + " set 'scan.topic-partition-discovery.interval'"),
                bad(
                        "properties.commit.offsets.on.checkpoint",
                        "true",
                        "Option"
                                + " 'properties.commit.offsets.on.checkpoint' is no property of Kafka: set"
                                + " 'scan.commit-offsets-on-checkpoint'"),
                bad(
                        "properties.client.id.prefix",
                        "me",
                        "Option 'properties.client.id.prefix' is no"
                                + " property of Kafka: set 'properties.client.id', which is the prefix of"
                                + " all clients' ids"),
                bad(
                        "properties.register.consumer.metrics",
                        "true",
                        "Option"
                                + " 'properties.register.consumer.metrics' is no property of Kafka: leave it"
                                + " out, the client's metrics are always shown"),
                bad(
                        "scan.partitions",
                        "0;x",
                        "Option 'scan.partitions' must be whole numbers with"
                                + " semicolons between, is '0;x'"),
                bad(
                        "scan.partitions",
                        "-1",
                        "Option 'scan.partitions' must name partitions from 0" + " on, is -1"),
                bad(
                        "scan.partitions",
                        "2;2",
                        "Option 'scan.partitions' names partition 2 more than" + " once"),
                bad(
                        "scan.partitions",
                        "1",
                        Map.of(
                                "scan.startup.mode", "specific-offsets",
                                "scan.startup.specific-offsets", "partition:0,offset:4"),
                        "Option 'scan.partitions': Topic 'events' has a policy for partitions 0, but"
                                + " reads only partitions 1"),
                bad(
                        "scan.topic-partition-discovery.interval",
                        "often",
                        "Option"
                                + " 'scan.topic-partition-discovery.interval' must be a duration of zero or"
                                + " more, such as '5 s' or '1 h', is 'often'"),
                bad("scan.parallelism", "0", "Option 'scan.parallelism' must be at least 1, is 0"),
                bad(
                        "scan.parallelism",
                        "two",
                        "Option 'scan.parallelism' must be a whole number, is" + " 'two'"),
                bad(
                        "scan.startup.mode",
                        "earliest",
                        "Option 'scan.startup.mode' must be one of"
                                + " 'earliest-offset', 'latest-offset', 'group-offsets', 'timestamp',"
                                + " 'specific-offsets', 'relative-time', 'start-of-day', is 'earliest'"),
                bad(
                        "scan.startup.mode",
                        "latest-ofset",
                        "Option 'scan.startup.mode' must be one of"
                                + " 'earliest-offset', 'latest-offset', 'group-offsets', 'timestamp',"
                                + " 'specific-offsets', 'relative-time', 'start-of-day', is 'latest-ofset';"
                                + " did you mean 'latest-offset'?"),
                bad(
                        "scan.startup.mode",
                        "group-offsets",
                        "Option 'scan.startup.mode' is"
                                + " 'group-offsets', which needs option 'properties.group.id'"),
                bad(
                        "scan.startup.mode",
                        "timestamp",
                        "Option 'scan.startup.mode' is 'timestamp',"
                                + " which needs option 'scan.startup.timestamp-millis'"),
                bad(
                        "scan.startup.mode",
                        "specific-offsets",
                        "Option 'scan.startup.mode' is"
                                + " 'specific-offsets', which needs option 'scan.startup.specific-offsets'"),
                bad(
                        "scan.startup.mode",
                        "relative-time",
                        "Option 'scan.startup.mode' is"
                                + " 'relative-time', which needs option 'scan.startup.relative-time'"),
                bad(
                        "scan.startup.timestamp-millis",
                        "yesterday",
                        mode("timestamp"),
                        "Option"
                                + " 'scan.startup.timestamp-millis' must be a whole number, is 'yesterday'"),
                bad(
                        "scan.startup.timestamp-millis",
                        "-1",
                        mode("timestamp"),
                        "Option" + " 'scan.startup.timestamp-millis' must be at least 0, is -1"),
                bad(
                        "scan.startup.timestamp-millis",
                        "5",
                        Map.of(
                                "scan.startup.mode", "timestamp",
                                "scan.bounded.mode", "timestamp",
                                "scan.bounded.timestamp-millis", "4"),
                        "Option 'scan.startup.timestamp-millis' is later than the end that"
                                + " 'scan.bounded.timestamp-millis' or"
                                + " 'scan.replay.end.timestamp-millis' gives: Topic 'events' from"
                                + " absolute time 1970-01-01T00:00:00.005Z starts, which must end at"
                                + " 1970-01-01T00:00:00.004Z"),
                bad(
                        "scan.startup.specific-offsets",
                        "0:42",
                        mode("specific-offsets"),
                        "Option"
                                + " 'scan.startup.specific-offsets' must be like"
                                + " 'partition:0,offset:42;partition:1,offset:300', with offsets of at least"
                                + " 0 or earliest or latest; found '0:42'"),
                bad(
                        "scan.startup.specific-offsets",
                        "partition:0,offset:first",
                        mode("specific-offsets"),
                        "Option"
                                + " 'scan.startup.specific-offsets' must be like"
                                + " 'partition:0,offset:42;partition:1,offset:300', with offsets of at least"
                                + " 0 or earliest or latest; found 'partition:0,offset:first'"),
                bad(
                        "scan.startup.specific-offsets",
                        "partition:0,offset:1;partition:0,offset:2",
                        mode("specific-offsets"),
                        "Option 'scan.startup.specific-offsets' names"
                                + " partition 0 more than once"),
                bad(
                        "scan.startup.specific-offsets",
                        "partition:3000000000,offset:1",
                        mode("specific-offsets"),
                        "Option 'scan.startup.specific-offsets' names"
                                + " partition 3000000000, which is no number of a partition"),
                bad(
                        "scan.startup.specific-offsets",
                        "partition:0,offset:1",
                        plus(TWO_TOPICS, mode("specific-offsets")),
                        "Option 'scan.startup.mode' is"
                                + " 'specific-offsets', which is for a single topic: use"
                                + " 'scan.startup.topic.<topic>.mode' and"
                                + " 'scan.startup.topic.<topic>.specific-offsets' for each topic"),
                bad(
                        "scan.startup.relative-time",
                        "-1 h",
                        mode("relative-time"),
                        "Option"
                                + " 'scan.startup.relative-time' must be a duration of zero or more, such as"
                                + " '5 s' or '1 h', is '-1 h'"),
                bad(
                        "scan.startup.time-of-day",
                        "25:00",
                        mode("start-of-day"),
                        "Option"
                                + " 'scan.startup.time-of-day' must be a time of day, such as '08:30' or"
                                + " '08:30:15', is '25:00'"),
                bad(
                        "scan.startup.time-zone",
                        "Europe/Pari",
                        mode("start-of-day"),
                        "Option"
                                + " 'scan.startup.time-zone' must be a time zone, such as 'Europe/Paris' or"
                                + " 'UTC', is 'Europe/Pari'"),
                bad(
                        "scan.startup.topic.evnts.mode",
                        "latest-offset",
                        "Option"
                                + " 'scan.startup.topic.evnts.mode' is for topic 'evnts', which the table"
                                + " does not read; did you mean 'events'?"),
                bad(
                        "scan.startup.topic.events.mod",
                        "latest-offset",
                        "Option"
                                + " 'scan.startup.topic.events.mod' is unknown: behind 'scan.startup.topic.'"
                                + " come the name of a topic, a dot, and one of [mode, timestamp-millis,"
                                + " specific-offsets, relative-time, time-of-day, time-zone]; did you mean"
                                + " 'mode'?"),
                bad(
                        "scan.startup.topic.events.relative-time",
                        "1 h",
                        "Option"
                                + " 'scan.startup.topic.events.relative-time' has no effect: topic 'events'"
                                + " starts at 'earliest-offset'; set 'scan.startup.topic.events.mode'"),
                bad(
                        "scan.startup.topic.events.relative-time",
                        "soon",
                        Map.of("scan.startup.topic.events.mode", "relative-time"),
                        "Option"
                                + " 'scan.startup.topic.events.relative-time' must be a duration of zero or"
                                + " more, such as '5 s' or '1 h', is 'soon'"),
                bad(
                        "scan.startup.topic.events.mode",
                        "timestamp",
                        "Option"
                                + " 'scan.startup.topic.events.mode' is 'timestamp', which needs option"
                                + " 'scan.startup.topic.events.timestamp-millis'"),
                bad(
                        "scan.bounded.mode",
                        "bounded",
                        "Option 'scan.bounded.mode' must be one of"
                                + " 'unbounded', 'latest-offset', 'group-offsets', 'timestamp',"
                                + " 'specific-offsets', 'replay-end', is 'bounded'; did you mean"
                                + " 'unbounded'?"),
                bad(
                        "scan.bounded.mode",
                        "group-offsets",
                        "Option 'scan.bounded.mode' is"
                                + " 'group-offsets', which needs option 'properties.group.id'"),
                bad(
                        "scan.bounded.mode",
                        "timestamp",
                        "Option 'scan.bounded.mode' is 'timestamp',"
                                + " which needs option 'scan.bounded.timestamp-millis'"),
                bad(
                        "scan.bounded.mode",
                        "latest-offset",
                        Map.of("scan.replay.end.mode", "latest-offset"),
                        "Options"
                                + " 'scan.bounded.mode' and 'scan.replay.end.mode' both say where the replay"
                                + " ends, 'latest-offset' and 'latest-offset': leave one out, or set"
                                + " 'scan.bounded.mode' to 'replay-end'"),
                bad(
                        "scan.bounded.timestamp-millis",
                        "-5",
                        Map.of("scan.bounded.mode", "timestamp"),
                        "Option" + " 'scan.bounded.timestamp-millis' must be at least 0, is -5"),
                bad(
                        "scan.bounded.specific-offsets",
                        "partition:0,offset:earliest",
                        Map.of("scan.bounded.mode", "specific-offsets"),
                        "Option"
                                + " 'scan.bounded.specific-offsets' must be like"
                                + " 'partition:0,offset:42;partition:1,offset:300', with offsets of at least"
                                + " 0 or latest; found 'partition:0,offset:earliest'"),
                bad(
                        "scan.bounded.specific-offsets",
                        "partition:0,offset:3",
                        plus(TWO_TOPICS, Map.of("scan.bounded.mode", "specific-offsets")),
                        "Option"
                                + " 'scan.bounded.mode' is 'specific-offsets', which is for a table of a"
                                + " single topic"),
                bad(
                        "scan.replay.end.mode",
                        "now",
                        "Option 'scan.replay.end.mode' must be one of"
                                + " 'latest-offset', 'group-offsets', 'timestamp', 'specific-offsets', is"
                                + " 'now'"),
                bad(
                        "scan.replay.end.timestamp-millis",
                        "soon",
                        Map.of("scan.replay.end.mode", "timestamp"),
                        "Option"
                                + " 'scan.replay.end.timestamp-millis' must be a whole number, is 'soon'"),
                bad(
                        "scan.replay.end.specific-offsets",
                        "1",
                        Map.of("scan.replay.end.mode", "specific-offsets"),
                        "Option"
                                + " 'scan.replay.end.specific-offsets' must be like"
                                + " 'partition:0,offset:42;partition:1,offset:300', with offsets of at least"
                                + " 0 or latest; found '1'"),
                bad("scan.batch-size", "0", "Option 'scan.batch-size' must be at least 1, is 0"),
                bad(
                        "scan.batch-size",
                        "many",
                        "Option 'scan.batch-size' must be a whole number, is" + " 'many'"),
                bad(
                        "scan.hold.max-records",
                        "-3",
                        "Option 'scan.hold.max-records' must be at least" + " 1, is -3"),
                bad(
                        "scan.hold.max-bytes",
                        "much",
                        "Option 'scan.hold.max-bytes' must be an amount"
                                + " of memory, such as '64 mb', is 'much'"),
                bad(
                        "scan.hold.max-bytes",
                        "0 b",
                        "Option 'scan.hold.max-bytes' must be at least 1" + " bytes, is 0 bytes"),
                bad(
                        "scan.out-of-orderness",
                        "x",
                        "Option 'scan.out-of-orderness' must be a duration"
                                + " of zero or more, such as '5 s' or '1 h', is 'x'"),
                bad(
                        "scan.live.max-wait",
                        "x",
                        "Option 'scan.live.max-wait' must be a duration of"
                                + " zero or more, such as '5 s' or '1 h', is 'x'"),
                bad(
                        "scan.live.idle-timeout",
                        "x",
                        "Option 'scan.live.idle-timeout' must be a"
                                + " duration of zero or more, such as '5 s' or '1 h', is 'x'"),
                bad(
                        "scan.future-tolerance",
                        "x",
                        "Option 'scan.future-tolerance' must be a duration"
                                + " of zero or more, such as '5 s' or '1 h', is 'x'"),
                bad(
                        "scan.filter.max-disorder",
                        "x",
                        "Option 'scan.filter.max-disorder' must be a"
                                + " duration of zero or more, such as '5 s' or '1 h', is 'x'"),
                bad(
                        "scan.filter.max-disorder",
                        "999999999999 d",
                        "Option 'scan.filter.max-disorder' must be a duration of zero or more that fits milliseconds, is '999999999999 d'"),
                bad(
                        "scan.commit-offsets-on-checkpoint",
                        "maybe",
                        "Option"
                                + " 'scan.commit-offsets-on-checkpoint' must be true or false, is 'maybe'"),
                bad(
                        "scan.commit-offsets-on-checkpoint",
                        "true",
                        "Option"
                                + " 'scan.commit-offsets-on-checkpoint' is true, which needs option"
                                + " 'properties.group.id'"),
                bad(
                        "format",
                        "jsn",
                        "Option 'format' is 'jsn': Could not find any factory for"
                                + " identifier 'jsn'"),
                bad(
                        "format",
                        "json",
                        JSON,
                        "Options 'format' and 'value.format' mean the same:" + " leave one out"),
                bad(
                        "format",
                        "avro",
                        Map.of("avro.encodng", "json"),
                        "Option 'avro.encodng' is" + " unknown; did you mean 'avro.encoding'?"),
                bad(
                        "value.format",
                        "csv",
                        Map.of("value.csv.field-delimiter", "ab"),
                        "Option"
                                + " 'value.format' is 'csv': Error creating scan format 'csv' in option"
                                + " space 'value.csv.'. Option 'csv.field-delimiter' must be a string"),
                bad(
                        "key.format",
                        "json",
                        "Option 'key.format' needs option 'value.format' too:"
                                + " without it the columns are the fields of the record"),
                bad(
                        "key.format",
                        "json",
                        JSON,
                        "Option 'key.format' needs option 'key.fields': the"
                                + " columns that the key has"),
                bad(
                        "key.format",
                        "debezium-json",
                        plus(JSON, Map.of("key.fields", "value")),
                        "Option 'key.format' is 'debezium-json', which gives changes: a key must"
                                + " have a format that gives insertions only"),
                bad("key.fields", "value", JSON, "Option 'key.fields' needs option 'key.format'"),
                bad(
                        "key.fields",
                        "valu",
                        JSON_KEY,
                        "Option 'key.fields' names 'valu', which is no"
                                + " physical column of the table; those are [value]; did you mean"
                                + " 'value'?"),
                bad(
                        "key.fields",
                        "value;value",
                        JSON_KEY,
                        "Option 'key.fields' names 'value' more" + " than once"),
                bad(
                        "key.fields-prefix",
                        "va",
                        JSON_KEY,
                        "Option 'key.fields-prefix' needs option"
                                + " 'value.fields-include' to be 'EXCEPT_KEY': the value has no columns with"
                                + " the prefix"),
                bad(
                        "key.fields-prefix",
                        "k_",
                        plus(JSON_KEY, Map.of("value.fields-include", "EXCEPT_KEY")),
                        "Option"
                                + " 'key.fields' names 'value', which does not begin with 'k_', the"
                                + " 'key.fields-prefix'"),
                bad(
                        "value.fields-include",
                        "SOME",
                        JSON,
                        "Option 'value.fields-include' must be one"
                                + " of 'ALL', 'EXCEPT_KEY', is 'SOME'"),
                bad(
                        "scan.startup.mod",
                        "earliest-offset",
                        "Option 'scan.startup.mod' is unknown;"
                                + " did you mean 'scan.startup.mode'?"),
                bad("colour", "blue", "Option 'colour' is unknown"));
    }

    @ParameterizedTest
    @MethodSource("bads")
    void aBadValueIsRefusedByTheNameOfItsOption(Bad bad) {
        String said = table().options(bad.with).option(bad.option, bad.value).problem();
        assertThat(said).startsWith("The table 'c.d.t' cannot be read:\n  - " + bad.problem);
        assertThat(said.split("\n  - ")).as("nothing else is wrong:%n%s", said).hasSize(2);
    }

    @Test
    void everyOptionHasABadValueAmongThese() {
        assertThat(bads()).extracting(Bad::option).containsAll(optionKeys().toList());
    }

    @Test
    void everyOptionSaysWhatItIs() {
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
    void everythingThatIsWrongIsSaidAtOnce() {
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
                                        + " Kafka brokers, host:port with commas between",
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
    void aForcedPropertyMayBeSetToWhatItIs() {
        assertThat(table().option("properties.enable.auto.commit", "false").problem()).isEmpty();
    }

    @Test
    void propertiesThatNobodyKnowsPassThrough() {
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
                "scan.watermark.emit.strategy=on-event",
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

    private static Map<String, String> mode(String mode) {
        return Map.of("scan.startup.mode", mode);
    }

    private static Map<String, String> plus(Map<String, String> a, Map<String, String> b) {
        var both = new java.util.TreeMap<>(a);
        both.putAll(b);
        return both;
    }

    private static Bad bad(String option, String value, String problem) {
        return new Bad(option, value, Map.of(), problem);
    }

    private static Bad bad(String option, String value, Map<String, String> with, String problem) {
        return new Bad(option, value, with, problem);
    }
}
