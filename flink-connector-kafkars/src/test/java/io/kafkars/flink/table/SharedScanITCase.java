// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.MiniClusters;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.test.junit5.MiniClusterExtension;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import static io.kafkars.flink.table.SqlSession.record;
import static org.assertj.core.api.Assertions.assertThat;

/** Views that filter one table by its topics, joined in event time, and read in one scan. */
@Timeout(180)
class SharedScanITCase {

    private static final int ORDERS = 500;
    private static final int PAYMENTS = 400;
    private static final int REFUNDS = 50;

    /** Payments that were made within a minute of their order: after 2, 4, ... 60 seconds. */
    private static final int PAID_IN_TIME =
            (int) IntStream.range(0, ORDERS).filter(i -> i % 5 != 0 && i % 50 <= 30).count();

    private static final String JOIN =
            "SELECT o.id, o.amount, p.paid FROM orders o JOIN payments p ON o.id = p.id AND p.ts"
                    + " BETWEEN o.ts AND o.ts + INTERVAL '1' MINUTE";

    private static final InMemoryReporter REPORTER = InMemoryReporter.createWithRetainedMetrics();

    @RegisterExtension
    static final MiniClusterExtension flink =
            MiniClusters.withSlots(2, REPORTER.addToConfiguration(new Configuration()));

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    /** An order each ten seconds; four of five are paid, each after its own number of seconds. */
    @BeforeAll
    static void fillTopics() {
        kafka.topic("orders", 3);
        kafka.topic("payments", 2);
        kafka.topic("refunds", 1);
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
        for (int i = 0; i < ORDERS; i++) {
            long ordered = i * 10_000L;
            records.add(record("orders", i % 3, ordered, null, json(i, "amount", i)));
            if (i % 5 != 0) {
                long paid = ordered + i % 50 * 2_000L;
                records.add(record("payments", i / 250, paid, null, json(i, "paid", i)));
            }
        }
        for (int i = 0; i < REFUNDS; i++) {
            records.add(record("refunds", 0, i * 1_000L, null, json(i, "amount", i)));
        }
        // Each partition is in order, so no row is late for the join.
        records.sort(Comparator.comparingLong(ProducerRecord::timestamp));
        kafka.produce(records);
    }

    private static String json(int id, String field, int value) {
        return String.format("{\"id\": %d, \"%s\": %d}", id, field, value);
    }

    private static SqlSession session(String topics, boolean pushDown) {
        return views(
                SqlSession.streaming(kafka)
                        .table(
                                "shop",
                                "id BIGINT, amount DOUBLE, paid DOUBLE, topic STRING METADATA"
                                        + " VIRTUAL, `offset` BIGINT METADATA VIRTUAL, ts TIMESTAMP_LTZ(3) METADATA FROM 'timestamp'"
                                        + " VIRTUAL, WATERMARK FOR ts AS SOURCE_WATERMARK()",
                                "topic",
                                topics,
                                "format",
                                "json",
                                "scan.filter.push-down",
                                String.valueOf(pushDown)));
    }

    /** Adds a view for each topic of the table {@code shop}. */
    private static SqlSession views(SqlSession sql) {
        for (String topic : List.of("orders", "payments")) {
            sql.environment()
                    .executeSql(
                            String.format(
                                    "CREATE VIEW %s AS SELECT * FROM shop WHERE topic = '%s'",
                                    topic, topic));
        }
        return sql;
    }

    @Test
    void aJoinOfTwoTopicsReadsEachRecordOnce() {
        var shared = session("orders;payments", false);

        List<String> joined = shared.lines(JOIN);

        assertThat(fetched(shared)).isEqualTo(ORDERS + PAYMENTS);
        assertThat(scans(shared, JOIN)).isEqualTo(1);
        var separate = session("orders;payments", true);
        assertThat(scans(separate, JOIN)).isEqualTo(2);
        assertThat(joined)
                .hasSize(PAID_IN_TIME)
                .containsExactlyInAnyOrderElementsOf(separate.lines(JOIN));
    }

    @Test
    void aTopicThatNoViewSelectsIsReadToo() {
        var shared = session("orders;payments;refunds", false);

        assertThat(shared.rows(JOIN)).hasSize(PAID_IN_TIME);

        assertThat(fetched(shared)).isEqualTo(ORDERS + PAYMENTS + REFUNDS);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "SELECT COUNT(o.id) FROM orders o JOIN payments p ON o.id = p.id",
                "SELECT id, ts FROM orders WHERE amount > 3 UNION ALL SELECT id, ts FROM payments",
                "SELECT o.id FROM orders o JOIN payments p ON o.id = p.id AND p.ts BETWEEN o.ts AND"
                        + " o.ts + INTERVAL '1' MINUTE WHERE o.`offset` > 5 AND p.ts >"
                        + " TO_TIMESTAMP_LTZ(60000, 3)"
            })
    void otherFiltersAndColumnsLeaveItOneScan(String query) {
        assertThat(scans(session("orders;payments", false), query)).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"ts AS ts", "ts AS ts - INTERVAL '5' SECOND"})
    void aWatermarkOfTheUsersOwnIsSharedToo(String watermark) {
        var sql =
                views(
                        SqlSession.streaming(kafka)
                                .table(
                                        "shop",
                                        "`value` BYTES, topic STRING, `timestamp` TIMESTAMP_LTZ(3),"
                                                + " id AS JSON_VALUE(CAST(`value` AS STRING),"
                                                + " '$.id'), ts AS `timestamp`, WATERMARK FOR "
                                                + watermark,
                                        "topic",
                                        "orders;payments",
                                        "scan.filter.push-down",
                                        "false"));
        String query =
                "SELECT o.id, p.ts FROM orders o JOIN payments p ON o.id = p.id AND p.ts BETWEEN"
                        + " o.ts AND o.ts + INTERVAL '1' MINUTE";

        assertThat(sql.rows(query)).hasSize(PAID_IN_TIME);

        assertThat(fetched(sql)).isEqualTo(ORDERS + PAYMENTS);
    }

    private static int scans(SqlSession sql, String query) {
        String plan = sql.explain(query);
        String optimized = plan.substring(plan.indexOf("== Optimized Execution Plan =="));
        return optimized.split("TableSourceScan", -1).length - 1;
    }

    /** What the consumers of the session's last query have fetched. */
    private static long fetched(SqlSession sql) {
        return REPORTER.getMetricsByIdentifiers(sql.lastJob()).entrySet().stream()
                .filter(metric -> metric.getKey().endsWith("KafkaConsumer.records-consumed-total"))
                .mapToLong(
                        metric -> ((Number) ((Gauge<?>) metric.getValue()).getValue()).longValue())
                .sum();
    }
}
