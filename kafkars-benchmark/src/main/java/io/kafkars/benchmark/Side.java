// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import io.kafkars.flink.KafkarsSource;
import io.kafkars.flink.KafkarsSourceBuilder;
import io.kafkars.topics.SourceTopic;
import io.kafkars.validation.EnumWords;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.table.data.RowData;

import com.fasterxml.jackson.annotation.JsonValue;

import java.time.Duration;

/**
 * A way to read a topic, to be compared with the others. The name on the command line is the
 * constant's, in lower case and with hyphens.
 */
enum Side {
    /** Kafka's bare consumer. */
    POLL(false, new PollReader()),

    /** Flink's own source, rows of six fields. */
    KAFKA_SOURCE(false, new DataStreamReader<>(Side::kafkaSource, new SixFieldRows())),

    /** The same with watermark alignment, at Flink's own update interval. */
    KAFKA_SOURCE_ALIGNED_1_S(false, aligned(Duration.ofSeconds(1))),

    /** The same with a shorter update interval. */
    KAFKA_SOURCE_ALIGNED_100_MS(false, aligned(Duration.ofMillis(100))),

    /** kafkars, messages. */
    KAFKARS_MESSAGE(
            true,
            new DataStreamReader<>(
                    (servers, task) -> kafkars(KafkarsSource.messages(), servers, task),
                    new Messages())),

    /** kafkars, the same rows. */
    KAFKARS_ROWS(
            true,
            new DataStreamReader<>(
                    (servers, task) ->
                            kafkars(
                                    KafkarsSource.builder(new SixFieldRows.OfKafkars()),
                                    servers,
                                    task),
                    new SixFieldRows())),

    /** kafkars, the same rows, with the finest interval of watermarks. */
    KAFKARS_ROWS_1_MS(
            true,
            new DataStreamReader<>(
                    (servers, task) ->
                            kafkars(
                                    KafkarsSource.builder(new SixFieldRows.OfKafkars())
                                            .setWatermarkInterval(Duration.ofMillis(1)),
                                    servers,
                                    task),
                    new SixFieldRows())),

    /** kafkars, Arrow batches. */
    KAFKARS_ARROW(
            true,
            new DataStreamReader<>(
                    (servers, task) -> kafkars(KafkarsSource.arrow(), servers, task),
                    new ArrowBatches())),

    /** kafkars without Flink, Arrow vectors. */
    MANAGER_ARROW(true, new ManagerReader()),

    /** A table of Flink's own connector. */
    SQL_KAFKA(false, SqlReader.kafka()),

    /** The same, sorted by the query. */
    SQL_KAFKA_ORDER_BY(true, SqlReader.kafkaOrdered()),

    /** A table of kafkars. */
    SQL_KAFKARS(true, SqlReader.kafkars()),

    /** A table of Flink's own connector with values in JSON. */
    SQL_KAFKA_JSON(false, SqlReader.kafkaJson()),

    /** The same of kafkars. */
    SQL_KAFKARS_JSON(true, SqlReader.kafkarsJson());

    private final boolean ordered;
    private final Reader reader;

    Side(boolean ordered, Reader reader) {
        this.ordered = ordered;
        this.reader = reader;
    }

    /** Whether it promises timestamp order. */
    boolean isOrdered() {
        return ordered;
    }

    /** Whether a round takes minutes, so that it is measured only where it is named. */
    boolean isSlow() {
        return this == KAFKA_SOURCE_ALIGNED_1_S || this == KAFKA_SOURCE_ALIGNED_100_MS;
    }

    /** Whether it decodes the values, which must be JSON. */
    boolean readsJson() {
        return this == SQL_KAFKA_JSON || this == SQL_KAFKARS_JSON;
    }

    Reader reader() {
        return reader;
    }

    @Override
    @JsonValue
    public String toString() {
        return EnumWords.of(this);
    }

    private static Source<RowData, ?, ?> kafkaSource(String bootstrapServers, Task task) {
        KafkaSourceBuilder<RowData> builder = unboundedKafkaSource(bootstrapServers, task);
        if (task.isBounded()) {
            builder.setBounded(OffsetsInitializer.latest());
        }
        return builder.build();
    }

    private static KafkaSourceBuilder<RowData> unboundedKafkaSource(
            String bootstrapServers, Task task) {
        return KafkaSource.<RowData>builder()
                .setProperties(DataStreamReader.properties(task.properties()))
                .setBootstrapServers(bootstrapServers)
                .setTopics(task.topic())
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new SixFieldRows.OfKafkaSource());
    }

    /** Without a bound: where a partition ends, pausing it for the alignment can fail the job. */
    private static Reader aligned(Duration updateInterval) {
        return new DataStreamReader<>(
                (servers, task) -> unboundedKafkaSource(servers, task).build(),
                WatermarkStrategy.<RowData>forMonotonousTimestamps()
                        .withWatermarkAlignment("aligned", Duration.ofMinutes(1), updateInterval),
                new SixFieldRows());
    }

    private static <T> Source<T, ?, ?> kafkars(
            KafkarsSourceBuilder<T> builder, String bootstrapServers, Task task) {
        builder.setProperties(DataStreamReader.properties(task.properties()))
                .setBootstrapServers(bootstrapServers)
                .setTopics(SourceTopic.earliest(task.topic()))
                .setFetch(task.fetch());
        if (task.isBounded()) {
            builder.stopAtReplayEnd();
        }
        return builder.build();
    }
}
