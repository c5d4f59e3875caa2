package io.kafkars.flink.table;

import io.kafkars.testing.EmbeddedKafka;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
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
 * Tables as the documentation of Flink's Kafka connector declares them. Nothing is changed but the
 * connector, and the address of the broker.
 */
@Timeout(120)
class MovedTablesITCase {

    @RegisterExtension
    static final MiniClusterExtension FLINK =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setConfiguration(new Configuration())
                            .setNumberSlotsPerTaskManager(2)
                            .build());

    private static EmbeddedKafka kafka;

    @BeforeAll
    static void fillTopics() {
        kafka = EmbeddedKafka.start();
        kafka.createTopic("user_behavior", 1);
        kafka.produce(
                List.of(
                        record("user_behavior", 1_000L, null, "1,2,view"),
                        record("user_behavior", 2_000L, null, "3,4,buy")));
        kafka.createTopic("changes", 1);
        kafka.produce(
                List.of(
                        record(
                                "changes",
                                1_000L,
                                null,
                                "{\"before\":null,\"after\":{\"user_id\":1,\"item_id\":2,"
                                        + "\"behavior\":\"view\"},\"op\":\"c\",\"source\":{\"ts_ms\":"
                                        + "5000,\"table\":\"users\"}}")));
        kafka.createTopic("json_keys", 1);
        kafka.produce(
                List.of(
                        record(
                                "json_keys",
                                1_000L,
                                "{\"user_id\":1,\"item_id\":2}",
                                "{\"user_id\":1,\"item_id\":2,\"behavior\":\"view\"}")));
        kafka.createTopic("versions", 1);
        kafka.produce(
                List.of(
                        record(
                                "versions",
                                1_000L,
                                "{\"version\":1,\"user_id\":2,\"item_id\":3}",
                                "{\"version\":7,\"behavior\":\"view\"}")));
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

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
                                )
                                """))
                .containsExactly(
                        "+I[1970-01-01T00:00:01Z, 0, 0, 1, 2, view]",
                        "+I[1970-01-01T00:00:02Z, 0, 1, 3, 4, buy]");
    }

    @Test
    void metadataOfTheFormat() throws Exception {
        assertThat(
                        firstRows(
                                1,
                                """
                                CREATE TABLE KafkaTable (
                                  `event_time` TIMESTAMP_LTZ(3) METADATA FROM 'value.source.timestamp' VIRTUAL,
                                  `origin_table` STRING METADATA FROM 'value.source.table' VIRTUAL,
                                  `partition_id` BIGINT METADATA FROM 'partition' VIRTUAL,
                                  `offset` BIGINT METADATA VIRTUAL,
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
                                )
                                """))
                .containsExactly("+I[1970-01-01T00:00:05Z, users, 0, 0, 1, 2, view]");
    }

    @Test
    void keyAndValueFormats() throws Exception {
        assertThat(
                        firstRows(
                                1,
                                """
                                CREATE TABLE KafkaTable (
                                  `ts` TIMESTAMP_LTZ(3) METADATA FROM 'timestamp',
                                  `user_id` BIGINT,
                                  `item_id` BIGINT,
                                  `behavior` STRING
                                ) WITH (
                                  'connector' = 'kafka',
                                  'topic' = 'json_keys',
                                  'properties.bootstrap.servers' = 'localhost:9092',
                                  'properties.group.id' = 'groupWithoutOffsets',
                                  'key.format' = 'json',
                                  'key.json.ignore-parse-errors' = 'true',
                                  'key.fields' = 'user_id;item_id',
                                  'value.format' = 'json',
                                  'value.json.fail-on-missing-field' = 'false',
                                  'value.fields-include' = 'ALL'
                                )
                                """))
                .containsExactly("+I[1970-01-01T00:00:01Z, 1, 2, view]");
    }

    @Test
    void overlappingFormatFields() throws Exception {
        assertThat(
                        firstRows(
                                1,
                                """
                                CREATE TABLE KafkaTable (
                                  `k_version` INT,
                                  `k_user_id` BIGINT,
                                  `k_item_id` BIGINT,
                                  `version` INT,
                                  `behavior` STRING
                                ) WITH (
                                  'connector' = 'kafka',
                                  'topic' = 'versions',
                                  'properties.bootstrap.servers' = 'localhost:9092',
                                  'properties.group.id' = 'groupWithoutOffsets',
                                  'key.format' = 'json',
                                  'key.fields-prefix' = 'k_',
                                  'key.fields' = 'k_version;k_user_id;k_item_id',
                                  'value.format' = 'json',
                                  'value.fields-include' = 'EXCEPT_KEY'
                                )
                                """))
                .containsExactly("+I[1, 2, 3, 7, view]");
    }

    @Test
    void aGroupThatHasCommittedGoesOnThereByDefault() throws Exception {
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
