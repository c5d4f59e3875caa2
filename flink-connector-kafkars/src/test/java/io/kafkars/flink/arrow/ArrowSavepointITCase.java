// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.arrow;

import io.kafkars.arrow.MessageColumn;
import io.kafkars.flink.KafkarsSource;
import io.kafkars.flink.KafkarsSourceBuilder;
import io.kafkars.flink.message.Message;
import io.kafkars.testing.ArrowAllocations;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.MiniClusters;
import io.kafkars.testing.RunningJob;
import io.kafkars.topics.SourceTopic;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.testutils.junit.SharedObjectsExtension;
import org.apache.flink.testutils.junit.SharedReference;
import org.apache.flink.util.CloseableIterator;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A replay is stopped with a savepoint and continues from it: in Arrow batches, in rows, or in the
 * other of the two, however elements travel. Network buffers and fetches are small, so that an
 * element comes in many pieces.
 */
class ArrowSavepointITCase {

    private static final long SEED = 20_261_124;
    private static final long START = 1_700_000_000_000L;
    private static final String TOPIC = "events";
    private static final int PARTITIONS = 3;
    private static final int RECORDS = 4_000;
    private static final int SEEN_BEFORE_SAVEPOINT = 200;

    @RegisterExtension
    static final MiniClusterExtension flink =
            MiniClusters.withSlots(
                    1,
                    new Configuration()
                            .set(TaskManagerOptions.MEMORY_SEGMENT_SIZE, MemorySize.parse("4kb")));

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();
    private static List<Message> everything;

    @RegisterExtension final SharedObjectsExtension shared = SharedObjectsExtension.create();

    @TempDir Path savepoints;

    private SharedReference<List<Message>> seen;

    @BeforeAll
    static void fillTopic() throws Exception {
        fill();
        everything = new ArrayList<>();
        var env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(1);
        var stream = Mode.ROWS.messages(env, 0);
        try (CloseableIterator<Message> messages = stream.executeAndCollect()) {
            messages.forEachRemaining(everything::add);
        }
        assertThat(everything).hasSize(RECORDS);
    }

    @BeforeEach
    void newList() {
        seen = shared.add(Collections.synchronizedList(new ArrayList<>()));
    }

    @AfterEach
    void allMemoryIsGivenBack() {
        assertThat(ArrowAllocations.bytes()).isZero();
    }

    @ParameterizedTest(name = "{0}, then {1}, object reuse: {2}, chained: {3}")
    @CsvSource({
        "ARROW, ARROW, true, true",
        "ARROW, ARROW, true, false",
        "ARROW, ARROW, false, true",
        "ARROW, ARROW, false, false",
        "ARROW, ROWS, false, true",
        "ROWS, ARROW, false, true"
    })
    void theReplayContinuesWithTheNextRecord(
            Mode before, Mode after, boolean reuse, boolean chained) throws Exception {
        String savepoint;
        try (var job = start(environment(reuse, chained), before, 2_000)) {
            job.until("records", () -> seen.get().size() >= SEEN_BEFORE_SAVEPOINT);
            savepoint = job.stopWithSavepoint(savepoints);
        }
        assertThat(ArrowAllocations.bytes()).isZero();
        int beforeSavepoint = seen.get().size();
        assertThat(beforeSavepoint).isBetween(SEEN_BEFORE_SAVEPOINT, RECORDS * 3 / 4);

        var env = environment(reuse, chained);
        env.configure(new Configuration().set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint));
        try (var job = start(env, after, 0)) {
            job.awaitEnd();
        }
        assertThat(seen.get()).hasSameSizeAs(everything);
        for (int row = 0; row < RECORDS; row++) {
            if (!seen.get().get(row).equals(everything.get(row))) {
                assertThat(seen.get().get(row))
                        .as("row %d, savepoint after row %d", row, beforeSavepoint)
                        .isEqualTo(everything.get(row));
            }
        }
    }

    private RunningJob start(StreamExecutionEnvironment env, Mode mode, int microsPerRecord)
            throws Exception {
        var stream = mode.messages(env, microsPerRecord);
        SharedReference<List<Message>> log = seen;
        stream.map(
                        message -> {
                            log.get().add(message);
                            return message;
                        })
                .returns(stream.getType())
                .uid("log")
                .sinkTo(new DiscardingSink<>());
        return RunningJob.start(env);
    }

    private static StreamExecutionEnvironment environment(boolean reuse, boolean chained) {
        var env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(1);
        if (reuse) {
            env.getConfig().enableObjectReuse();
        } else {
            env.getConfig().disableObjectReuse();
        }
        if (!chained) {
            env.disableOperatorChaining();
        }
        return env;
    }

    /** What the elements of the source are; the state is the same. */
    private enum Mode {
        ROWS {
            @Override
            DataStream<Message> messages(StreamExecutionEnvironment env, int microsPerRecord) {
                return slowed(read(env, KafkarsSource.messages()), microsPerRecord, m -> 1);
            }
        },
        ARROW {
            @Override
            DataStream<Message> messages(StreamExecutionEnvironment env, int microsPerRecord) {
                var options = ArrowOptions.DEFAULT.withColumns(MessageColumn.values());
                var batches = read(env, KafkarsSource.arrow(options));
                return slowed(batches, microsPerRecord, ArrowBatch::rows)
                        .flatMap(new ArrowMessages())
                        .uid("messages");
            }
        };

        abstract DataStream<Message> messages(StreamExecutionEnvironment env, int microsPerRecord);

        private static <T> DataStream<T> read(
                StreamExecutionEnvironment env, KafkarsSourceBuilder<T> source) {
            return env.fromSource(
                            source.setBootstrapServers(kafka.bootstrapServers())
                                    .setTopics(SourceTopic.earliest(TOPIC))
                                    .setBatchSize(50)
                                    .setProperty("max.poll.records", "37")
                                    .setProperty("fetch.max.bytes", "10000")
                                    .setProperty("max.partition.fetch.bytes", "5000")
                                    .stopAtReplayEnd()
                                    .build(),
                            WatermarkStrategy.noWatermarks(),
                            "kafkars")
                    .uid("kafkars");
        }

        private static <T> DataStream<T> slowed(
                DataStream<T> stream, int microsPerRecord, Weight<T> records) {
            return stream.map(
                            element -> {
                                long micros = (long) microsPerRecord * records.of(element);
                                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(micros));
                                return element;
                            })
                    .returns(stream.getType())
                    .uid("speed");
        }
    }

    /** How many records an element is. */
    @FunctionalInterface
    private interface Weight<T> extends java.io.Serializable {
        int of(T element);
    }

    /** Records with all that may be absent, empty or large. */
    private static void fill() {
        kafka.topic(TOPIC, PARTITIONS);
        var random = new Random(SEED);
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
        for (int i = 0; i < RECORDS; i++) {
            byte[] key = random.nextInt(4) == 0 ? null : bytes(random, random.nextInt(12));
            byte[] value = random.nextInt(5) == 0 ? null : bytes(random, random.nextInt(200));
            if (i % 400 == 7) {
                value = bytes(random, 100_000);
            }
            int partition = random.nextInt(PARTITIONS);
            var record = new ProducerRecord<>(TOPIC, partition, START + i, key, value);
            if (random.nextInt(10) == 0) {
                record.headers()
                        .add(new RecordHeader("trace", bytes(random, random.nextInt(9))))
                        .add(new RecordHeader("none", (byte[]) null));
            }
            records.add(record);
        }
        kafka.produce(records);
    }

    private static byte[] bytes(Random random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }
}
