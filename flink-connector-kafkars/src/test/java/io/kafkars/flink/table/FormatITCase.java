// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.MiniClusters;

import org.apache.flink.formats.avro.AvroRowDataSerializationSchema;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;

import static io.kafkars.flink.table.SqlSession.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tables whose columns are decoded by Flink's formats. */
@Timeout(120)
class FormatITCase {

    @RegisterExtension static final MiniClusterExtension flink = MiniClusters.withSlots(2);

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @Test
    void rawGivesATombstoneAsNull() {
        fill("raw", List.of(record("raw", 1L, "a", "x"), record("raw", 2L, "a", null)));
        var sql = SqlSession.streaming(kafka).table("raw", "v STRING", "format", "raw");
        assertThat(sql.rows("SELECT * FROM `raw`"))
                .containsExactly(Row.of("x"), Row.of((Object) null));
    }

    @Test
    void jsonDecodesSelectedColumnsAndSkipsTombstones() {
        fill(
                "json",
                List.of(
                        record("json", 1L, null, "{\"a\":1,\"b\":\"x\",\"c\":[1,2]}"),
                        record("json", 2L, null, null),
                        record("json", 3L, null, "{\"a\":2}")));
        var sql =
                SqlSession.streaming(kafka)
                        .table(
                                "json",
                                "a INT, b STRING, c ARRAY<INT>, o BIGINT METADATA FROM 'offset'",
                                "format",
                                "json");
        assertThat(sql.rows("SELECT * FROM json"))
                .containsExactly(
                        Row.of(1, "x", new Integer[] {1, 2}, 0L), Row.of(2, null, null, 2L));
        assertThat(sql.lines("SELECT o, b FROM json")).containsExactly("+I[0, x]", "+I[2, null]");
        assertThat(sql.lines("SELECT o FROM json")).containsExactly("+I[0]", "+I[2]");
        assertThat(sql.lines("SELECT c[2], a FROM json"))
                .containsExactly("+I[2, 1]", "+I[null, 2]");
    }

    @Test
    void csvFindsColumnsByPositionWhenOthersAreNotSelected() {
        fill(
                "csv",
                List.of(record("csv", 1L, null, "1,x,2.5"), record("csv", 2L, null, "2,y,3.5")));
        var sql =
                SqlSession.batch(kafka)
                        .table("csv", "a INT, b STRING, c DOUBLE", "value.format", "csv");
        assertThat(sql.lines("SELECT c, a FROM csv")).containsExactly("+I[2.5, 1]", "+I[3.5, 2]");
        assertThat(sql.lines("SELECT b FROM csv")).containsExactly("+I[x]", "+I[y]");
    }

    @Test
    void avroIsDecodedWholeWhenColumnsAreNotSelected() throws Exception {
        var type =
                (RowType)
                        DataTypes.ROW(
                                        DataTypes.FIELD("a", DataTypes.INT()),
                                        DataTypes.FIELD("b", DataTypes.STRING()),
                                        DataTypes.FIELD("c", DataTypes.BIGINT()))
                                .notNull()
                                .getLogicalType();
        var schema = new AvroRowDataSerializationSchema(type);
        schema.open(null);
        byte[] bytes = schema.serialize(GenericRowData.of(7, StringData.fromString("x"), 9L));
        kafka.topic("avro", 1);
        kafka.produce(List.of(new ProducerRecord<>("avro", 0, 1L, null, bytes)));
        var sql =
                SqlSession.streaming(kafka)
                        .table("avro", "a INT, b STRING, c BIGINT", "format", "avro");
        assertThat(sql.lines("SELECT * FROM avro")).containsExactly("+I[7, x, 9]");
        assertThat(sql.lines("SELECT c FROM avro")).containsExactly("+I[9]");
        assertThat(sql.lines("SELECT b, a FROM avro")).containsExactly("+I[x, 7]");
    }

    @Test
    void debeziumJsonGivesChangesAndItsOwnMetadata() {
        fill(
                "cdc",
                List.of(
                        record("cdc", 1L, "k", change(null, "{\"id\":1,\"n\":\"a\"}", "c")),
                        record(
                                "cdc",
                                2L,
                                "k",
                                change("{\"id\":1,\"n\":\"a\"}", "{\"id\":1,\"n\":\"b\"}", "u")),
                        record("cdc", 3L, "k", change("{\"id\":1,\"n\":\"b\"}", null, "d")),
                        record("cdc", 4L, "k", null)));
        var sql =
                SqlSession.streaming(kafka)
                        .table(
                                "cdc",
                                "id INT, n STRING, o BIGINT METADATA FROM 'offset', i INT METADATA"
                                        + " FROM 'row-index', t STRING METADATA FROM"
                                        + " 'value.source.table' VIRTUAL",
                                "value.format",
                                "debezium-json");
        assertThat(sql.rows("SELECT n, o, i, t FROM cdc"))
                .containsExactly(
                        Row.ofKind(RowKind.INSERT, "a", 0L, 0, "things"),
                        Row.ofKind(RowKind.UPDATE_BEFORE, "a", 1L, 0, "things"),
                        Row.ofKind(RowKind.UPDATE_AFTER, "b", 1L, 1, "things"),
                        Row.ofKind(RowKind.DELETE, "b", 2L, 0, "things"));
        assertThat(sql.lines("SELECT t, n FROM cdc LIMIT 5").get(0)).isEqualTo("+I[things, a]");
    }

    @Test
    void keyAndValueAreDecodedTogether() {
        fill(
                "both",
                List.of(
                        record("both", 1L, "{\"id\":1}", "{\"id\":5,\"v\":\"x\"}"),
                        record("both", 2L, null, "{\"id\":6,\"v\":\"y\"}"),
                        record("both", 3L, "{\"id\":3}", null)));
        var sql =
                SqlSession.streaming(kafka)
                        .table(
                                "both",
                                "v STRING, k_id INT, id INT",
                                "key.format",
                                "json",
                                "key.fields",
                                "k_id",
                                "key.fields-prefix",
                                "k_",
                                "value.format",
                                "json",
                                "value.fields-include",
                                "EXCEPT_KEY");
        assertThat(sql.lines("SELECT * FROM `both`"))
                .as("a record without a key has none")
                .containsExactly("+I[x, 1, 5]", "+I[y, null, 6]");
        assertThat(sql.lines("SELECT k_id FROM `both`")).containsExactly("+I[1]", "+I[null]");
        assertThat(sql.lines("SELECT id, v FROM `both`")).containsExactly("+I[5, x]", "+I[6, y]");
    }

    @Test
    void aColumnInKeyAndValueHasTheContentOfTheValue() {
        fill("shared", List.of(record("shared", 1L, "1", "2,x")));
        var sql =
                SqlSession.streaming(kafka)
                        .table(
                                "shared",
                                "id INT, v STRING",
                                "key.format",
                                "csv",
                                "key.fields",
                                "id",
                                "value.format",
                                "csv");
        assertThat(sql.lines("SELECT * FROM shared")).containsExactly("+I[2, x]");
    }

    @Test
    void aMissingKeyFailsWithItsPlaceIfAColumnMustNotBeNull() {
        fill("nokey", List.of(record("nokey", 1L, null, "x")));
        var sql =
                SqlSession.streaming(kafka)
                        .table(
                                "nokey",
                                "k STRING NOT NULL, v STRING",
                                "key.format",
                                "raw",
                                "key.fields",
                                "k",
                                "value.format",
                                "raw",
                                "value.fields-include",
                                "EXCEPT_KEY");
        assertThatThrownBy(() -> sql.rows("SELECT * FROM nokey"))
                .hasStackTraceContaining(
                        "Record at topic 'nokey', partition 0, offset 0 could not be deserialized")
                .hasStackTraceContaining(
                        "column 'k' is NOT NULL and decoded from the key, but the record has no"
                                + " key");
    }

    @Test
    void aRecordThatCannotBeDecodedFailsWithItsPlace() {
        fill("broken", List.of(record("broken", 1L, null, "{oops")));
        var sql = SqlSession.streaming(kafka).table("broken", "a INT", "format", "json");
        assertThatThrownBy(() -> sql.rows("SELECT * FROM broken"))
                .hasStackTraceContaining(
                        "Record at topic 'broken', partition 0, offset 0 could not be"
                                + " deserialized");
    }

    private static void fill(String topic, List<ProducerRecord<byte[], byte[]>> records) {
        kafka.topic(topic, 1);
        kafka.produce(records);
    }

    private static String change(String before, String after, String operation) {
        return String.format(
                "{\"before\":%s,\"after\":%s,\"op\":\"%s\",\"source\":{\"table\":\"things\"}}",
                before, after, operation);
    }
}
