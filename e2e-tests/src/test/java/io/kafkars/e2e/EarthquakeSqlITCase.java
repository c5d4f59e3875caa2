// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e;

import io.kafkars.demo.EarthquakeTopic;
import io.kafkars.testing.KafkaExtension;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Counts the earthquakes in hourly windows in SQL, and compares the counts with those of the file.
 */
@Timeout(120)
class EarthquakeSqlITCase {

    private static final long HOUR = 3_600_000;
    private static final EarthquakeTopic TOPIC = EarthquakeTopic.fromFile();
    private static final String COUNTS =
            "SELECT window_start, COUNT(*) FROM TABLE(TUMBLE(TABLE earthquakes, DESCRIPTOR(ts),"
                    + " INTERVAL '1' HOUR)) GROUP BY window_start, window_end";

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @BeforeAll
    static void fillTopic() {
        TOPIC.writeTo(kafka.cluster());
    }

    @ParameterizedTest
    @ValueSource(strings = {"streaming", "batch"})
    void hourlyCountsAreThoseOfTheFile(String mode) throws Exception {
        var found = new TreeMap<Long, Long>();
        try (CloseableIterator<Row> rows =
                session(mode, "'scan.bounded.mode' = 'replay-end'").executeSql(COUNTS).collect()) {
            rows.forEachRemaining(row -> assertThat(found.put(hour(row), count(row))).isNull());
        }
        assertThat(found).isEqualTo(countsOfTheFile());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 s", "1 s"})
    void aTableThatGoesLiveHasCountedTheSame(String liveMaxWait) throws Exception {
        Map<Long, Long> expected = countsOfTheFile();
        var found = new TreeMap<Long, Long>();
        try (CloseableIterator<Row> rows =
                session("streaming", "'scan.live.max-wait' = '" + liveMaxWait + "'")
                        .executeSql(COUNTS)
                        .collect()) {
            // The last hour stays open, since the source is live.
            while (found.size() < expected.size() - 1) {
                Row row = rows.next();
                found.put(hour(row), count(row));
            }
        }
        assertThat(expected).containsAllEntriesOf(found);
    }

    private static TableEnvironment session(String mode, String option) {
        var configuration = new Configuration();
        configuration.setString("parallelism.default", "1");
        configuration.setString("table.local-time-zone", "UTC");
        configuration.setString("execution.runtime-mode", mode);
        var session =
                TableEnvironment.create(
                        EnvironmentSettings.newInstance().withConfiguration(configuration).build());
        session.executeSql(
                """
                CREATE TABLE earthquakes (
                  id STRING,
                  ts TIMESTAMP_LTZ(3) METADATA FROM 'timestamp',
                  WATERMARK FOR ts AS SOURCE_WATERMARK()
                ) WITH (
                  'connector' = 'kafkars',
                  'topic' = 'earthquakes',
                  'properties.bootstrap.servers' = '%s',
                  %s,
                  'format' = 'json'
                )
                """
                        .formatted(kafka.bootstrapServers(), option));
        return session;
    }

    private static Map<Long, Long> countsOfTheFile() {
        return TOPIC.earthquakes().stream()
                .collect(
                        Collectors.groupingBy(
                                earthquake -> earthquake.time() / HOUR,
                                TreeMap::new,
                                Collectors.counting()));
    }

    private static long hour(Row row) {
        var start = (LocalDateTime) row.getField(0);
        return start.toInstant(ZoneOffset.UTC).toEpochMilli() / HOUR;
    }

    private static long count(Row row) {
        return (Long) row.getField(1);
    }
}
