// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.flink.format.ArrakisMessage;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.MiniClusters;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.test.junit5.MiniClusterExtension;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tables of Arrow values: which rows the format skips, and which values it refuses. */
@Timeout(120)
class ArrowTableITCase {

    private static final String CHANNELS = "`time` BIGINT, id BIGINT, `data` ARRAY<FLOAT>";
    private static final String OFFSET = ", `offset` BIGINT METADATA VIRTUAL";
    private static final long TIME = 1_187_008_882_000_000_000L;

    private static final InMemoryReporter REPORTER = InMemoryReporter.createWithRetainedMetrics();

    @RegisterExtension
    static final MiniClusterExtension flink =
            MiniClusters.withSlots(2, REPORTER.addToConfiguration(new Configuration()));

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @BeforeAll
    static void start() {
        fill("arrakis", ArrakisMessage.BYTES);
    }

    // What is built

    @Test
    void aFilterOnChannelsBuildsTheRowsOfTheseOnly() {
        String query = "SELECT `time`, id, `data` FROM arrakis WHERE id IN (7)";
        var sql = session(CHANNELS + OFFSET);
        assertThat(sql.lines(query)).containsExactly("+I[" + TIME + ", 7, [4.0, 5.0, 6.0]]");
        assertThat(built(sql)).isEqualTo(1);
        assertThat(sql.explain(query))
                .contains("filter=[AND(=(id, 7:BIGINT), IS")
                .doesNotContain("where");

        var notPushed = session(CHANNELS + OFFSET);
        assertThat(notPushed.lines(query.replace("id IN (7)", "MOD(id, 10) = 7"))).hasSize(1);
        assertThat(built(notPushed)).as("Flink drops a row that was built").isEqualTo(2);
    }

    @Test
    void onlyTheColumnsThatAreSelectedAreBuilt() {
        var sql = session(CHANNELS + OFFSET);
        String query = "SELECT `data`, `offset` FROM arrakis WHERE id IN (7, 8)";
        assertThat(sql.explain(query)).contains("project=[data]");
        assertThat(sql.lines(query)).containsExactly("+I[[4.0, 5.0, 6.0], 0]");
        assertThat(built(sql)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id > 3",
                "id = 7 AND CARDINALITY(`data`) = 3",
                "id IN (7, 9) AND `offset` = 0",
                "id = 7 OR `offset` = 5",
                "id + 1 = 8",
                "id <> 3 AND `time` = 1187008882000000000"
            })
    void flinkEvaluatesWhatTheFormatDoesNot(String filter) {
        var sql = session(CHANNELS + OFFSET);
        assertThat(sql.lines("SELECT id FROM arrakis WHERE " + filter)).containsExactly("+I[7]");
    }

    @Test
    void eachUseOfATableHasItsOwnFilters() {
        var sql = session(CHANNELS + OFFSET);
        assertThat(
                        sql.lines(
                                "SELECT id FROM arrakis WHERE id = 7 UNION ALL SELECT `time` FROM"
                                        + " arrakis WHERE id = 3 UNION ALL SELECT -id FROM"
                                        + " arrakis"))
                .containsExactlyInAnyOrder("+I[7]", "+I[" + TIME + "]", "+I[-3]", "+I[-7]");
    }

    @Test
    void aRowKeepsItsPlaceInTheRecordWhateverIsFiltered() {
        var sql = session(CHANNELS + ", i INT METADATA FROM 'row-index'");
        assertThat(sql.lines("SELECT id, i FROM arrakis WHERE id = 7")).containsExactly("+I[7, 1]");
    }

    /** Number of rows that the source of the session's last query emitted. */
    private static long built(SqlSession sql) {
        return REPORTER.getMetricsByIdentifiers(sql.lastJob()).entrySet().stream()
                .filter(metric -> metric.getKey().contains("Source: "))
                .filter(metric -> metric.getKey().endsWith(".numRecordsOut"))
                .filter(metric -> metric.getValue() instanceof Counter)
                .mapToLong(metric -> ((Counter) metric.getValue()).getCount())
                .max()
                .orElseThrow();
    }

    private static SqlSession session(String columns) {
        return SqlSession.streaming(kafka)
                .table("arrakis", columns, "value.format", "arrow", "topic", "arrakis");
    }

    // Damage

    @Test
    void aDamagedValueIsAnErrorWithItsPlace() {
        byte[] whole = ArrakisMessage.BYTES;
        assertRefused("empty", new byte[0], "found no bytes");
        assertRefused("cut", Arrays.copyOf(whole, whole.length - 50), "is truncated or damaged");
        assertRefused(
                "garbage", "this is not Arrow at all".getBytes(UTF_8), "is truncated or damaged");
        assertRefused("file", "ARROW1\0\0and what follows".getBytes(UTF_8), "found an Arrow file");
    }

    private static void assertRefused(String topic, byte[] damaged, String reason) {
        fill(topic, ArrakisMessage.BYTES, damaged);
        var sql = SqlSession.streaming(kafka).table(topic, CHANNELS, "value.format", "arrow");
        assertThatThrownBy(() -> sql.rows("SELECT id FROM `" + topic + "`"))
                .hasStackTraceContaining(
                        "Record at topic '"
                                + topic
                                + "', partition 0, offset 1 could not be deserialized")
                .hasStackTraceContaining(reason);
    }

    private static void fill(String topic, byte[]... values) {
        kafka.topic(topic, 1);
        for (byte[] value : values) {
            kafka.produce(List.of(new ProducerRecord<>(topic, 0, 1_000L, null, value)));
        }
    }
}
