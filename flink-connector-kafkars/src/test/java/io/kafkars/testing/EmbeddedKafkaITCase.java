// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.testing;

import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EmbeddedKafkaITCase {

    @Test
    void changesAreVisibleWhenTheMethodReturns() throws Exception {
        try (var kafka = EmbeddedKafka.start(Map.of("message.max.bytes", "300000"))) {
            kafka.createTopic("events", 1, Map.of("retention.ms", "-1"));
            kafka.produce(
                    IntStream.range(0, 1_000).mapToObj(i -> record("events", 0, "v" + i)).toList());
            assertThat(endOffset(kafka, "events", 0)).isEqualTo(1_000);

            kafka.addPartitions("events", 3);
            kafka.produce(List.of(record("events", 2, "new")));
            assertThat(endOffset(kafka, "events", 2)).isEqualTo(1);

            kafka.deleteTopic("events");
            assertThat(kafka.admin().listTopics().names().get()).isEmpty();
            kafka.createTopic("events", 1);
            assertThat(endOffset(kafka, "events", 0)).isZero();

            assertThatThrownBy(
                            () -> kafka.produce(List.of(record("events", 0, "x".repeat(400_000)))))
                    .as("broker properties apply")
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void recordsMayHaveAnyTimestamp() throws Exception {
        try (var kafka = EmbeddedKafka.start()) {
            kafka.createTopic("events", 1);
            kafka.produce(
                    Stream.of(1L, 4_102_444_800_000L)
                            .map(
                                    time ->
                                            new ProducerRecord<byte[], byte[]>(
                                                    "events", 0, time, null, new byte[1]))
                            .toList());
            assertThat(endOffset(kafka, "events", 0)).isEqualTo(2);
        }
    }

    @Test
    void aTopicFromTheBeginningHasItsIdAndIsServed() throws Exception {
        var id = new Uuid(1, 2);
        try (var kafka = EmbeddedKafka.startWithTopic("events", id, 3)) {
            var events = kafka.admin().describeTopics(List.of("events")).allTopicNames().get();
            assertThat(events.get("events").topicId()).isEqualTo(id);
            assertThat(events.get("events").partitions()).hasSize(3);

            kafka.produce(List.of(record("events", 2, "here")));
            assertThat(endOffset(kafka, "events", 2)).isEqualTo(1);
            kafka.addPartitions("events", 4);
            kafka.createTopic("others", 1);
            kafka.produce(List.of(record("events", 3, "added"), record("others", 0, "later")));
        }
    }

    private static ProducerRecord<byte[], byte[]> record(
            String topic, int partition, String value) {
        return new ProducerRecord<>(topic, partition, null, value.getBytes(StandardCharsets.UTF_8));
    }

    private static long endOffset(EmbeddedKafka kafka, String topic, int partition)
            throws Exception {
        var id = new TopicPartition(topic, partition);
        return kafka.admin()
                .listOffsets(Map.of(id, OffsetSpec.latest()))
                .partitionResult(id)
                .get()
                .offset();
    }
}
