// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.fetch.ClientFetcher;
import io.kafkars.fetch.LogFetcher;
import io.kafkars.fetch.RecordContent;

import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/**
 * Kafka's own mock consumer, plus what it lacks: positions that move without a record, as after a
 * transaction marker; a retriable error after records were delivered; an interceptor; and time,
 * which passes while a poll gets no record.
 */
public final class ScriptedConsumer extends MockConsumer<byte[], byte[]> {

    private final LogFetcher fetcher = new ClientFetcher(this, RecordContent.ALL);
    private final Map<TopicPartition, Long> silentPositions = new HashMap<>();
    private final Queue<RuntimeException> errors = new ArrayDeque<>();
    private final List<Duration> pollTimeouts = new ArrayList<>();
    private final Map<TopicPartition, Integer> soughtEpochs = new HashMap<>();
    private final Set<TopicPartition> unvalidated = new HashSet<>();
    private ConsumerInterceptor<byte[], byte[]> interceptor;
    private int positionsAsked;
    private KafkaException commitFailure;
    private long now;

    public ScriptedConsumer() {
        super("none");
    }

    /** Fetches through this consumer, all of each record. */
    public LogFetcher fetcher() {
        return fetcher;
    }

    /** Epoch milliseconds; an empty poll takes as long as its timeout. */
    public long now() {
        return now;
    }

    public void sleep(long millis) {
        now += millis;
    }

    /** The timeout of each poll since the last call. */
    List<Duration> takePollTimeouts() {
        List<Duration> taken = List.copyOf(pollTimeouts);
        pollTimeouts.clear();
        return taken;
    }

    /** The record becomes available to the next poll in which its partition is not paused. */
    public void deliver(
            TopicPartition partition, long offset, long timestamp, String key, String value) {
        addRecord(
                new ConsumerRecord<>(
                        partition.topic(),
                        partition.partition(),
                        offset,
                        timestamp,
                        timestamp < 0 ? TimestampType.NO_TIMESTAMP_TYPE : TimestampType.CREATE_TIME,
                        sizeOf(key),
                        sizeOf(value),
                        bytes(key),
                        bytes(value),
                        new RecordHeaders(),
                        Optional.of(0)));
    }

    /** The position reaches this offset at the end of the next poll, without a record. */
    public void reach(TopicPartition partition, long position) {
        silentPositions.put(partition, position);
    }

    /** What polls return passes through it from now on. */
    void intercept(ConsumerInterceptor<byte[], byte[]> with) {
        interceptor = with;
    }

    /** Whether the position is being validated, as after a change of leader. */
    void validating(TopicPartition partition, boolean begun) {
        if (begun) {
            unvalidated.add(partition);
        } else {
            unvalidated.remove(partition);
        }
    }

    /** How often a position has been asked for since the last call. */
    int takePositionsAsked() {
        int taken = positionsAsked;
        positionsAsked = 0;
        return taken;
    }

    @Override
    public synchronized long position(TopicPartition partition, Duration timeout) {
        positionsAsked++;
        if (unvalidated.contains(partition)) {
            now += timeout.toMillis();
            throw new TimeoutException("no valid position");
        }
        return super.position(partition, timeout);
    }

    /** The poll after the next, in the same call, reports a transient error. */
    void failRetriablyAfterNextPoll() {
        errors.add(new TimeoutException("scripted"));
    }

    /** The leader epochs given with the last positions. */
    Map<TopicPartition, Integer> soughtEpochs() {
        return soughtEpochs;
    }

    /** Commits that wait for their answer fail from now on. */
    public void failCommits(KafkaException failure) {
        commitFailure = failure;
    }

    @Override
    public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
        if (commitFailure != null) {
            throw commitFailure;
        }
        super.commitSync(offsets);
    }

    @Override
    public synchronized void seek(TopicPartition partition, OffsetAndMetadata position) {
        super.seek(partition, position);
        position.leaderEpoch().ifPresent(epoch -> soughtEpochs.put(partition, epoch));
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        pollTimeouts.add(timeout);
        ConsumerRecords<byte[], byte[]> polled = super.poll(timeout);
        if (polled.isEmpty() && silentPositions.isEmpty()) {
            now += timeout.toMillis();
        }
        RuntimeException error = errors.poll();
        if (error != null) {
            schedulePollTask(() -> setPollException((TimeoutException) error));
        }
        var next = new HashMap<>(polled.nextOffsets());
        silentPositions.forEach(
                (partition, position) -> {
                    seek(partition, position);
                    next.put(partition, new OffsetAndMetadata(position));
                });
        silentPositions.clear();
        var records = new HashMap<TopicPartition, List<ConsumerRecord<byte[], byte[]>>>();
        polled.partitions().forEach(p -> records.put(p, new ArrayList<>(polled.records(p))));
        boolean intercepted = interceptor != null && !(records.isEmpty() && next.isEmpty());
        var returned = new ConsumerRecords<>(records, next);
        return intercepted ? interceptor.onConsume(returned) : returned;
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private static int sizeOf(String text) {
        return text == null ? -1 : text.getBytes(StandardCharsets.UTF_8).length;
    }
}
