// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import io.kafkars.flink.KafkarsSource;
import io.kafkars.flink.KafkarsSourceBuilder;
import io.kafkars.flink.deserializer.RecordDeserializationSchema;
import io.kafkars.merge.RecordView;
import io.kafkars.topics.SourceTopic;
import io.kafkars.validation.EnumWords;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;

import com.fasterxml.jackson.annotation.JsonValue;
import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A source of the job, and its watermarks. The name on the command line is the constant's, in lower
 * case and with hyphens.
 */
enum JobSide {
    /** kafkars, which emits its own watermarks. */
    KAFKARS,

    /** kafkars with a maximum drift between its subtasks. */
    KAFKARS_MAX_DRIFT_6_H,

    /** Flink's own source, with a watermark for each partition. */
    KAFKA_SOURCE,

    /** The same with watermark alignment, at Flink's own update interval. */
    KAFKA_SOURCE_ALIGNED_1_S,

    /** The same with a shorter update interval. */
    KAFKA_SOURCE_ALIGNED_100_MS;

    /** For the source whose watermarks Flink generates. */
    private static final Duration OUT_OF_ORDERNESS = Duration.ofMinutes(1);

    private static final Duration ALIGNMENT_DRIFT = Duration.ofMinutes(1);

    /** Whether it is kafkars, whose result must be right. */
    boolean isKafkars() {
        return this == KAFKARS || this == KAFKARS_MAX_DRIFT_6_H;
    }

    /** Emits the key of each record as a number. */
    Source<Integer, ?, ?> source(String bootstrapServers, JobTask task) {
        return switch (this) {
            case KAFKARS -> kafkars(bootstrapServers, task).build();
            case KAFKARS_MAX_DRIFT_6_H ->
                    kafkars(bootstrapServers, task).setMaxDrift(Duration.ofHours(6)).build();
            case KAFKA_SOURCE ->
                    kafkaSource(bootstrapServers, task.topic())
                            .setBounded(OffsetsInitializer.latest())
                            .build();
            // Without a bound: where a partition ends, pausing it for the alignment can fail the
            // job.
            case KAFKA_SOURCE_ALIGNED_1_S, KAFKA_SOURCE_ALIGNED_100_MS ->
                    kafkaSource(bootstrapServers, task.topic()).build();
        };
    }

    /** The watermarks that Flink generates for the source. */
    WatermarkStrategy<Integer> watermarks() {
        return switch (this) {
            case KAFKARS, KAFKARS_MAX_DRIFT_6_H -> WatermarkStrategy.noWatermarks();
            case KAFKA_SOURCE -> WatermarkStrategy.forBoundedOutOfOrderness(OUT_OF_ORDERNESS);
            case KAFKA_SOURCE_ALIGNED_1_S -> aligned(Duration.ofSeconds(1));
            case KAFKA_SOURCE_ALIGNED_100_MS -> aligned(Duration.ofMillis(100));
        };
    }

    private static WatermarkStrategy<Integer> aligned(Duration updateInterval) {
        return WatermarkStrategy.<Integer>forBoundedOutOfOrderness(OUT_OF_ORDERNESS)
                .withWatermarkAlignment("aligned", ALIGNMENT_DRIFT, updateInterval);
    }

    private static KafkarsSourceBuilder<Integer> kafkars(String bootstrapServers, JobTask task) {
        return KafkarsSource.builder(new KeyOfKafkars())
                .setBootstrapServers(bootstrapServers)
                .setTopics(SourceTopic.earliest(task.topic()))
                .setFetch(task.fetch())
                .stopAtReplayEnd();
    }

    private static KafkaSourceBuilder<Integer> kafkaSource(String bootstrapServers, String topic) {
        return KafkaSource.<Integer>builder()
                .setBootstrapServers(bootstrapServers)
                .setTopics(topic)
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new KeyOfKafkaSource());
    }

    @Override
    @JsonValue
    public String toString() {
        return EnumWords.of(this);
    }

    private static int number(byte[] key) {
        return (int) ByteBuffer.wrap(key).getLong();
    }

    private static final class KeyOfKafkars implements RecordDeserializationSchema<Integer> {

        private static final long serialVersionUID = 1L;

        @Override
        public void deserialize(RecordView record, Collector<Integer> out) {
            out.collect(number(record.key()));
        }

        @Override
        public TypeInformation<Integer> getProducedType() {
            return Types.INT;
        }
    }

    private static final class KeyOfKafkaSource
            implements KafkaRecordDeserializationSchema<Integer> {

        private static final long serialVersionUID = 1L;

        @Override
        public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Integer> out) {
            out.collect(number(record.key()));
        }

        @Override
        public TypeInformation<Integer> getProducedType() {
            return Types.INT;
        }
    }
}
