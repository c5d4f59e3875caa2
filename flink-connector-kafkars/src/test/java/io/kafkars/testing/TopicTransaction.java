// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.testing;

import org.apache.flink.annotation.PublicEvolving;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;

/**
 * An open transaction on one topic. Its records are in the log at once. But until the transaction
 * ends, a consumer that only reads committed records sees neither them nor any later record of the
 * same partitions. To be used by one thread.
 */
@PublicEvolving
public final class TopicTransaction extends RecordWriter<TopicTransaction>
        implements AutoCloseable {

    private final EmbeddedKafka kafka;
    private final KafkaProducer<byte[], byte[]> producer;

    /** Offset of the transaction's first record in each partition, by which it is recognized. */
    private final Map<TopicPartition, Long> firstOffsets = new HashMap<>();

    private boolean open = true;

    TopicTransaction(EmbeddedKafka kafka, String topic) {
        super(topic);
        this.kafka = kafka;
        this.producer =
                kafka.producer(Map.of("transactional.id", "kafkars-test-" + UUID.randomUUID()));
        try {
            producer.initTransactions();
            producer.beginTransaction();
        } catch (RuntimeException e) {
            producer.close();
            throw new IllegalStateException("Cannot begin a transaction on " + topic, e);
        }
    }

    @Override
    TopicTransaction write(List<ProducerRecord<byte[], byte[]>> records) {
        kafka.requirePartitions(name(), records);
        EmbeddedKafka.unchecked(
                "write to " + name(),
                () -> {
                    var sent = new ArrayList<Future<RecordMetadata>>();
                    records.forEach(record -> sent.add(producer.send(record)));
                    producer.flush();
                    for (Future<RecordMetadata> each : sent) {
                        var written = each.get();
                        var place = new TopicPartition(written.topic(), written.partition());
                        firstOffsets.putIfAbsent(place, written.offset());
                    }
                    return null;
                });
        return this;
    }

    /** Commits, and waits until the markers are in the log. */
    public void commit() {
        end("commit", producer::commitTransaction);
    }

    /** Aborts, and waits until the markers are in the log. */
    public void abort() {
        end("abort", producer::abortTransaction);
    }

    /** Aborts the transaction if it is still open. */
    @Override
    public void close() {
        if (open) {
            abort();
        }
    }

    private void end(String how, Runnable action) {
        if (!open) {
            throw new IllegalStateException("The transaction on " + name() + " has ended already");
        }
        open = false;
        try (producer) {
            EmbeddedKafka.unchecked(
                    how + " the transaction on " + name(),
                    () -> {
                        action.run();
                        Await.until("markers in " + name(), this::hasMarkers);
                        return null;
                    });
        }
    }

    /** A commit or an abort returns before its marker is in every log. */
    private boolean hasMarkers() throws Exception {
        for (var first : firstOffsets.entrySet()) {
            var producers =
                    kafka.admin()
                            .describeProducers(List.of(first.getKey()))
                            .partitionResult(first.getKey())
                            .get();
            boolean isOpen =
                    producers.activeProducers().stream()
                            .flatMapToLong(state -> state.currentTransactionStartOffset().stream())
                            .anyMatch(offset -> offset == first.getValue());
            if (isOpen) {
                return false;
            }
        }
        return true;
    }
}
