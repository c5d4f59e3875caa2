// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.flink.errors.DeadLetterHeaders;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.MiniClusters;

import org.apache.flink.test.junit5.MiniClusterExtension;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;

import static io.kafkars.flink.table.SqlSession.record;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A column that is NOT NULL never has -1, false or '' in place of what a record lacks. */
@Timeout(120)
class NotNullITCase {

    @RegisterExtension static final MiniClusterExtension flink = MiniClusters.withSlots(2);

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    private static final String COLUMNS = "a INT NOT NULL, b BOOLEAN NOT NULL, c STRING NOT NULL";

    @Test
    void aMissingFieldOfTheValueFailsTheJobWithItsPlace() {
        fill("failing");
        var sql = SqlSession.streaming(kafka).table("failing", COLUMNS, "format", "json");

        assertThatThrownBy(() -> sql.rows("SELECT * FROM failing"))
                .hasStackTraceContaining("topic 'failing', partition 0, offset 1 could not be")
                .hasStackTraceContaining(
                        "column 'b' is NOT NULL and decoded from the value, but the value gives"
                                + " NULL for it");
    }

    @Test
    void suchARecordIsSkippedOrADeadLetterIfTheErrorsModeSaysSo() {
        fill("lenient");
        kafka.topic("null-letters", 1);
        var skipping =
                SqlSession.streaming(kafka)
                        .table("lenient", COLUMNS, "format", "json", "scan.errors.mode", "skip");
        assertThat(skipping.lines("SELECT * FROM lenient"))
                .containsExactly("+I[1, true, x]", "+I[4, false, z]");

        var lettering =
                SqlSession.streaming(kafka)
                        .table(
                                "lenient",
                                COLUMNS,
                                "format",
                                "json",
                                "scan.errors.mode",
                                "dead-letter",
                                "scan.errors.dead-letter.topic",
                                "null-letters");
        assertThat(lettering.rows("SELECT * FROM lenient")).hasSize(2);
        assertThat(
                        kafka.topic("null-letters").records().stream()
                                .map(letter -> header(letter, DeadLetterHeaders.MESSAGE)))
                .containsExactly(
                        "column 'b' is NOT NULL and decoded from the value, but the value gives"
                                + " NULL for it",
                        "column 'a' is NOT NULL and decoded from the value, but the value gives"
                                + " NULL for it");
    }

    /** A format that ignores what it cannot parse gives NULL. */
    @Test
    void anIgnoredParseErrorIsNullAsWell() {
        kafka.topic("ignoring", 1);
        kafka.produce(
                List.of(
                        record("ignoring", 1L, null, "{\"a\":\"x\"}"),
                        record("ignoring", 2L, null, "{\"a\":2}")));
        var sql =
                SqlSession.streaming(kafka)
                        .table(
                                "ignoring",
                                "a INT NOT NULL",
                                "format",
                                "json",
                                "json.ignore-parse-errors",
                                "true",
                                "scan.errors.mode",
                                "skip");

        assertThat(sql.lines("SELECT * FROM ignoring")).containsExactly("+I[2]");
    }

    @Test
    void onlyColumnsThatTheQueryReadsAreChecked() {
        fill("projected");
        var sql =
                SqlSession.streaming(kafka)
                        .table("projected", COLUMNS, "format", "json", "scan.errors.mode", "skip");

        assertThat(sql.lines("SELECT a FROM projected")).containsExactly("+I[1]", "+I[2]", "+I[4]");
        assertThat(sql.lines("SELECT c FROM projected"))
                .containsExactly("+I[x]", "+I[y]", "+I[w]", "+I[z]");
    }

    @Test
    void fieldsOfRowsElementsOfArraysAndEntriesOfMapsAreChecked() {
        kafka.topic("nested", 1);
        kafka.produce(
                List.of(
                        record("nested", 1L, null, "{\"r\":{\"x\":1},\"l\":[1],\"m\":{\"k\":1}}"),
                        record("nested", 2L, null, "{\"r\":{},\"l\":[1],\"m\":{\"k\":1}}"),
                        record("nested", 3L, null, "{\"l\":[1,null],\"m\":{\"k\":1}}"),
                        record("nested", 4L, null, "{\"m\":{\"k\":null}}"),
                        record("nested", 5L, null, "{}")));
        var sql =
                SqlSession.streaming(kafka)
                        .table(
                                "nested",
                                "r ROW<x INT NOT NULL>, l ARRAY<INT NOT NULL>,"
                                        + " m MAP<STRING, INT NOT NULL>",
                                "format",
                                "json",
                                "scan.errors.mode",
                                "skip");

        assertThat(sql.lines("SELECT * FROM nested"))
                .containsExactly("+I[+I[1], [1], {k=1}]", "+I[null, null, null]");
        assertThat(sql.lines("SELECT r.x FROM nested"))
                .containsExactly("+I[1]", "+I[null]", "+I[null]", "+I[null]");
    }

    @Test
    void keysAreCheckedLikeValues() {
        kafka.topic("keyed", 1);
        kafka.produce(
                List.of(
                        record("keyed", 1L, "{\"id\":1}", "a"),
                        record("keyed", 2L, "{\"other\":1}", "b"),
                        record("keyed", 3L, null, "c")));
        String[] options = {
            "key.format", "json",
            "key.fields", "id",
            "value.format", "raw",
            "value.fields-include", "EXCEPT_KEY"
        };
        var failing =
                SqlSession.streaming(kafka).table("keyed", "id INT NOT NULL, v STRING", options);
        assertThatThrownBy(() -> failing.rows("SELECT * FROM keyed"))
                .hasStackTraceContaining("topic 'keyed', partition 0, offset 1 could not be")
                .hasStackTraceContaining("but the key gives NULL for it");
        assertThat(failing.lines("SELECT v FROM keyed")).hasSize(3);
    }

    @Test
    void aTombstoneOfARawValueIsNull() {
        kafka.topic("tombs", 1);
        kafka.produce(List.of(record("tombs", 1L, "k", "1"), record("tombs", 2L, "k", null)));
        var sql = SqlSession.streaming(kafka).table("tombs", "v STRING NOT NULL", "format", "raw");
        assertThatThrownBy(() -> sql.rows("SELECT * FROM tombs"))
                .hasStackTraceContaining("offset 1 could not be")
                .hasStackTraceContaining("but the record is a tombstone");
    }

    /** Debezium's change of a row whose table has no replica identity lacks the other columns. */
    @Test
    void everyRowOfAChangeIsChecked() {
        kafka.topic("changed", 1);
        kafka.produce(
                List.of(
                        record("changed", 1L, null, "{\"op\":\"c\",\"after\":{\"id\":1,\"n\":5}}"),
                        record("changed", 2L, null, "{\"op\":\"d\",\"before\":{\"id\":1}}"),
                        record(
                                "changed",
                                3L,
                                null,
                                "{\"op\":\"u\",\"before\":{\"id\":1,\"n\":5},"
                                        + "\"after\":{\"id\":1}}")));
        var sql =
                SqlSession.streaming(kafka)
                        .table(
                                "changed",
                                "id INT NOT NULL, n INT NOT NULL",
                                "format",
                                "debezium-json",
                                "debezium-json.ignore-parse-errors",
                                "true",
                                "scan.errors.mode",
                                "skip");

        assertThat(sql.lines("SELECT * FROM changed")).containsExactly("+I[1, 5]");
    }

    @Test
    void metadataThatIsDeclaredNotNullIsChecked() {
        kafka.topic("untimed", 1);
        kafka.topic("untimed").writeUntimed(0, "{\"a\":1}");
        kafka.produce(List.of(record("untimed", 1L, "key", "{\"a\":2}")));
        String[] json = {"format", "json", "scan.errors.mode", "skip"};
        String[] none = {"scan.errors.mode", "skip"};
        String required = "ts TIMESTAMP_LTZ(3) NOT NULL METADATA FROM 'timestamp'";

        var decoded = SqlSession.streaming(kafka).table("untimed", "a INT, " + required, json);
        assertThat(decoded.lines("SELECT ts, a FROM untimed"))
                .containsExactly("+I[1970-01-01T00:00:00.001Z, 2]");
        assertThat(decoded.lines("SELECT a FROM untimed")).containsExactly("+I[1]", "+I[2]");
        var plain = SqlSession.streaming(kafka).table("untimed", required, none);
        assertThat(plain.lines("SELECT ts FROM untimed"))
                .containsExactly("+I[1970-01-01T00:00:00.001Z]");
        var sized =
                SqlSession.streaming(kafka)
                        .table("untimed", "n BIGINT NOT NULL METADATA FROM 'key-size'", none);
        assertThat(sized.lines("SELECT n FROM untimed")).containsExactly("+I[3]");
        var timed =
                SqlSession.streaming(kafka)
                        .table(
                                "untimed",
                                "a INT, " + required + ", WATERMARK FOR ts AS SOURCE_WATERMARK()",
                                json);
        assertThat(timed.lines("SELECT a FROM untimed WHERE ts IS NOT NULL")).hasSize(2);
    }

    private static void fill(String topic) {
        kafka.topic(topic, 1);
        kafka.produce(
                List.of(
                        record(topic, 1L, null, "{\"a\":1,\"b\":true,\"c\":\"x\"}"),
                        record(topic, 2L, null, "{\"a\":2,\"c\":\"y\"}"),
                        record(topic, 3L, null, "{\"a\":null,\"b\":true,\"c\":\"w\"}"),
                        record(topic, 4L, null, "{\"a\":4,\"b\":false,\"c\":\"z\"}")));
    }

    private static String header(ConsumerRecord<?, ?> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
