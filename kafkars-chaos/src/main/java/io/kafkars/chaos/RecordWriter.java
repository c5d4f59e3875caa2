// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.chaos;

import io.kafkars.testing.EmbeddedKafka;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes random records, all of them different, and remembers which were acknowledged. Timestamps
 * increase by up to 0.6 s per record; one record in twenty is up to a minute older. In the history
 * some records have no timestamp, and some are stamped a month ahead.
 *
 * <p>The caller's thread writes the history, and the writer's own thread the live records. The
 * other methods may be called from any thread.
 */
final class RecordWriter implements AutoCloseable {

    private static final Duration HISTORY_AGE = Duration.ofDays(2);
    private static final Duration AHEAD = Duration.ofDays(30);

    /** So many records follow each that is stamped ahead, some of them in its partition. */
    private static final int FOLLOWING = 1_000;

    private static final int RECORDS_PER_SECOND = 1_200;
    private static final int MAX_UNACKNOWLEDGED = 5_000;

    /** An acknowledged record. */
    record Acknowledged(TopicPartition partition, long offset, long contents) {}

    private final EmbeddedKafka kafka;
    private final Random random;
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<TopicPartition> partitions;
    private final Map<TopicPartition, Integer> weights = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final Thread thread = new Thread(this::writeLive, "chaos-writer");

    private volatile long time = System.currentTimeMillis() - HISTORY_AGE.toMillis();
    private volatile boolean stopped;
    private long written;

    /**
     * @param partitions those to write to; the last one has no history
     */
    RecordWriter(EmbeddedKafka kafka, Random random, List<TopicPartition> partitions) {
        this.kafka = kafka;
        this.random = random;
        this.partitions = new CopyOnWriteArrayList<>(partitions);
        this.producer = kafka.producer(Map.of("delivery.timeout.ms", 300_000));
        // Some partitions get up to four times as many records as others.
        partitions.forEach(partition -> weights.put(partition, 1 + random.nextInt(4)));
    }

    /** Only records that are stamped ahead have timestamps above it. */
    static long futureLimit() {
        return System.currentTimeMillis() + AHEAD.toMillis() / 2;
    }

    /** Writes that many records, and waits until all are acknowledged. */
    void writeHistory(int records) {
        int withHistory = partitions.size() - 1;
        for (int i = 0; i < records; i++) {
            TopicPartition partition = partitions.get(random.nextInt(withHistory));
            int kind = random.nextInt(2_000);
            if (kind == 0) {
                kafka.topic(partition.topic())
                        .writeUntimed(partition.partition(), "untimed " + random.nextLong());
            } else if (kind == 1 && records - i > FOLLOWING) {
                send(partition, time + AHEAD.toMillis());
            } else {
                send(partition, nextTime());
            }
        }
        producer.flush();
        requireNoFailure();
    }

    /** Starts to write live records. */
    void start() {
        thread.start();
    }

    /** From now on this partition is written to as well. */
    void add(TopicPartition partition) {
        weights.put(partition, 2);
        partitions.add(partition);
    }

    List<TopicPartition> partitions() {
        return List.copyOf(partitions);
    }

    /** The latest timestamp written so far, except for those stamped ahead. */
    long latestTime() {
        return time;
    }

    /** Stops writing, and waits until all records are acknowledged. */
    void stop() throws InterruptedException {
        stopped = true;
        thread.join();
        producer.flush();
        requireNoFailure();
    }

    List<Acknowledged> acknowledged() {
        return List.copyOf(acknowledged);
    }

    private void writeLive() {
        try {
            long pause = TimeUnit.SECONDS.toNanos(1) / RECORDS_PER_SECOND;
            long next = System.nanoTime();
            while (!stopped && failure.get() == null) {
                if (written - acknowledged.size() < MAX_UNACKNOWLEDGED) {
                    send(anyByWeight(), nextTime());
                }
                next += pause;
                LockSupport.parkNanos(next - System.nanoTime());
            }
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }

    private TopicPartition anyByWeight() {
        while (true) {
            TopicPartition partition = partitions.get(random.nextInt(partitions.size()));
            if (random.nextInt(4) < weights.get(partition)) {
                return partition;
            }
        }
    }

    private long nextTime() {
        time += random.nextInt(600);
        return random.nextInt(20) == 0 ? time - random.nextInt(60_000) : time;
    }

    private void send(TopicPartition partition, long timestamp) {
        byte[] value = new byte[Long.BYTES + random.nextInt(100)];
        ByteBuffer.wrap(value).putLong(random.nextLong());
        byte[] key = random.nextInt(3) == 0 ? null : new byte[] {(byte) random.nextInt()};
        long contents = EmissionProbe.contents(key, value);
        written++;
        producer.send(
                new ProducerRecord<>(
                        partition.topic(), partition.partition(), timestamp, key, value),
                (metadata, exception) -> {
                    if (exception != null) {
                        failure.compareAndSet(null, exception);
                    } else {
                        acknowledged.add(new Acknowledged(partition, metadata.offset(), contents));
                    }
                });
    }

    private void requireNoFailure() {
        if (failure.get() != null) {
            throw new IllegalStateException("A record could not be written", failure.get());
        }
    }

    @Override
    public void close() {
        stopped = true;
        producer.close(Duration.ofSeconds(10));
    }
}
