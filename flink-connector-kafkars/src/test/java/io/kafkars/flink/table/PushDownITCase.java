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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import static io.kafkars.flink.table.SqlSession.record;
import static org.assertj.core.api.Assertions.assertThat;

/** Push-downs save fetches, and lose no record that the query needs. */
@Timeout(180)
class PushDownITCase {

    private static final int MILLION = 1_000_000;
    private static final int PARTITIONS = 16;
    private static final String COLUMNS =
            "topic STRING, `partition` INT, `offset` BIGINT, `timestamp` TIMESTAMP_LTZ(3)";

    private static final InMemoryReporter REPORTER = InMemoryReporter.createWithRetainedMetrics();

    @RegisterExtension
    static final MiniClusterExtension flink =
            MiniClusters.withSlots(2, REPORTER.addToConfiguration(new Configuration()));

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @BeforeAll
    static void fillTopics() {
        kafka.topic("million", PARTITIONS);
        kafka.produce(
                () ->
                        IntStream.range(0, MILLION)
                                .mapToObj(
                                        i ->
                                                record(
                                                        "million",
                                                        i % PARTITIONS,
                                                        i * 1_000L,
                                                        null,
                                                        "v"))
                                .iterator());
        for (String topic : List.of("ants", "bees")) {
            kafka.topic(topic, 3);
            var random = new Random(topic.hashCode());
            var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
            for (int i = 0; i < 300; i++) {
                // Half an hour of records, each out of order by up to five minutes.
                long timestamp = i * 6_000L + random.nextInt(300_000);
                records.add(record(topic, i % 3, timestamp, null, "v" + i));
            }
            kafka.produce(records);
        }
    }

    // How much is read

    @ParameterizedTest(name = "max-disorder {0}: at most {1} records")
    @CsvSource({"0 s, 3000", "1 h, 4000", ", 50000"})
    void aMillionRecordsAreNotReadForAFew(String maxDisorder, long most) {
        var sql =
                maxDisorder == null
                        ? SqlSession.streaming(kafka).table("million", COLUMNS)
                        : SqlSession.streaming(kafka)
                                .table("million", COLUMNS, "scan.filter.max-disorder", maxDisorder);
        String query =
                "SELECT `offset` FROM million WHERE `partition` = 3 AND `timestamp` BETWEEN"
                        + " TO_TIMESTAMP_LTZ(500000000, 3) AND TO_TIMESTAMP_LTZ(510000000, 3)";
        assertThat(sql.rows(query)).hasSize(10_000 / PARTITIONS);
        long read = fetched(sql);
        System.out.printf(
                "Read %,d of %,d records (%.2f %%) with max-disorder %s%n",
                read, MILLION, 100.0 * read / MILLION, maxDisorder);
        assertThat(read).isBetween((long) 10_000 / PARTITIONS, most);
    }

    @Test
    void aLimitEndsABoundedScan() {
        var sql =
                SqlSession.batch(kafka).table("million", COLUMNS, "scan.hold.max-records", "2000");
        String query = "SELECT `offset`, `partition` FROM million LIMIT 20";
        assertThat(sql.explain(query)).contains("limit=[20]");
        assertThat(sql.rows(query)).hasSize(20);
        assertThat(fetched(sql)).isLessThan(MILLION / 10);
    }

    /** What the consumers of the session's last query have fetched. */
    private static long fetched(SqlSession sql) {
        return REPORTER.getMetricsByIdentifiers(sql.lastJob()).entrySet().stream()
                .filter(metric -> metric.getKey().endsWith("KafkaConsumer.records-consumed-total"))
                .mapToLong(
                        metric -> ((Number) ((Gauge<?>) metric.getValue()).getValue()).longValue())
                .sum();
    }

    // Everyday filters

    private static final int EVERYDAY_RECORDS = 2_000;
    private static final long HOUR = 3_600_000;
    private static final String EVERYDAY_TOPICS = "orders;pay-cards;pay-cash";

    /**
     * Three topics with a record in each hour up to now, alternately in two partitions. Half an
     * hour passes until the current time gets to another record.
     */
    @BeforeAll
    static void fillEverydayTopics() {
        long now = System.currentTimeMillis();
        for (String topic : List.of("orders", "pay-cards", "pay-cash")) {
            kafka.topic(topic, 2);
            var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
            for (int i = 0; i < EVERYDAY_RECORDS; i++) {
                long timestamp = now + HOUR / 2 - (EVERYDAY_RECORDS - i) * HOUR;
                records.add(record(topic, i % 2, timestamp, null, "v" + i));
            }
            kafka.produce(records);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "`timestamp` > CURRENT_TIMESTAMP - INTERVAL '1' DAY | 300 | age=[..PT24H]",
                "`timestamp` >= NOW() - INTERVAL '10' DAY | 1000 | age=[..PT240H]",
                "`timestamp` > TIMESTAMPADD(DAY, -10, CURRENT_TIMESTAMP) | 1000 | age=[..PT240H]",
                "`timestamp` BETWEEN CURRENT_TIMESTAMP - INTERVAL '10' DAY AND CURRENT_TIMESTAMP"
                        + " | 1000 | age=[..PT240H]",
                "topic <> 'orders' | 4000 | topics=not [orders]",
                "topic LIKE 'pay%' | 4000 | topics=like pay%",
                "topic NOT LIKE 'pay%' | 2000 | topics=not like pay%",
                "topic NOT IN ('orders', 'pay-cash') | 2000 | topics=not [orders, pay-cash]",
                "topic NOT IN ('orders', 'pay-cash', 'a', 'b', 'c', 'd') | 2000 | topics=not [",
                "`offset` BETWEEN 900 AND 920 OR `offset` BETWEEN 950 AND 960 | 650 |"
                        + " offsets=[900..920, 950..960]",
                "topic = 'orders' AND `partition` = 0 OR topic = 'pay-cash' AND `partition` = 1 |"
                        + " 2000 | topics=[orders], partitions=[0]",
                "topic = 'orders' AND `timestamp` > CURRENT_TIMESTAMP - INTERVAL '10' DAY OR topic"
                        + " = 'pay-cash' AND `offset` > 990 | 350 | topics=[orders], age=[..PT240H]"
            })
    void anEverydayFilterDoesNotReadEverything(String filter, long most, String demand) {
        var sql = SqlSession.streaming(kafka).table("t", COLUMNS, "topic", EVERYDAY_TOPICS);
        String query = "SELECT topic, `partition`, `offset` FROM t WHERE " + filter;

        String plan = sql.explain(query);
        List<String> rows = sql.lines(query);
        long read = fetched(sql);

        System.out.printf("Read %,d of %,d records: %s%n", read, 3 * EVERYDAY_RECORDS, filter);
        assertThat(plan).contains("only ", demand);
        assertThat(read).isBetween((long) rows.size(), most);
        assertThat(rows)
                .isNotEmpty()
                .containsExactlyElementsOf(
                        sql.lines(query.replace("FROM t", "FROM (SELECT * FROM t LIMIT 1000000)")));
    }

    @Test
    void inBatchModeTheCurrentTimeIsThatOfTheStart() {
        var sql = SqlSession.batch(kafka).table("t", COLUMNS, "topic", EVERYDAY_TOPICS);
        String query =
                "SELECT topic, `partition`, `offset` FROM t WHERE `timestamp` > CURRENT_TIMESTAMP -"
                        + " INTERVAL '10' DAY";
        assertThat(sql.explain(query)).contains("only age=[..PT240H]; until latest");
        assertThat(sql.rows(query)).hasSize(3 * 240);
        assertThat(fetched(sql)).isLessThan(1_000);
    }

    @Test
    void anExplanationSaysWhatIsReadFromWhereToWhere() {
        var sql =
                SqlSession.streaming(kafka)
                        .table(
                                "t",
                                COLUMNS,
                                "topic",
                                EVERYDAY_TOPICS,
                                "scan.bounded.mode",
                                "unbounded",
                                "scan.startup.topic.orders.mode",
                                "latest-offset");
        String plan =
                sql.explain(
                        "SELECT topic FROM t WHERE topic <> 'pay-cash' AND `partition` = 1 AND"
                                + " `timestamp` > CURRENT_TIMESTAMP - INTERVAL '1' DAY");
        System.out.println(plan);
        assertThat(plan)
                .contains(
                        "reads orders (at most 1 partition [1]) from latest, pay-cards (at most 1"
                                + " partition [1]) from earliest, pay-cash (0 partitions); only"
                                + " topics=not [pay-cash], partitions=[1], age=[..PT24H]; until"
                                + " latest, then live");
    }

    /**
     * Months ago, one record was stamped five days ago. It is the first record of the last ten
     * days. Read without the records before it, it would be believed, and so make later ones late.
     */
    @Test
    void anOutlierAtTheStartDoesNotChangeTheOrder() {
        long now = System.currentTimeMillis();
        kafka.topic("wrong-clock", 2);
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
        for (int i = 0; i < 4_000; i++) {
            boolean wrong = i == 1_000;
            long timestamp = now + HOUR / 2 - (wrong ? 5 * 24 : 4_000 - i) * HOUR;
            records.add(record("wrong-clock", i % 2, timestamp, null, "v" + i));
        }
        kafka.produce(records);
        var sql =
                SqlSession.streaming(kafka)
                        .table(
                                "wrong-clock",
                                "`partition` INT, `offset` BIGINT, `timestamp` TIMESTAMP_LTZ(3),"
                                        + " WATERMARK FOR `timestamp` AS SOURCE_WATERMARK()");
        String query =
                "SELECT `partition`, `offset` FROM %s WHERE `timestamp` > CURRENT_TIMESTAMP -"
                        + " INTERVAL '10' DAY";
        List<String> pushed = sql.lines(query.formatted("`wrong-clock`"));
        assertThat(fetched(sql)).isLessThan(1_800);
        assertThat(pushed)
                .hasSize(241)
                .containsExactlyElementsOf(
                        sql.lines(query.formatted("(SELECT * FROM `wrong-clock` LIMIT 100000)")));
    }

    // Nothing is missed

    @ParameterizedTest
    @ValueSource(
            strings = {
                "`partition` = 1",
                "2 > `partition`",
                "`partition` IN (0, 2)",
                "`partition` IN (0, 1, 2, 3, 4, 5, 6, 7)",
                "`partition` BETWEEN 1 AND 5 AND topic = 'ants'",
                "topic IN ('bees', 'cows')",
                "topic = 'cows'",
                "topic > 'b'",
                "`offset` >= 90",
                "`offset` > 90 AND `offset` <= 95",
                "`offset` > 95 AND `offset` < 90",
                "`offset` = 7 OR `offset` = 50 AND `partition` = 1",
                "`timestamp` >= TO_TIMESTAMP_LTZ(900000, 3)",
                "`timestamp` < TO_TIMESTAMP_LTZ(900000, 3)",
                "`timestamp` BETWEEN '1970-01-01 00:10:00' AND '1970-01-01 00:15:00'",
                "`timestamp` > TIMESTAMP '1970-01-01 09:20:00'",
                "`timestamp` BETWEEN TIMESTAMP '1970-01-01 09:10:00' AND TIMESTAMP '1970-01-01"
                        + " 09:20:00'",
                "`timestamp` <= TIMESTAMP '1970-01-01 00:20:00.5' OR `partition` = 2",
                "`timestamp` = TO_TIMESTAMP_LTZ(900000, 3) OR MOD(`offset`, 10) = 3",
                "NOT (`partition` = 1)",
                "`partition` <> 1 AND `timestamp` IS NOT NULL",
                "`offset` < 99999999999 AND `partition` > -5"
            })
    void aFilterGivesTheSameRowsAsWithoutPushDown(String filter) {
        var sql = SqlSession.streaming(kafka).table("t", COLUMNS, "topic", "ants;bees");
        sql.environment().getConfig().set("table.local-time-zone", "Asia/Tokyo");
        String query = "SELECT topic, `partition`, `offset` FROM %s WHERE " + filter;
        // Flink does not push filters down past a LIMIT.
        String notPushed = query.formatted("(SELECT * FROM t LIMIT 1000000)");
        assertThat(sql.explain(notPushed)).doesNotContain("filter=[");
        assertThat(sql.lines(query.formatted("t")))
                .as("where a disordered record comes out depends on where its partition starts")
                .containsExactlyInAnyOrderElementsOf(sql.lines(notPushed));
    }

    @Test
    void anUpperBoundOnTimeMissesWhatIsFurtherOutOfOrderThanAllowed() {
        String query = "SELECT COUNT(*) FROM t WHERE `timestamp` < TO_TIMESTAMP_LTZ(900000, 3)";
        String exact = lastCount(SqlSession.streaming(kafka), query);
        String allowed =
                lastCount(SqlSession.streaming(kafka), query, "scan.filter.max-disorder", "5 min");
        String tooLittle =
                lastCount(SqlSession.streaming(kafka), query, "scan.filter.max-disorder", "1 s");
        assertThat(allowed).isEqualTo(exact);
        assertThat(tooLittle).isNotEqualTo(exact);
    }

    private static String lastCount(SqlSession sql, String query, String... options) {
        var all = new ArrayList<>(List.of("topic", "ants;bees"));
        all.addAll(List.of(options));
        var rows = sql.table("t", COLUMNS, all.toArray(String[]::new)).rows(query);
        return String.valueOf(rows.get(rows.size() - 1).getField(0));
    }

    @Test
    void aFilterOnMetadataIsPushedToo() {
        var sql =
                SqlSession.batch(kafka)
                        .table(
                                "million",
                                "v STRING, p BIGINT METADATA FROM 'partition', o BIGINT METADATA"
                                        + " FROM 'offset', ts TIMESTAMP_LTZ(3) METADATA FROM"
                                        + " 'timestamp'",
                                "format",
                                "raw",
                                "scan.filter.max-disorder",
                                "0 s");
        String query =
                "SELECT v, o FROM million WHERE p = 5 AND o BETWEEN 100 AND 400 AND ts <"
                        + " TO_TIMESTAMP_LTZ(3205000, 3)";
        assertThat(sql.rows(query)).hasSize(100);
        assertThat(fetched(sql)).isLessThan(3_000);
        assertThat(sql.explain(query))
                .contains(
                        "filter=[and(and(=(CAST(p AS BIGINT), 5:BIGINT), AND(>=(CAST(o AS BIGINT),"
                                + " 100), <=(CAST(o AS BIGINT), 400))), AND(<(ts, 1970-01-01"
                                + " 00:53:25");
    }
}
