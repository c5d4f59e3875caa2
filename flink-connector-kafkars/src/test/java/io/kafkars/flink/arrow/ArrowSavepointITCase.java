// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.arrow;

import io.kafkars.arrow.MessageColumn;
import io.kafkars.flink.KafkarsSource;
import io.kafkars.flink.KafkarsSourceBuilder;
import io.kafkars.flink.message.Message;
import io.kafkars.testing.ArrowAllocations;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.MiniClusters;
import io.kafkars.testing.Replay;
import io.kafkars.topics.SourceTopic;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.test.junit5.MiniClusterExtension;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A replay is stopped with a savepoint and continued from it, in Arrow batches, in rows, or first
 * in one and then in the other, however elements travel. Network buffers and fetches are small, so
 * that an element comes in many pieces.
 */
class ArrowSavepointITCase {

    private static final long SEED = 20_261_124;
    private static final long START = 1_700_000_000_000L;
    private static final String TOPIC = "events";
    private static final int PARTITIONS = 3;
    private static final int RECORDS = 4_000;
    private static final int SEEN_BEFORE_SAVEPOINT = 200;
    private static final int BATCH_SIZE = 50;
    private static final Duration PER_RECORD = Duration.ofMillis(2);

    @RegisterExtension
    static final MiniClusterExtension flink =
            MiniClusters.withSlots(
                    1,
                    new Configuration()
                            .set(TaskManagerOptions.MEMORY_SEGMENT_SIZE, MemorySize.parse("4kb")));

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    private static List<Message> everything;

    @TempDir Path savepoints;

    @BeforeAll
    static void fillTopic() throws Exception {
        fill();
        everything = Mode.ROWS.replay().toList();
        assertThat(everything).hasSize(RECORDS);
    }

    @AfterEach
    void allMemoryIsReturned() {
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
        var seen = new ArrayList<Message>();
        String savepoint;
        var slow = settings(before.slowReplay(), reuse, chained);
        try (var job = slow.start()) {
            job.untilElements(SEEN_BEFORE_SAVEPOINT);
            savepoint = job.stopWithSavepoint(savepoints);
            seen.addAll(job.log().values());
        }
        assertThat(ArrowAllocations.bytes()).isZero();
        int beforeSavepoint = seen.size();
        assertThat(beforeSavepoint).isBetween(SEEN_BEFORE_SAVEPOINT, RECORDS * 3 / 4);

        seen.addAll(settings(after.replay(), reuse, chained).fromSavepoint(savepoint).toList());

        assertThat(seen).hasSameSizeAs(everything);
        for (int row = 0; row < RECORDS; row++) {
            if (!seen.get(row).equals(everything.get(row))) {
                assertThat(seen.get(row))
                        .as("row %d, savepoint after row %d", row, beforeSavepoint)
                        .isEqualTo(everything.get(row));
            }
        }
    }

    private static <T> Replay<T, Message> settings(
            Replay<T, Message> replay, boolean reuse, boolean chained) {
        return replay.objectReuse(reuse).set(PipelineOptions.OPERATOR_CHAINING, chained);
    }

    /** The kind of the source's elements; its state is the same for both. */
    private enum Mode {
        ROWS {
            @Override
            Replay<?, Message> replay() {
                return Replay.of(source(KafkarsSource.messages()));
            }

            @Override
            Replay<?, Message> slowReplay() {
                return replay().pausePerRecord(PER_RECORD);
            }
        },
        ARROW {
            @Override
            Replay<?, Message> replay() {
                var options = ArrowOptions.DEFAULT.withColumns(MessageColumn.values());
                return Replay.of(source(KafkarsSource.arrow(options)))
                        .through(batches -> batches.flatMap(new ArrowMessages()).uid("messages"));
            }

            @Override
            Replay<?, Message> slowReplay() {
                return replay().pausePerRecord(PER_RECORD.multipliedBy(BATCH_SIZE));
            }
        };

        abstract Replay<?, Message> replay();

        /** As many records per second for one kind of elements as for the other. */
        abstract Replay<?, Message> slowReplay();

        private static <T> KafkarsSource<T> source(KafkarsSourceBuilder<T> source) {
            return source.setBootstrapServers(kafka.bootstrapServers())
                    .setTopics(SourceTopic.earliest(TOPIC))
                    .setBatchSize(BATCH_SIZE)
                    .setProperty("max.poll.records", "37")
                    .setProperty("fetch.max.bytes", "10000")
                    .setProperty("max.partition.fetch.bytes", "5000")
                    .stopAtReplayEnd()
                    .build();
        }
    }

    /** Records whose keys, values and headers are sometimes absent, empty or large. */
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
