package io.kafkars.benchmark;

import io.kafkars.flink.KafkarsSource;
import io.kafkars.flink.KafkarsSourceBuilder;
import io.kafkars.topics.SourceTopic;

import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.table.data.RowData;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What is compared. The name on the command line is the constant's, in small letters. */
enum Side {
    /** Kafka's consumer alone. */
    POLL(false, new PollReader()),

    /** Flink's source, rows of six fields. */
    KAFKA_SOURCE(false, new DataStreamReader<>(Side::kafkaSource, new SixFields())),

    /** kafkars, messages. */
    KAFKARS_MESSAGE(
            true,
            new DataStreamReader<>(
                    (servers, task) -> kafkars(KafkarsSource.messages(), servers, task),
                    new Messages())),

    /** kafkars, the same rows as Flink's source. */
    KAFKARS_ROWS(
            true,
            new DataStreamReader<>(
                    (servers, task) ->
                            kafkars(
                                    KafkarsSource.builder(new SixFields.OfKafkars()),
                                    servers,
                                    task),
                    new SixFields())),

    /** kafkars, Arrow batches. */
    KAFKARS_ARROW(
            true,
            new DataStreamReader<>(
                    (servers, task) -> kafkars(KafkarsSource.arrow(), servers, task),
                    new ArrowBatches())),

    /** kafkars without Flink, Arrow vectors. */
    MANAGER_ARROW(true, new ManagerReader()),

    /** Flink's table. */
    SQL_KAFKA(false, SqlReader.kafka()),

    /** Flink's table and a sort. */
    SQL_KAFKA_ORDER_BY(true, SqlReader.kafkaOrdered()),

    /** kafkars' table. */
    SQL_KAFKARS(true, SqlReader.kafkars());

    private final boolean ordered;
    private final Reader reader;

    Side(boolean ordered, Reader reader) {
        this.ordered = ordered;
        this.reader = reader;
    }

    /** The side of that name. */
    static Side of(String name) {
        return Arrays.stream(values())
                .filter(side -> side.toString().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "Expected a side, one of "
                                                + List.of(values())
                                                + ", found '"
                                                + name
                                                + "'"));
    }

    /** Whether it promises the order of time. */
    boolean isOrdered() {
        return ordered;
    }

    Reader reader() {
        return reader;
    }

    @Override
    @JsonValue
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Source<RowData, ?, ?> kafkaSource(String bootstrapServers, Task task) {
        KafkaSourceBuilder<RowData> builder =
                KafkaSource.<RowData>builder()
                        .setProperties(DataStreamReader.properties(task.properties()))
                        .setBootstrapServers(bootstrapServers)
                        .setTopics(task.topic())
                        .setStartingOffsets(OffsetsInitializer.earliest())
                        .setDeserializer(new SixFields.OfKafkaSource());
        if (task.isBounded()) {
            builder.setBounded(OffsetsInitializer.latest());
        }
        return builder.build();
    }

    private static <T> Source<T, ?, ?> kafkars(
            KafkarsSourceBuilder<T> builder, String bootstrapServers, Task task) {
        builder.setProperties(DataStreamReader.properties(task.properties()))
                .setBootstrapServers(bootstrapServers)
                .setTopics(SourceTopic.earliest(task.topic()));
        if (task.isBounded()) {
            builder.stopAtReplayEnd();
        }
        return builder.build();
    }
}
