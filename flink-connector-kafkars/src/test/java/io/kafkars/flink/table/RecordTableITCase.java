// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.testing.KafkaExtension;

import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import static io.kafkars.flink.table.SqlSession.bytes;
import static io.kafkars.flink.table.SqlSession.record;
import static org.assertj.core.api.Assertions.assertThat;

/** Tables without a format: the columns are the record's own fields. */
@Timeout(120)
class RecordTableITCase {

    private static final long HOUR = 3_600_000;

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @Test
    void theFieldsOfARecordAreColumnsInAnyOrder() {
        kafka.topic("fields", 2);
        kafka.produce(
                List.of(
                        record("fields", 1, 2_000L, null, "b"),
                        record("fields", 0, 1_000L, "k", null),
                        record("fields", 0, 3_000L, "", "c")));
        var sql =
                SqlSession.streaming(kafka)
                        .table(
                                "fields",
                                "`offset` BIGINT, `value` BYTES, `partition` INT NOT NULL, topic"
                                        + " STRING, `timestamp` TIMESTAMP_LTZ(3), `key` BYTES");
        assertThat(sql.rows("SELECT * FROM fields"))
                .containsExactly(
                        Row.of(0L, null, 0, "fields", Instant.ofEpochMilli(1_000), bytes("k")),
                        Row.of(0L, bytes("b"), 1, "fields", Instant.ofEpochMilli(2_000), null),
                        Row.of(
                                1L,
                                bytes("c"),
                                0,
                                "fields",
                                Instant.ofEpochMilli(3_000),
                                bytes("")));
        assertThat(sql.lines("SELECT CAST(`value` AS STRING), `offset` FROM fields"))
                .containsExactly("+I[null, 0]", "+I[b, 0]", "+I[c, 1]");
    }

    @Test
    void everyMetadataColumnCanBeRead() {
        kafka.topic("meta", 1);
        var record = record("meta", 5_000L, "key", "value");
        record.headers().add("h", bytes("1")).add("g", null).add("h", bytes("2"));
        long before = System.currentTimeMillis();
        kafka.produce(List.of(record));
        var sql =
                SqlSession.streaming(kafka)
                        .table(
                                "meta",
                                "topic STRING METADATA, `partition` BIGINT METADATA, `offset`"
                                        + " BIGINT METADATA, ts TIMESTAMP_LTZ(3) METADATA FROM"
                                        + " 'timestamp', `timestamp-type` STRING METADATA, headers"
                                        + " MAP<STRING, BYTES> METADATA, `header-list`"
                                        + " ARRAY<ROW<`key` STRING, `value` BYTES>> METADATA,"
                                        + " `leader-epoch` INT METADATA, `is-live` BOOLEAN METADATA,"
                                        + " `source-is-live` BOOLEAN METADATA,"
                                        + " received TIMESTAMP_LTZ(9) METADATA FROM 'receive-time',"
                                        + " `key-size` INT METADATA, `value-size` INT METADATA,"
                                        + " `row-index` INT METADATA VIRTUAL");
        Row row = sql.rows("SELECT * FROM meta").get(0);
        assertThat(row.getField("topic")).isEqualTo("meta");
        assertThat(row.getField("partition")).isEqualTo(0L);
        assertThat(row.getField("offset")).isEqualTo(0L);
        assertThat(row.getField("ts")).isEqualTo(Instant.ofEpochMilli(5_000));
        assertThat(row.getField("timestamp-type")).isEqualTo("CreateTime");
        @SuppressWarnings("unchecked")
        var headers = (Map<String, byte[]>) row.getField("headers");
        assertThat(headers).containsOnlyKeys("g", "h");
        assertThat(headers.get("h")).isEqualTo(bytes("2"));
        assertThat(headers.get("g")).isNull();
        assertThat((Row[]) row.getField("header-list"))
                .containsExactly(
                        Row.of("h", bytes("1")), Row.of("g", null), Row.of("h", bytes("2")));
        assertThat(row.getField("leader-epoch")).isEqualTo(0);
        assertThat(row.getField("is-live")).isEqualTo(false);
        assertThat(row.getField("source-is-live")).isEqualTo(false);
        assertThat((Instant) row.getField("received"))
                .isBetween(Instant.ofEpochMilli(before), Instant.now());
        assertThat(row.getField("key-size")).isEqualTo(3);
        assertThat(row.getField("value-size")).isEqualTo(5);
        assertThat(row.getField("row-index")).isEqualTo(0);
        assertThat(sql.lines("SELECT `value-size`, `is-live` FROM meta"))
                .containsExactly("+I[5, false]");
        assertThat(sql.lines("SELECT `header-list`[3].`key`, CARDINALITY(headers) FROM meta"))
                .containsExactly("+I[h, 2]");
    }

    @Test
    void aTimeAttributeIsNeverNull() {
        kafka.topic("untimed", 1)
                .writeUntimed(0, "first")
                .write(0, Instant.ofEpochMilli(2 * HOUR), "a")
                .writeUntimed(0, "b")
                .write(0, Instant.ofEpochMilli(3 * HOUR), "c");
        String watermark = ", WATERMARK FOR ts AS SOURCE_WATERMARK()";
        var sql =
                SqlSession.streaming(kafka)
                        .table(
                                "untimed",
                                "`value` BYTES, ts TIMESTAMP_LTZ(3) METADATA FROM 'timestamp',"
                                        + " own TIMESTAMP_LTZ(3) METADATA FROM 'raw-timestamp'"
                                        + watermark);

        assertThat(sql.lines("SELECT CAST(`value` AS STRING), ts, own FROM untimed"))
                .containsExactly(
                        "+I[first, 1970-01-01T00:00:00Z, null]",
                        "+I[a, 1970-01-01T02:00:00Z, 1970-01-01T02:00:00Z]",
                        "+I[b, 1970-01-01T02:00:00Z, null]",
                        "+I[c, 1970-01-01T03:00:00Z, 1970-01-01T03:00:00Z]");
        assertThat(
                        sql.lines(
                                "SELECT COUNT(*), COUNT(own) FROM TABLE(TUMBLE(TABLE untimed,"
                                        + " DESCRIPTOR(ts), INTERVAL '1' HOUR)) GROUP BY"
                                        + " window_start, window_end"))
                .containsExactly("+I[1, 0]", "+I[2, 1]", "+I[1, 1]");
        assertThat(
                        sql.lines(
                                "SELECT CAST(`value` AS STRING) FROM untimed WHERE ts < TO_TIMESTAMP_LTZ(10800000, 3)"))
                .containsExactly("+I[first]", "+I[a]", "+I[b]");
    }

    @Test
    void timesBefore1970WorkInWindowsAndFilters() {
        kafka.topic("old_times", 2)
                .writeStamped(0, year(1950), "a")
                .writeStamped(1, year(1950) + HOUR / 2, "b")
                .writeStamped(0, year(1950) + HOUR, "c")
                .write(1, Instant.ofEpochMilli(year(2020)), "d");
        var sql =
                SqlSession.streaming(kafka)
                        .table(
                                "old_times",
                                "`value` BYTES, `timestamp` TIMESTAMP_LTZ(3),"
                                        + " WATERMARK FOR `timestamp` AS SOURCE_WATERMARK()");
        // Flink's local aggregation starts with the watermark 0, and takes no earlier one.
        sql.environment().getConfig().set("table.optimizer.agg-phase-strategy", "ONE_PHASE");

        assertThat(
                        sql.lines(
                                "SELECT window_start, COUNT(*) FROM TABLE(TUMBLE(TABLE"
                                        + " old_times, DESCRIPTOR(`timestamp`), INTERVAL '1'"
                                        + " HOUR)) GROUP BY window_start, window_end"))
                .containsExactly(
                        "+I[1950-01-01T00:00, 2]",
                        "+I[1950-01-01T01:00, 1]",
                        "+I[2020-01-01T00:00, 1]");
        String values = "SELECT CAST(`value` AS STRING) FROM old_times WHERE `timestamp` ";
        assertThat(sql.lines(values + "< TO_TIMESTAMP_LTZ(" + year(1960) + ", 3)"))
                .containsExactly("+I[a]", "+I[b]", "+I[c]");
        assertThat(sql.lines(values + "> TO_TIMESTAMP_LTZ(" + year(1950) + ", 3)"))
                .containsExactly("+I[b]", "+I[c]", "+I[d]");
    }

    private static long year(int year) {
        return Instant.parse(year + "-01-01T00:00:00Z").toEpochMilli();
    }

    @Test
    void recordsAreCountedWithoutTheirContent() {
        kafka.topic("counted", 2);
        kafka.produce(numbered("counted", 2, 100));
        var batch = SqlSession.batch(kafka).table("counted", "`key` BYTES, `value` BYTES");
        assertThat(batch.lines("SELECT COUNT(*) FROM counted")).containsExactly("+I[100]");
        assertThat(batch.explain("SELECT COUNT(*) FROM counted"))
                .contains("aggregates=[grouping=[], aggFunctions=[Count1AggFunction()]]");
        assertThat(batch.lines("SELECT COUNT(*), MAX(CAST(`key` AS STRING)) FROM counted"))
                .containsExactly("+I[100, k99]");
        var streaming =
                SqlSession.streaming(kafka).table("counted", "`value` BYTES, `offset` BIGINT");
        assertThat(streaming.rows("SELECT COUNT(`offset`) FROM counted"))
                .last()
                .isEqualTo(Row.ofKind(RowKind.UPDATE_AFTER, 100L));
        assertThat(streaming.explain("SELECT COUNT(`offset`) FROM counted"))
                .contains("project=[offset]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"streaming", "batch"})
    void windowsOverTheSourcesWatermarkMissNothing(String mode) {
        String topic = "windows-" + mode;
        kafka.topic(topic, 4);
        var random = new Random(7);
        var expected = new TreeMap<Long, Long>();
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
        long[] next = new long[4];
        for (int i = 0; i < 2_000; i++) {
            int partition = random.nextInt(4);
            next[partition] += random.nextInt(200_000);
            records.add(record(topic, partition, next[partition], null, "x"));
            expected.merge(next[partition] / HOUR, 1L, Long::sum);
        }
        kafka.produce(records);
        var sql =
                (mode.equals("batch") ? SqlSession.batch(kafka) : SqlSession.streaming(kafka))
                        .table(
                                topic,
                                "`timestamp` TIMESTAMP_LTZ(3), WATERMARK FOR `timestamp` AS"
                                        + " SOURCE_WATERMARK()");
        var counts = new HashMap<Long, Long>();
        for (Row row :
                sql.rows(
                        "SELECT window_start, COUNT(*) FROM TABLE(TUMBLE(TABLE `"
                                + topic
                                + "`, DESCRIPTOR(`timestamp`), INTERVAL '1' HOUR)) GROUP BY"
                                + " window_start, window_end")) {
            var start = (java.time.LocalDateTime) row.getField(0);
            counts.put(
                    start.toEpochSecond(java.time.ZoneOffset.UTC) * 1000 / HOUR,
                    (Long) row.getField(1));
        }
        assertThat(counts).isEqualTo(expected);
    }

    @Test
    void aUsersWatermarkIsNotOvertakenByThatOfTheSource() {
        kafka.topic("own", 1);
        // In the order of the records the payload's time goes back by up to three seconds.
        kafka.produce(
                List.of(
                        record("own", 100_000L, null, "5000"),
                        record("own", 200_000L, null, "2000"),
                        record("own", 300_000L, null, "15000")));
        var sql =
                SqlSession.streaming(kafka)
                        .table(
                                "own",
                                "`value` BYTES, ts AS TO_TIMESTAMP_LTZ(CAST(CAST(`value` AS"
                                        + " STRING) AS BIGINT), 3), WATERMARK FOR ts AS ts - INTERVAL"
                                        + " '4' SECOND",
                                "scan.watermark.emit.strategy",
                                "on-event",
                                "scan.batch-size",
                                "1");
        String query =
                "SELECT window_start, COUNT(*) FROM TABLE(TUMBLE(TABLE own, DESCRIPTOR(ts),"
                        + " INTERVAL '10' SECOND)) GROUP BY window_start, window_end";
        assertThat(sql.explain(query)).contains("watermark=[-(TO_TIMESTAMP_LTZ");
        assertThat(sql.lines(query))
                .containsExactly("+I[1970-01-01T00:00, 2]", "+I[1970-01-01T00:00:10, 1]");
    }

    @Test
    void theReplayOfSeveralTopicsIsOneOrderAndEachHasItsOwnStart() {
        kafka.topic("left", 2);
        kafka.topic("right", 1);
        var records = numbered("left", 2, 50);
        records.addAll(numbered("right", 1, 50));
        kafka.produce(records);
        var sql =
                SqlSession.streaming(kafka)
                        .table(
                                "both",
                                "topic STRING, `timestamp` TIMESTAMP_LTZ(3)",
                                "topic",
                                "left;right",
                                "scan.startup.mode",
                                "earliest-offset",
                                "scan.startup.topic.right.mode",
                                "timestamp",
                                "scan.startup.topic.right.timestamp-millis",
                                "40000");
        var rows = sql.rows("SELECT * FROM `both`");
        assertThat(rows).hasSize(60);
        assertThat(rows).extracting(row -> (Instant) row.getField(1)).isSorted();
        assertThat(rows).filteredOn(row -> row.getField(0).equals("right")).hasSize(10);
    }

    @Test
    void aTableContinuesLiveAfterItsReplay() throws Exception {
        kafka.topic("live", 1);
        kafka.produce(List.of(record("live", 1_000L, null, "old")));
        var sql =
                SqlSession.streaming(kafka)
                        .table(
                                "live",
                                "`value` BYTES, live BOOLEAN METADATA FROM 'is-live'",
                                "scan.bounded.mode",
                                "unbounded");
        try (var rows =
                sql.environment()
                        .executeSql("SELECT CAST(`value` AS STRING), live FROM live")
                        .collect()) {
            assertThat(rows.next()).isEqualTo(Row.of("old", false));
            kafka.produce(List.of(record("live", 2_000L, null, "new")));
            assertThat(rows.next()).isEqualTo(Row.of("new", true));
        }
    }

    @Test
    void wordsInSpecificOffsetsStandForOffsets() {
        kafka.topic("words", 3);
        kafka.produce(numbered("words", 3, 30));
        var sql =
                SqlSession.batch(kafka)
                        .table(
                                "words",
                                "`partition` INT",
                                "scan.startup.mode",
                                "specific-offsets",
                                "scan.startup.specific-offsets",
                                "partition:0,offset:latest;partition:1,offset:7",
                                "scan.bounded.mode",
                                "specific-offsets",
                                "scan.bounded.specific-offsets",
                                "partition:1,offset:9;partition:2,offset:latest");
        assertThat(sql.lines("SELECT `partition`, COUNT(*) FROM words GROUP BY `partition`"))
                .containsExactlyInAnyOrder("+I[1, 2]", "+I[2, 10]");
    }

    /** One record per second from second 0, in the partitions in turn. */
    private static List<ProducerRecord<byte[], byte[]>> numbered(
            String topic, int partitions, int count) {
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
        for (int i = 0; i < count; i++) {
            records.add(record(topic, i % partitions, i * 1_000L, "k" + i, "v" + i));
        }
        return records;
    }
}
