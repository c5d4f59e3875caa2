// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Fetches through Kafka's public consumer, which makes an object of each record. */
public final class ClientFetcher implements LogFetcher {

    private final Consumer<byte[], byte[]> consumer;
    private final RecordContent content;
    private int largestPoll;

    /**
     * @param consumer with nothing assigned, {@code auto.offset.reset=none} and auto-commit off;
     *     owned and closed by this object
     * @param content the parts of the records that are wanted
     */
    public ClientFetcher(Consumer<byte[], byte[]> consumer, RecordContent content) {
        this.consumer = consumer;
        this.content = content;
    }

    @Override
    public void assign(Collection<TopicPartition> partitions) {
        consumer.assign(partitions);
    }

    @Override
    public Set<TopicPartition> assignment() {
        return consumer.assignment();
    }

    @Override
    public void seek(TopicPartition partition, OffsetAndMetadata position) {
        consumer.seek(partition, position);
    }

    @Override
    public void pause(Collection<TopicPartition> partitions) {
        consumer.pause(partitions);
    }

    @Override
    public void resume(Collection<TopicPartition> partitions) {
        consumer.resume(partitions);
    }

    @Override
    public Set<TopicPartition> paused() {
        return consumer.paused();
    }

    @Override
    public Fetched poll(Duration timeout) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(timeout);
        if (records == null) {
            throw new IllegalStateException(
                    "Kafka's consumer returned null instead of records, which an interceptor must"
                            + " have done: let onConsume return the records, or remove the"
                            + " interceptor from 'interceptor.classes'");
        }
        return new ClientFetched(records, unfinished(records), content);
    }

    /**
     * A full poll, taken to be one with at least as many records as any before it, returns all that
     * was fetched of several partitions and only a part of the last one. A partition that fills a
     * poll alone has much more to deliver, and may be paused at once.
     */
    private Set<TopicPartition> unfinished(ConsumerRecords<byte[], byte[]> records) {
        boolean full = records.count() >= largestPoll;
        largestPoll = Math.max(largestPoll, records.count());
        Set<TopicPartition> partitions = records.partitions();
        return full && partitions.size() > 1 ? partitions : Set.of();
    }

    @Override
    public OptionalLong position(TopicPartition partition) {
        try {
            return OptionalLong.of(consumer.position(partition, Duration.ZERO));
        } catch (TimeoutException e) {
            return OptionalLong.empty();
        }
    }

    @Override
    public OptionalLong currentLag(TopicPartition partition) {
        return consumer.currentLag(partition);
    }

    @Override
    public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions) {
        return consumer.beginningOffsets(partitions);
    }

    @Override
    public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
        return consumer.endOffsets(partitions);
    }

    @Override
    public void commitAsync(
            Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
        consumer.commitAsync(offsets, callback);
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
        consumer.commitSync(offsets);
    }

    @Override
    public void wakeup() {
        consumer.wakeup();
    }

    @Override
    public Map<MetricName, ? extends Metric> metrics() {
        return consumer.metrics();
    }

    /** By the deprecated method, since its successor is missing before kafka-clients 4.1. */
    @SuppressWarnings("deprecation")
    @Override
    public void close(Duration timeout) {
        consumer.close(timeout);
    }
}
