// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.MiniClusters;

import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static io.kafkars.flink.table.SqlSession.record;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tables as the documentation of Flink's Kafka connector declares them. Only the connector and the
 * address of the broker differ, and what the documentation omits ({@code ...}) is filled in.
 */
@Timeout(120)
class MovedTablesITCase {

    @RegisterExtension static final MiniClusterExtension flink = MiniClusters.withSlots(2);

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @BeforeAll
    static void fillTopics() {
        kafka.topic("user_behavior", 1);
        kafka.produce(
                List.of(
                        record("user_behavior", 1_000L, null, "1,2,view"),
                        record("user_behavior", 2_000L, null, "3,4,buy")));
        fill(
                "changes",
                null,
                "{\"before\":null,\"after\":{\"user_id\":1,\"item_id\":2,\"behavior\":\"view\"},"
                        + "\"op\":\"c\",\"source\":{\"ts_ms\":5000,\"table\":\"users\"}}");
        fill(
                "json",
                "{\"user_id\":1,\"item_id\":2}",
                "{\"user_id\":1,\"item_id\":2,\"behavior\":\"view\"}");
        fill(
                "versions",
                "{\"version\":1,\"user_id\":2,\"item_id\":3}",
                "{\"version\":7,\"behavior\":\"view\"}");
    }

    private static void fill(String topic, String key, String value) {
        kafka.topic(topic, 1);
        kafka.produce(List.of(record(topic, 1_000L, key, value)));
    }

    // "How to create a Kafka table"

    @Test
    void howToCreateAKafkaTable() throws Exception {
        assertThat(
                        firstRows(
                                2,
                                """
                                CREATE TABLE KafkaTable (
                                  `user_id` BIGINT,
                                  `item_id` BIGINT,
                                  `behavior` STRING,
                                  `ts` TIMESTAMP_LTZ(3) METADATA FROM 'timestamp'
                                ) WITH (
                                  'connector' = 'kafka',
                                  'topic' = 'user_behavior',
                                  'properties.bootstrap.servers' = 'localhost:9092',
                                  'properties.group.id' = 'testGroup',
                                  'scan.startup.mode' = 'earliest-offset',
                                  'format' = 'csv'
                                )
                                """))
                .containsExactly(
                        "+I[1, 2, view, 1970-01-01T00:00:01Z]",
                        "+I[3, 4, buy, 1970-01-01T00:00:02Z]");
    }

    // "Available Metadata"

    @Test
    void availableMetadata() throws Exception {
        assertThat(
                        firstRows(
                                2,
                                """
                                CREATE TABLE KafkaTable (
                                  `event_time` TIMESTAMP_LTZ(3) METADATA FROM 'timestamp',
                                  `partition` BIGINT METADATA VIRTUAL,
                                  `offset` BIGINT METADATA VIRTUAL,
                                  `user_id` BIGINT,
                                  `item_id` BIGINT,
                                  `behavior` STRING
                                ) WITH (
                                  'connector' = 'kafka',
                                  'topic' = 'user_behavior',
                                  'properties.bootstrap.servers' = 'localhost:9092',
                                  'properties.group.id' = 'testGroup',
                                  'scan.startup.mode' = 'earliest-offset',
                                  'format' = 'csv'
                                );
                                """))
                .containsExactly(
                        "+I[1970-01-01T00:00:01Z, 0, 0, 1, 2, view]",
                        "+I[1970-01-01T00:00:02Z, 0, 1, 3, 4, buy]");
    }

    // "Format Metadata"

    /** With another topic than the documentation, which also uses its topic for CSV. */
    @Test
    void metadataOfTheFormat() throws Exception {
        assertThat(
                        firstRows(
                                1,
                                """
                                CREATE TABLE KafkaTable (
                                  `event_time` TIMESTAMP_LTZ(3) METADATA FROM 'value.source.timestamp' VIRTUAL,  -- from Debezium format
                                  `origin_table` STRING METADATA FROM 'value.source.table' VIRTUAL, -- from Debezium format
                                  `partition_id` BIGINT METADATA FROM 'partition' VIRTUAL,  -- from Kafka connector
                                  `offset` BIGINT METADATA VIRTUAL,  -- from Kafka connector
                                  `user_id` BIGINT,
                                  `item_id` BIGINT,
                                  `behavior` STRING
                                ) WITH (
                                  'connector' = 'kafka',
                                  'topic' = 'changes',
                                  'properties.bootstrap.servers' = 'localhost:9092',
                                  'properties.group.id' = 'testGroup',
                                  'scan.startup.mode' = 'earliest-offset',
                                  'value.format' = 'debezium-json'
                                );
                                """))
                .containsExactly("+I[1970-01-01T00:00:05Z, users, 0, 0, 1, 2, view]");
    }

    // "Features: Key and Value
    // Formats"

    @Test
    void valueFormat() throws Exception {
        assertThat(
                        firstRows(
                                1,
                                filledIn(
                                        "json",
                                        """
                                        CREATE TABLE KafkaTable (
                                          `ts` TIMESTAMP_LTZ(3) METADATA FROM 'timestamp',
                                          `user_id` BIGINT,
                                          `item_id` BIGINT,
                                          `behavior` STRING
                                        ) WITH (
                                          'connector' = 'kafka',
                                          ...

                                          'format' = 'json',
                                          'json.ignore-parse-errors' = 'true'
                                        )
                                        """)))
                .containsExactly("+I[1970-01-01T00:00:01Z, 1, 2, view]");
    }

    @Test
    void keyAndValueFormat() throws Exception {
        assertThat(
                        firstRows(
                                1,
                                filledIn(
                                        "json",
                                        """
                                        CREATE TABLE KafkaTable (
                                          `ts` TIMESTAMP_LTZ(3) METADATA FROM 'timestamp',
                                          `user_id` BIGINT,
                                          `item_id` BIGINT,
                                          `behavior` STRING
                                        ) WITH (
                                          'connector' = 'kafka',
                                          ...

                                          'key.format' = 'json',
                                          'key.json.ignore-parse-errors' = 'true',
                                          'key.fields' = 'user_id;item_id',

                                          'value.format' = 'json',
                                          'value.json.fail-on-missing-field' = 'false',
                                          'value.fields-include' = 'ALL'
                                        )
                                        """)))
                .containsExactly("+I[1970-01-01T00:00:01Z, 1, 2, view]");
    }

    @Test
    void overlappingFormatFields() throws Exception {
        assertThat(
                        firstRows(
                                1,
                                filledIn(
                                        "versions",
                                        """
                                        CREATE TABLE KafkaTable (
                                          `k_version` INT,
                                          `k_user_id` BIGINT,
                                          `k_item_id` BIGINT,
                                          `version` INT,
                                          `behavior` STRING
                                        ) WITH (
                                          'connector' = 'kafka',
                                          ...

                                          'key.format' = 'json',
                                          'key.fields-prefix' = 'k_',
                                          'key.fields' = 'k_version;k_user_id;k_item_id',

                                          'value.format' = 'json',
                                          'value.fields-include' = 'EXCEPT_KEY'
                                        )
                                        """)))
                .containsExactly("+I[1, 2, 3, 7, view]");
    }

    // "Consumer Groups"

    @Test
    void aTableContinuesWhereItsGroupHasCommittedByDefault() throws Exception {
        kafka.admin()
                .alterConsumerGroupOffsets(
                        "movingGroup",
                        Map.of(new TopicPartition("user_behavior", 0), new OffsetAndMetadata(1)))
                .all()
                .get();
        assertThat(
                        firstRows(
                                1,
                                """
                                CREATE TABLE KafkaTable (
                                  `user_id` BIGINT,
                                  `item_id` BIGINT,
                                  `behavior` STRING
                                ) WITH (
                                  'connector' = 'kafka',
                                  'topic' = 'user_behavior',
                                  'properties.bootstrap.servers' = 'localhost:9092',
                                  'properties.group.id' = 'movingGroup',
                                  'format' = 'csv'
                                )
                                """))
                .containsExactly("+I[3, 4, buy]");
    }

    // Help

    /** What the documentation omits. */
    private static String filledIn(String topic, String ddl) {
        return ddl.replace(
                "  ...\n",
                "  'topic' = '"
                        + topic
                        + "', 'properties.bootstrap.servers' = 'localhost:9092',"
                        + " 'scan.startup.mode' = 'earliest-offset',\n");
    }

    private static List<String> firstRows(int count, String ddl) throws Exception {
        var environment = SqlSession.streaming(kafka).environment();
        environment.executeSql(
                ddl.replace("'connector' = 'kafka'", "'connector' = 'kafkars'")
                        .replace("localhost:9092", kafka.bootstrapServers()));
        var lines = new ArrayList<String>();
        try (CloseableIterator<Row> rows =
                environment.executeSql("SELECT * FROM KafkaTable").collect()) {
            while (lines.size() < count) {
                lines.add(rows.next().toString());
            }
        }
        return lines;
    }
}
