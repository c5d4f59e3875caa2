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

/** Creates topics and fills them, at once or at a rate. Not thread-safe. */
final class BenchmarkTopics implements AutoCloseable {

    private static final int KEY_BYTES = 8;

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
    String create(int partitions) throws Exception {
        String name = "benchmark-" + ++created;
        admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get();
        Await.until(
                "every partition of " + name + " to be served", () -> isServed(name, partitions));
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
        fill(topic, new OfWorkload(workload, timestamp), workload.compression());
    }

    /** Writes all records, in full batches. */
    void fill(String topic, Records records, String compression) {
        Map<String, Object> fullBatches =
                Map.of(
                        "linger.ms",
                        1_000,
                        "batch.size",
                        batchSize,
                        "buffer.memory",
                        512L << 20,
                        "compression.type",
                        compression);
        try (var producer = producer(fullBatches)) {
            send(producer, topic, records, record -> {});
        }
    }

    /** Writes the records at a rate, stamped with the time at which they are sent. */
    void fillAtRate(String topic, Workload workload, int recordsPerSecond) {
        try (var producer = producer(Map.of("linger.ms", 0))) {
            long begin = System.nanoTime();
            send(
                    producer,
                    topic,
                    new OfWorkload(workload, record -> System.currentTimeMillis()),
                    record -> {
                        long due = begin + record * 1_000_000_000L / recordsPerSecond;
                        while (System.nanoTime() < due) {
                            LockSupport.parkNanos(due - System.nanoTime());
                        }
                    });
        }
    }

    /** What a topic is filled with; records are numbered from 0. */
    interface Records {

        long count();

        int partition(long record);

        long timestamp(long record);

        byte[] key(long record);

        byte[] value(long record);
    }

    private record OfWorkload(Workload workload, LongUnaryOperator timestamps) implements Records {

        @Override
        public long count() {
            return workload.records();
        }

        @Override
        public int partition(long record) {
            return workload.spread().partition(record, workload.partitions());
        }

        @Override
        public long timestamp(long record) {
            return timestamps.applyAsLong(record);
        }

        @Override
        public byte[] key(long record) {
            return ByteBuffer.allocate(KEY_BYTES).putLong(record).array();
        }

        @Override
        public byte[] value(long record) {
            return workload.content().value(record, workload.valueBytes());
        }
    }

    private interface Pace {
        void await(long record);
    }

    private static void send(
            Producer<byte[], byte[]> producer, String topic, Records records, Pace pace) {
        var failure = new AtomicReference<Exception>();
        for (long record = 0; record < records.count(); record++) {
            pace.await(record);
            producer.send(
                    new ProducerRecord<>(
                            topic,
                            records.partition(record),
                            records.timestamp(record),
                            records.key(record),
                            records.value(record)),
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
