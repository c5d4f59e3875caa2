// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.testing;

import io.kafkars.merge.RecordView;

import org.apache.flink.annotation.PublicEvolving;

import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A topic on the test's broker, to write to and to change. A change is visible to every client when
 * the method returns. Failures of the broker are {@link IllegalStateException}s. Any thread may
 * call the methods.
 */
@PublicEvolving
public final class TestTopic extends RecordWriter<TestTopic> {

    private final EmbeddedKafka kafka;

    TestTopic(EmbeddedKafka kafka, String name) {
        super(name);
        this.kafka = kafka;
    }

    @Override
    TestTopic write(List<ProducerRecord<byte[], byte[]>> records) {
        kafka.requirePartitions(name(), records);
        kafka.produce(records);
        return this;
    }

    /**
     * Writes a record without a timestamp, as some topics have from before Kafka had timestamps.
     *
     * @param value the value's text, written as UTF-8
     */
    public TestTopic writeUntimed(int partition, String value) {
        return writeStamped(partition, RecordView.NO_TIMESTAMP, value);
    }

    /**
     * Writes a record with any timestamp, also one that Kafka's producer refuses.
     *
     * @param timestamp epoch milliseconds; negative before 1970, except for -1, which is none
     * @param value the value's text, written as UTF-8
     */
    public TestTopic writeStamped(int partition, long timestamp, String value) {
        DirectRecords.append(
                kafka, new TopicPartition(name(), partition), timestamp, Records.bytes(value));
        return this;
    }

    // Transactions

    /** Writes records in one transaction, and commits it. The marker also takes an offset. */
    public TestTopic committed(Consumer<TopicTransaction> records) {
        try (var transaction = begin()) {
            records.accept(transaction);
            transaction.commit();
        }
        return this;
    }

    /**
     * Writes records in one transaction, and aborts it. A consumer with {@code isolation.level} of
     * {@code read_committed} does not see them; every other one does.
     */
    public TestTopic aborted(Consumer<TopicTransaction> records) {
        try (var transaction = begin()) {
            records.accept(transaction);
        }
        return this;
    }

    /** Begins a transaction, which stays open until it is committed, aborted or closed. */
    public TopicTransaction begin() {
        return new TopicTransaction(kafka, name());
    }

    // The log

    /**
     * Compacts the topic at once. In each partition, only the last record of each key remains; the
     * offsets of the others become holes. A tombstone may remain as well.
     *
     * @throws IllegalStateException if the topic is not a compacted one, or after a minute
     * @see KafkaExtension#compactedTopic
     */
    public TestTopic compact() {
        new Compaction(kafka).compact(name(), partitions());
        return this;
    }

    /**
     * Deletes the records before an offset, as retention does. The log then begins at the offset.
     *
     * @param offset at most the end of the partition
     */
    public TestTopic deleteRecordsBefore(int partition, long offset) {
        var records = Map.of(place(partition), RecordsToDelete.beforeOffset(offset));
        EmbeddedKafka.unchecked(
                "delete records of " + place(partition),
                () -> kafka.admin().deleteRecords(records).all().get());
        return this;
    }

    /** The number of partitions. */
    public int partitions() {
        return EmbeddedKafka.unchecked(
                "describe " + name(),
                () ->
                        kafka.admin()
                                .describeTopics(List.of(name()))
                                .allTopicNames()
                                .get()
                                .get(name())
                                .partitions()
                                .size());
    }

    /** Raises the number of partitions. */
    public TestTopic addPartitions(int newTotal) {
        kafka.addPartitions(name(), newTotal);
        return this;
    }

    /** The offset that the next record of the partition gets. */
    public long endOffset(int partition) {
        return EmbeddedKafka.unchecked(
                "read the end of " + place(partition),
                () ->
                        kafka.admin()
                                .listOffsets(Map.of(place(partition), OffsetSpec.latest()))
                                .partitionResult(place(partition))
                                .get()
                                .offset());
    }

    /**
     * The records that are in the topic now, partition by partition, in the order of their offsets.
     * Those of aborted transactions are left out.
     */
    public List<ConsumerRecord<byte[], byte[]>> records() {
        return TopicReader.readAll(kafka.bootstrapServers(), name());
    }

    /** Deletes the topic. Afterwards a topic with the same name can be created. */
    public void delete() {
        kafka.deleteTopic(name());
    }

    private TopicPartition place(int partition) {
        return new TopicPartition(name(), partition);
    }

    @Override
    public String toString() {
        return "TestTopic{" + name() + "}";
    }
}
