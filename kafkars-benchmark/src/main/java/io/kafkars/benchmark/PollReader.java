// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;

/** Reads with Kafka's bare consumer, and touches each record: the upper bound for all others. */
final class PollReader implements Reader {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    /** Never read. Without it, the compiler could drop the access to the records. */
    private static volatile long touched;

    @Override
    public void read(Task task, String bootstrapServers, Probe probe, Runnable started) {
        var config = new HashMap<String, Object>(task.properties());
        config.put("bootstrap.servers", bootstrapServers);
        config.put("enable.auto.commit", "false");
        var bytes = new ByteArrayDeserializer();
        try (var consumer = new KafkaConsumer<>(config, bytes, bytes)) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(task.topic()).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            read(consumer, task, probe);
        }
    }

    private static void read(KafkaConsumer<byte[], byte[]> consumer, Task task, Probe probe) {
        var outOfOrder = new OutOfOrderCounter();
        long sum = 0;
        long count = 0;
        while (count < task.records()) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(TIMEOUT);
            if (count == 0 && !records.isEmpty()) {
                probe.first();
            }
            for (ConsumerRecord<byte[], byte[]> record : records) {
                sum += record.offset() + record.key()[0] + record.value().length;
                outOfOrder.add(record.timestamp());
            }
            count += records.count();
        }
        touched = sum;
        probe.outOfOrder(outOfOrder.count());
        probe.last();
        probe.ended(count);
    }
}
