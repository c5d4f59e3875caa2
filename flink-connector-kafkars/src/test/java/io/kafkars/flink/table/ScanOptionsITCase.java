// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.fixtures.CapturedLog;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.MiniClusters;

import org.apache.flink.table.api.ExplainDetail;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.Row;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import static io.kafkars.flink.table.SqlSession.record;
import static org.assertj.core.api.Assertions.assertThat;

/** Options for how Flink runs the scan: its parallelism, and the user's own watermarks. */
@Timeout(120)
class ScanOptionsITCase {

    private static final String TIMED =
            "id STRING, ts TIMESTAMP_LTZ(3) METADATA FROM 'timestamp', WATERMARK FOR ts AS ts";

    @RegisterExtension static final MiniClusterExtension flink = MiniClusters.withSlots(4);

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    // Parallelism

    @Test
    void aTableIsReadByAsManySubtasksAsItSays() {
        fill("parallel", 4, 100);
        var sql =
                SqlSession.streaming(kafka)
                        .table(
                                "parallel",
                                "`partition` INT, `offset` BIGINT",
                                "scan.parallelism",
                                "3");
        String query = "SELECT `partition`, `offset` FROM parallel";
        assertThat(sql.environment().explainSql(query, ExplainDetail.JSON_EXECUTION_PLAN))
                .containsPattern("\"type\" : \"Source: [^}]*\"parallelism\" : 3");
        assertThat(sql.lines(query))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 100)
                                .mapToObj(i -> "+I[" + i % 4 + ", " + i / 4 + "]")
                                .toList());
    }

    @Test
    void aTableHasTheParallelismOfTheJobByDefault() {
        fill("jobs", 4, 100);
        var sql =
                SqlSession.streaming(kafka)
                        .table(
                                "jobs",
                                "`timestamp` TIMESTAMP_LTZ(3), WATERMARK FOR `timestamp` AS"
                                        + " SOURCE_WATERMARK()");
        sql.environment().getConfig().set("parallelism.default", "2");
        String query =
                "SELECT window_start, COUNT(*) FROM TABLE(TUMBLE(TABLE jobs,"
                        + " DESCRIPTOR(`timestamp`), INTERVAL '25' SECOND)) GROUP BY window_start,"
                        + " window_end";
        assertThat(sql.environment().explainSql(query, ExplainDetail.JSON_EXECUTION_PLAN))
                .containsPattern("\"type\" : \"Source: [^}]*\"parallelism\" : 2");
        assertThat(sql.lines(query))
                .containsExactlyInAnyOrder(
                        "+I[1970-01-01T00:00, 25]",
                        "+I[1970-01-01T00:00:25, 25]",
                        "+I[1970-01-01T00:00:50, 25]",
                        "+I[1970-01-01T00:01:15, 25]");
    }

    // Fetching

    @Test
    void aTableIsFetchedAsItSays() {
        fill("fetched", 2, 10);
        String count = "SELECT COUNT(*) FROM fetched";

        assertThat(pathTaken(count)).startsWith("Records are fetched as columns");
        assertThat(pathTaken(count, "scan.fetch", "columnar"))
                .startsWith("Records are fetched as columns");
        assertThat(pathTaken(count, "scan.fetch", "client"))
                .startsWith("Records are fetched through KafkaConsumer")
                .endsWith("setFetch(CLIENT), in SQL 'scan.fetch' = 'client', asks for it");
    }

    /** What the one reader of the table has logged about it. */
    private static String pathTaken(String query, String... options) {
        var sql = SqlSession.batch(kafka).table("fetched", "`value` BYTES", options);
        try (var log = CapturedLog.begin()) {
            assertThat(sql.lines(query)).containsExactly("+I[10]");
            List<String> said =
                    log.lines().stream()
                            .filter(line -> line.contains("Records are fetched "))
                            .toList();
            assertThat(said).hasSize(1);
            return said.get(0).replaceFirst("^INFO [\\w.]+ ", "");
        }
    }

    /** One record per second, in the partitions in turn. */
    private static void fill(String topic, int partitions, int records) {
        kafka.topic(topic, partitions);
        kafka.produce(
                () ->
                        IntStream.range(0, records)
                                .mapToObj(i -> record(topic, i % partitions, i * 1_000L, null, "v"))
                                .iterator());
    }

    // Watermarks of the user's own

    @Test
    void theOptionsOfWatermarksArePartOfThePlan() {
        var sql =
                SqlSession.streaming(kafka)
                        .table(
                                "planned",
                                TIMED,
                                "format",
                                "raw",
                                "scan.watermark.emit.strategy",
                                "on-event",
                                "scan.watermark.idle-timeout",
                                "5 s");
        assertThat(sql.explain("SELECT id FROM planned WHERE CURRENT_WATERMARK(ts) IS NULL"))
                .contains("idletimeout=[5000]", "watermarkEmitStrategy=[on-event]");
    }

    @Test
    void aTableThatIsAheadWaitsForTheOthersOfItsGroup() throws Exception {
        int records = 300;
        kafka.topic("ahead", 1);
        kafka.topic("behind", 1);
        kafka.produce(
                List.of(
                        record("ahead", 0, 0L, null, "ahead"),
                        record("behind", 0, 0L, null, "behind")));
        var sql = SqlSession.streaming(kafka);
        for (String topic : List.of("ahead", "behind")) {
            sql.table(
                    topic,
                    TIMED,
                    "format",
                    "raw",
                    "scan.bounded.mode",
                    "unbounded",
                    "scan.startup.mode",
                    "earliest-offset",
                    "scan.batch-size",
                    "1",
                    "scan.watermark.emit.strategy",
                    "on-event",
                    "scan.watermark.alignment.group",
                    "together",
                    "scan.watermark.alignment.max-drift",
                    "1 min",
                    "scan.watermark.alignment.update-interval",
                    "50 ms");
        }
        var seen = new ArrayList<String>();
        try (var rows =
                sql.environment()
                        .executeSql("SELECT id FROM ahead UNION ALL SELECT id FROM behind")
                        .collect()) {
            take(rows, seen, 2);
            // Each record is ten seconds of event time; a table may be a minute ahead.
            for (int i = 1; i <= records; i++) {
                kafka.produce(List.of(record("ahead", 0, i * 10_000L, null, "ahead")));
            }
            kafka.produce(List.of(record("behind", 0, records * 10_000L, null, "behind")));
            while (seen.stream().filter("behind"::equals).count() < 2) {
                take(rows, seen, seen.size() + 1);
            }
            assertThat(seen.size())
                    .as("rows before the other table continued")
                    .isLessThan(records / 2);
            take(rows, seen, records + 3);
        }
    }

    private static void take(java.util.Iterator<Row> rows, List<String> seen, int size) {
        while (seen.size() < size) {
            seen.add((String) rows.next().getField(0));
        }
    }
}
