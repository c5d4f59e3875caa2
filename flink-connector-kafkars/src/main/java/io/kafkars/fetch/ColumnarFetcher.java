// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch;

import io.kafkars.batches.BatchOptions;
import io.kafkars.batches.BatchReader;
import io.kafkars.fetch.internals.Collected;
import io.kafkars.fetch.internals.InternalConsumer;
import io.kafkars.fetch.internals.InternalMembers;
import io.kafkars.fetch.internals.KafkaCodec;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Fetches with the internal parts of Kafka's consumer, and reads records straight from the bytes of
 * the responses into chunks: no object is made of a record. The client does everything else. See
 * {@link #unavailable} for when this is possible.
 *
 * <p>One poll returns {@code max.poll.records} if they are there, and up to as many more, and the
 * rest of a batch: batches are not divided, and neither is a fetch in which transactions were
 * aborted. When records are read, the client's position is after them already. If they cannot be
 * read, it returns to before them, and each later poll throws, until the partition is sought or no
 * longer assigned. Not thread-safe, except for {@link #wakeup()}.
 */
public final class ColumnarFetcher implements LogFetcher {

    private final InternalConsumer consumer;
    private final RecordContent content;
    private final BatchReader reader;

    /** What the last poll returned. */
    private ColumnarFetched fetched;

    /** Why records were not read, after the position had moved; {@code null} if all were. */
    private Throwable failure;

    private TopicPartition failed;

    /**
     * @param properties as they are given to Kafka's consumer; interceptors are not called
     * @param content the parts of the records that are wanted
     * @throws KafkaException if the client refuses the properties
     */
    public ColumnarFetcher(Map<String, Object> properties, RecordContent content) {
        this.consumer = new InternalConsumer(properties);
        this.content = content;
        this.reader =
                new BatchReader(
                        new BatchOptions(
                                consumer.checkCrcs(),
                                content.keys(),
                                content.values(),
                                content.headers()),
                        new KafkaCodec());
    }

    /**
     * Why this class cannot be used with the Kafka client on the class path; empty if it can. To be
     * asked before the first use, which could otherwise end with a linkage error, or read records
     * differently from how that client does.
     */
    public static Optional<String> unavailable() {
        return InternalMembers.unavailable();
    }

    @Override
    public void assign(Collection<TopicPartition> partitions) {
        consumer.assign(partitions);
        if (failed != null && !partitions.contains(failed)) {
            forgetFailure();
        }
    }

    private void forgetFailure() {
        failure = null;
        failed = null;
    }

    @Override
    public Set<TopicPartition> assignment() {
        return consumer.assignment();
    }

    @Override
    public void seek(TopicPartition partition, OffsetAndMetadata position) {
        consumer.seek(partition, position);
        if (partition.equals(failed)) {
            forgetFailure();
        }
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
        closeFetched();
        throwFailure();
        Collected collected = consumer.poll(timeout);
        fetched = new ColumnarFetched(collected, reader, content, this::fail);
        return fetched;
    }

    private void closeFetched() {
        if (fetched != null) {
            fetched.close();
            fetched = null;
        }
    }

    private void throwFailure() {
        if (failure instanceof Error error) {
            throw error;
        } else if (failure != null) {
            throw (RuntimeException) failure;
        }
    }

    /** Nothing skips what cannot be read: the position returns to before it, and polls throw. */
    private void fail(TopicPartition partition, long position, Throwable cause) {
        consumer.seek(partition, new OffsetAndMetadata(position));
        if (failure == null) {
            failure = cause;
            failed = partition;
        }
    }

    @Override
    public OptionalLong position(TopicPartition partition) {
        return consumer.position(partition);
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

    @Override
    public void close(Duration timeout) {
        closeFetched();
        consumer.close(timeout);
    }
}
