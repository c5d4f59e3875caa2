// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import io.kafkars.testing.Await;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Creates topics and fills them, at once or at a rate. Not thread-safe. */
final class BenchmarkTopics implements AutoCloseable {

    private static final int KEY_BYTES = 8;

    /** Content of the values: machine-written text, which compresses as such text does. */
    private static final byte[] TEXT =
            ("{\"sensor\":\"bridge-17/deck/north\",\"kind\":\"strain\",\"unit\":\"um/m\","
                            + "\"quality\":\"good\",\"firmware\":\"4.11.2\"},")
                    .getBytes(US_ASCII);

    private final String bootstrapServers;
    private final int batchSize;
    private final Admin admin;
    private int created;

    /**
     * @param batchSize maximum bytes of a record batch, unless a single record is larger
     */
    BenchmarkTopics(String bootstrapServers, int batchSize) {
        this.bootstrapServers = bootstrapServers;
        this.batchSize = batchSize;
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    /** Creates an empty topic, and returns its name. */
    String create(Workload workload) throws Exception {
        String name = "benchmark-" + ++created;
        admin.createTopics(List.of(new NewTopic(name, workload.partitions(), (short) 1)))
                .all()
                .get();
        Await.until(
                "every partition of " + name + " to be served",
                () -> isServed(name, workload.partitions()));
        return name;
    }

    /** Only an answer shows that leaders serve a topic; its metadata may be there before. */
    private boolean isServed(String topic, int partitions)
            throws ExecutionException, InterruptedException {
        var ends =
                IntStream.range(0, partitions)
                        .mapToObj(partition -> new TopicPartition(topic, partition))
                        .collect(Collectors.toMap(Function.identity(), p -> OffsetSpec.latest()));
        try {
            admin.listOffsets(ends).all().get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RetriableException) {
                return false;
            }
            throw e;
        }
    }

    void delete(String topic) throws ExecutionException, InterruptedException {
        admin.deleteTopics(List.of(topic)).all().get();
    }

    /** Writes all records of the workload, in timestamp order. */
    void fill(String topic, Workload workload) {
        fill(topic, workload, record -> workload.spread().timestamp(record, workload.partitions()));
    }

    /** Writes all records of the workload, with these timestamps. */
    void fill(String topic, Workload workload, LongUnaryOperator timestamp) {
        Map<String, Object> fullBatches =
                Map.of(
                        "linger.ms",
                        1_000,
                        "batch.size",
                        batchSize,
                        "buffer.memory",
                        512L << 20,
                        "compression.type",
                        workload.compression());
        try (var producer = producer(fullBatches)) {
            send(producer, topic, workload, timestamp, record -> {});
        }
    }

    /** Writes the records at a rate, stamped with the time at which they are sent. */
    void fillAtRate(String topic, Workload workload, int recordsPerSecond) {
        try (var producer = producer(Map.of("linger.ms", 0))) {
            long begin = System.nanoTime();
            send(
                    producer,
                    topic,
                    workload,
                    record -> System.currentTimeMillis(),
                    record -> {
                        long due = begin + record * 1_000_000_000L / recordsPerSecond;
                        while (System.nanoTime() < due) {
                            LockSupport.parkNanos(due - System.nanoTime());
                        }
                    });
        }
    }

    private interface Pace {
        void await(long record);
    }

    private static void send(
            Producer<byte[], byte[]> producer,
            String topic,
            Workload workload,
            LongUnaryOperator timestamp,
            Pace pace) {
        var failure = new AtomicReference<Exception>();
        for (long record = 0; record < workload.records(); record++) {
            pace.await(record);
            producer.send(
                    new ProducerRecord<>(
                            topic,
                            workload.spread().partition(record, workload.partitions()),
                            timestamp.applyAsLong(record),
                            ByteBuffer.allocate(KEY_BYTES).putLong(record).array(),
                            value(record, workload.valueBytes())),
                    (metadata, exception) -> {
                        if (exception != null) {
                            failure.compareAndSet(null, exception);
                        }
                    });
        }
        producer.flush();
        if (failure.get() != null) {
            throw new IllegalStateException("Cannot fill " + topic, failure.get());
        }
    }

    /** The current time in microseconds, the number of the record, and then text. */
    private static byte[] value(long record, int size) {
        byte[] value = new byte[size];
        ByteBuffer buffer = ByteBuffer.wrap(value).putLong(Probe.nowMicros()).putLong(record);
        while (buffer.hasRemaining()) {
            buffer.put(TEXT, 0, Math.min(TEXT.length, buffer.remaining()));
        }
        return value;
    }

    private KafkaProducer<byte[], byte[]> producer(Map<String, Object> properties) {
        var config = new HashMap<>(properties);
        config.put("bootstrap.servers", bootstrapServers);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public void close() {
        admin.close();
    }
}
