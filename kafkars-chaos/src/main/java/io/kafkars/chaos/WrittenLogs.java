// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.chaos;

import io.kafkars.testing.EmbeddedKafka;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Reads what partitions hold, with a plain Kafka consumer. */
final class WrittenLogs {

    private WrittenLogs() {}

    /** Exclusive ends of the partitions. */
    static Map<TopicPartition, Long> ends(EmbeddedKafka kafka, List<TopicPartition> partitions) {
        try (var consumer = consumer(kafka)) {
            return consumer.endOffsets(partitions);
        }
    }

    /**
     * Reads the partitions from 0 to their ends.
     *
     * @param historyEnds exclusive ends of the history; 0 where one is missing
     */
    static Map<TopicPartition, PartitionLog> read(
            EmbeddedKafka kafka,
            Map<TopicPartition, Long> ends,
            Map<TopicPartition, Long> historyEnds) {
        Map<TopicPartition, long[]> contents = new HashMap<>();
        Map<TopicPartition, long[]> timestamps = new HashMap<>();
        ends.forEach(
                (partition, end) -> {
                    contents.put(partition, new long[end.intValue()]);
                    timestamps.put(partition, new long[end.intValue()]);
                });
        try (var consumer = consumer(kafka)) {
            consumer.assign(ends.keySet());
            consumer.seekToBeginning(ends.keySet());
            long remaining = ends.values().stream().mapToLong(Long::longValue).sum();
            while (remaining > 0) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    var partition = new TopicPartition(record.topic(), record.partition());
                    int offset = (int) record.offset();
                    contents.get(partition)[offset] =
                            EmissionProbe.contents(record.key(), record.value());
                    timestamps.get(partition)[offset] = record.timestamp();
                    remaining--;
                }
            }
        }
        Map<TopicPartition, PartitionLog> logs = new HashMap<>();
        ends.keySet()
                .forEach(
                        partition ->
                                logs.put(
                                        partition,
                                        PartitionLog.of(
                                                historyEnds.getOrDefault(partition, 0L),
                                                contents.get(partition),
                                                timestamps.get(partition),
                                                RecordWriter.futureLimit())));
        return logs;
    }

    private static KafkaConsumer<byte[], byte[]> consumer(EmbeddedKafka kafka) {
        var properties = new Properties();
        properties.put("bootstrap.servers", kafka.bootstrapServers());
        properties.put("auto.offset.reset", "none");
        return new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
