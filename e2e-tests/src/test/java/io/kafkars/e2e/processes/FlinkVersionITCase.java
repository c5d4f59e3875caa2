// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e.processes;

import io.kafkars.testing.KafkaExtension;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

import static io.kafkars.testing.Records.at;
import static io.kafkars.testing.Records.json;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every version of Flink must run with the SQL jar as built: the main uses of the tables, and
 * the program of the README. {@code ./flink-versions} runs this with other versions than that of
 * the build.
 */
@Timeout(300)
class FlinkVersionITCase {

    private static final int ORDERS = 60;
    private static final Instant START = at("2026-02-05T00:00:00Z");

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    /** Of what the queries have printed. */
    private static String output;

    @TempDir Path directory;

    @BeforeAll
    static void runQueries(@TempDir Path directory) throws Exception {
        writeTopics();
        Path streaming = directory.resolve("streaming.sql");
        Files.writeString(
                streaming,
                String.join(
                        ";\n",
                        table(
                                "events",
                                "`value` BYTES, `topic` STRING NOT NULL, `timestamp`"
                                        + " TIMESTAMP_LTZ(3), WATERMARK FOR `timestamp` AS"
                                        + " SOURCE_WATERMARK()",
                                "'topic' = 'orders;payments'"),
                        """
SELECT window_start, topic, COUNT(*) AS records
FROM TABLE(TUMBLE(TABLE events, DESCRIPTOR(`timestamp`), INTERVAL '30' SECOND))
GROUP BY window_start, window_end, topic""",
                        table(
                                "orders",
                                "id BIGINT, customer STRING, ot TIMESTAMP_LTZ(3) METADATA FROM"
                                        + " 'timestamp' VIRTUAL, WATERMARK FOR ot AS"
                                        + " SOURCE_WATERMARK()",
                                "'topic' = 'orders', 'format' = 'json'"),
                        "SELECT id, customer, ot FROM orders WHERE ot >= '2026-02-05 00:00:10'"
                                + " AND ot < '2026-02-05 00:00:13'",
                        table(
                                "bounded",
                                "id BIGINT",
                                "'topic' = 'orders', 'format' = 'json', 'scan.max-drift' = '10 s'"),
                        "SELECT COUNT(id) FROM bounded",
                        "CREATE TABLE st (topic STRING, `partition` INT, replay_lag BIGINT) WITH"
                                + " ('connector' = 'kafkars-partition-state', 'topic' = 'orders',"
                                + " 'properties.bootstrap.servers' = '"
                                + kafka.bootstrapServers()
                                + "')",
                        "SELECT SUM(replay_lag) FROM st",
                        ""));
        Path batch = directory.resolve("batch.sql");
        Files.writeString(
                batch,
                String.join(
                        ";\n",
                        table(
                                "odd",
                                "id INT, v STRING",
                                "'topic' = 'odd', 'format' = 'json', 'scan.errors.mode' ="
                                        + " 'dead-letter', 'scan.errors.dead-letter.topic' ="
                                        + " 'bad-letters'"),
                        "SELECT COUNT(v) FROM odd",
                        ""));
        output =
                VersionClient.run(
                        FlinkClassPath.current(),
                        directory,
                        VersionQueries.class.getName(),
                        streaming.toString(),
                        batch.toString());
    }

    /** An order each second, and a payment for every second order. */
    private static void writeTopics() {
        var orders = kafka.topic("orders", 4);
        var payments = kafka.topic("payments", 2);
        for (int i = 0; i < ORDERS; i++) {
            Instant time = START.plusSeconds(i);
            String order = json("{'id': " + i + ", 'customer': 'c" + i % 3 + "'}");
            orders.write(i % 4, time, "o" + i, order);
            if (i % 2 == 0) {
                payments.write(i / 2 % 2, time, "p" + i, json("{'paid': " + i + "}"));
            }
        }
        kafka.topic("odd", 1)
                .write(0, START, "a", json("{'id': 1, 'v': 'one'}"))
                .write(0, START.plusSeconds(1), "b", "no JSON")
                .write(0, START.plusSeconds(2), "c", json("{'id': 3, 'v': 'three'}"));
        kafka.topic("bad-letters", 1);
    }

    @Test
    void theQueriesRunOnTheVersionUnderTest() {
        assertThat(output.lines())
                .contains(VersionQueries.VERSION + System.getProperty("flink.version"));
    }

    @Test
    void windowsOverTwoTopicsCountEveryRecord() {
        assertThat(rowsOfQuery(0))
                .containsExactlyInAnyOrder(
                        "+I[2026-02-05T00:00, orders, 30]",
                        "+I[2026-02-05T00:00, payments, 15]",
                        "+I[2026-02-05T00:00:30, orders, 30]",
                        "+I[2026-02-05T00:00:30, payments, 15]");
    }

    @Test
    void aFormatDecodesTheValuesAndFiltersNarrowTheScan() {
        assertThat(rowsOfQuery(1))
                .containsExactly(
                        "+I[10, c1, 2026-02-05T00:00:10Z]",
                        "+I[11, c2, 2026-02-05T00:00:11Z]",
                        "+I[12, c0, 2026-02-05T00:00:12Z]");
    }

    @Test
    void aTableWithAMaximumDriftIsReplayed() {
        assertThat(rowsOfQuery(2)).last().isEqualTo("+U[" + ORDERS + "]");
    }

    @Test
    void theStateOfPartitionsCanBeQueried() {
        assertThat(rowsOfQuery(3)).last().isEqualTo("+U[" + ORDERS + "]");
    }

    @Test
    void inBatchModeUnreadableRecordsGoToTheDeadLetterTopic() {
        assertThat(rowsOfQuery(4)).containsExactly("+I[2]");
        assertThat(kafka.topic("bad-letters").records())
                .singleElement()
                .satisfies(letter -> assertThat(letter.value()).asString().isEqualTo("no JSON"));
    }

    private static List<String> rowsOfQuery(int query) {
        String start = query + ": ";
        List<String> rows =
                output.lines()
                        .filter(line -> line.startsWith(start))
                        .map(line -> line.substring(start.length()))
                        .toList();
        assertThat(rows).as("The rows of query %s in:%n%s", query, output).isNotEmpty();
        return rows;
    }

    private static String table(String name, String columns, String options) {
        return "CREATE TABLE "
                + name
                + " ("
                + columns
                + ") WITH ('connector' = 'kafkars', 'properties.bootstrap.servers' = '"
                + kafka.bootstrapServers()
                + "', 'scan.bounded.mode' = 'replay-end', "
                + options
                + ")";
    }

    // The program of the README

    @Test
    void theProgramOfTheReadmeRunsAsBuilt() throws Exception {
        Instant now = Instant.now();
        kafka.topic("events", 1).write(0, START, "old").write(0, now, "new");
        kafka.topic("metrics", 1)
                .write(0, START, "older than a day")
                .write(0, now.minusSeconds(7_200), "recent");
        ReadmeProgram.compileTo(directory, kafka.bootstrapServers());

        String printed = VersionClient.run(FlinkClassPath.current(), directory, ReadmeProgram.NAME);

        assertThat(counts(printed)).as(printed).containsExactly(1L, 1L, 1L);
    }

    /** What the program prints: the records of each hour, with the number of the subtask or not. */
    private static List<Long> counts(String output) {
        return Pattern.compile("(?m)^(?:\\d+> )?(\\d+)$")
                .matcher(output)
                .results()
                .map(line -> Long.valueOf(line.group(1)))
                .toList();
    }
}
