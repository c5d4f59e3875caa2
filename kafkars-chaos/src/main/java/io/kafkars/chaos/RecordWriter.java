package io.kafkars.chaos;

import io.kafkars.testing.EmbeddedKafka;
import io.kafkars.testing.UntimedRecords;

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
 * Writes seeded records, of which no two are alike, and remembers which were acknowledged. Event
 * time rises by up to 0.6 s a record, with a step back of up to a minute for one in twenty. In the
 * history some have no timestamp, and some are stamped a month ahead.
 *
 * <p>The history is written by the caller's thread, the rest by a thread of the writer's own. The
 * other methods may be called from any thread.
 */
final class RecordWriter implements AutoCloseable {

    private static final Duration LONG_AGO = Duration.ofDays(2);
    private static final Duration AHEAD = Duration.ofDays(30);
    private static final int RECORDS_PER_SECOND = 1_200;
    private static final int MOST_OPEN_SENDS = 5_000;

    /** An acknowledged record. */
    record Acknowledged(TopicPartition partition, long offset, long contents) {}

    private final EmbeddedKafka kafka;
    private final Random random;
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<TopicPartition> partitions;
    private final Map<TopicPartition, Integer> weights = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final Thread thread = new Thread(this::writeOn, "chaos-writer");

    private volatile long time = System.currentTimeMillis() - LONG_AGO.toMillis();
    private volatile boolean stopped;
    private long written;

    /**
     * @param partitions those to write to; the last one gets nothing of the history
     */
    RecordWriter(EmbeddedKafka kafka, Random random, List<TopicPartition> partitions) {
        this.kafka = kafka;
        this.random = random;
        this.partitions = new CopyOnWriteArrayList<>(partitions);
        this.producer = kafka.producer(Map.of("delivery.timeout.ms", 300_000));
        // Some partitions have a multiple of what others have.
        partitions.forEach(partition -> weights.put(partition, 1 + random.nextInt(4)));
    }

    /** Timestamps above it mean nothing: the records that have them are stamped ahead. */
    static long futureLimit() {
        return System.currentTimeMillis() + AHEAD.toMillis() / 2;
    }

    void writeHistory(int records) {
        int most = partitions.size() - 1;
        for (int i = 0; i < records; i++) {
            TopicPartition partition = partitions.get(random.nextInt(most));
            int kind = random.nextInt(2_000);
            if (kind == 0) {
                UntimedRecords.append(
                        kafka,
                        partition.topic(),
                        partition.partition(),
                        "untimed " + random.nextLong());
            } else if (kind == 1) {
                send(partition, time + AHEAD.toMillis());
            } else {
                send(partition, nextTime());
            }
        }
        producer.flush();
        requireNoFailure();
    }

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

    /** The latest timestamp so far, but for those stamped ahead. */
    long latestTime() {
        return time;
    }

    /** Writes no more, and waits until all is acknowledged. */
    void stop() throws InterruptedException {
        stopped = true;
        thread.join();
        producer.flush();
        requireNoFailure();
    }

    List<Acknowledged> acknowledged() {
        return List.copyOf(acknowledged);
    }

    private void writeOn() {
        try {
            long pause = TimeUnit.SECONDS.toNanos(1) / RECORDS_PER_SECOND;
            long next = System.nanoTime();
            while (!stopped && failure.get() == null) {
                if (written - acknowledged.size() < MOST_OPEN_SENDS) {
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
