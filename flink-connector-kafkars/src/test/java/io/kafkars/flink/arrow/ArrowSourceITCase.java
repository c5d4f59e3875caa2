// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.arrow;

import io.kafkars.arrow.BodyCompression;
import io.kafkars.arrow.MessageColumn;
import io.kafkars.flink.KafkarsSource;
import io.kafkars.flink.KafkarsSourceBuilder;
import io.kafkars.flink.message.Message;
import io.kafkars.testing.ArrowAllocations;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.topics.SourceTopic;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/** Rows and batches of the same topics have the same content, however the batches travel. */
class ArrowSourceITCase {

    private static final long SEED = 20_261_121;
    private static final long START = 1_517_443_200_000L;
    private static final int MANY = 1_000_000;
    private static final int FEW = 20_000;

    private static final ArrowOptions ALL_COLUMNS =
            ArrowOptions.DEFAULT.withColumns(MessageColumn.values());

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @BeforeAll
    static void fillTopics() {
        fill("many", 8, MANY, 20);
        fill("few", 4, FEW, 5);
    }

    @AfterEach
    void allMemoryIsReturned() {
        assertThat(ArrowAllocations.bytes()).isZero();
    }

    @Test
    void batchesHaveTheSameMillionRows() throws Exception {
        var env = environment(true, true);
        var batches = arrow(ALL_COLUMNS, "many").setBatchSize(10_000).build();
        assertSame(
                stream(environment(true, true), rows("many")),
                stream(env, batches).flatMap(new ArrowMessages()),
                MANY);
    }

    @ParameterizedTest(name = "object reuse {0}, chained {1}, {2}, batch size {3}, memory {4}")
    @CsvSource({
        "true, true, NONE, 2000, 256m",
        "true, false, NONE, 500, 256m",
        "false, true, LZ4, 2000, 256m",
        "false, false, ZSTD, 10000, 256m",
        "false, true, NONE, 10000, 20m"
    })
    void noByteDiffersHoweverTheBatchesTravel(
            boolean reuse,
            boolean chained,
            BodyCompression compression,
            int batchSize,
            String memory)
            throws Exception {
        var options =
                ALL_COLUMNS.withCompression(compression).withMemoryLimit(MemorySize.parse(memory));
        var batches = arrow(options, "few").setBatchSize(batchSize).build();
        assertSame(
                stream(environment(true, true), rows("few")),
                stream(environment(reuse, chained), batches).flatMap(new ArrowMessages()),
                FEW);
    }

    private static void assertSame(
            DataStream<Message> expected, DataStream<Message> found, int count) throws Exception {
        int row = 0;
        try (CloseableIterator<Message> one = expected.executeAndCollect();
                CloseableIterator<Message> other = found.executeAndCollect()) {
            while (one.hasNext() && other.hasNext()) {
                Message message = one.next();
                Message same = other.next();
                if (!same.equals(message)) {
                    assertThat(same).as("row %d", row).isEqualTo(message);
                }
                row++;
            }
            assertThat(one.hasNext()).isFalse();
            assertThat(other.hasNext()).isFalse();
        }
        assertThat(row).isEqualTo(count);
    }

    private static Source<Message, ?, ?> rows(String topic) {
        return bounded(KafkarsSource.messages(), topic).build();
    }

    private static KafkarsSourceBuilder<ArrowBatch> arrow(ArrowOptions options, String topic) {
        return bounded(KafkarsSource.arrow(options), topic);
    }

    private static <T> KafkarsSourceBuilder<T> bounded(
            KafkarsSourceBuilder<T> builder, String topic) {
        return builder.setBootstrapServers(kafka.bootstrapServers())
                .setTopics(SourceTopic.earliest(topic))
                .stopAtReplayEnd();
    }

    private static <T> DataStream<T> stream(
            StreamExecutionEnvironment env, Source<T, ?, ?> source) {
        return env.fromSource(source, WatermarkStrategy.noWatermarks(), "source");
    }

    private static StreamExecutionEnvironment environment(boolean reuse, boolean chained) {
        var env = StreamExecutionEnvironment.createLocalEnvironment(1);
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

    /** Records whose keys, values and headers are sometimes absent, empty or large. */
    private static void fill(String topic, int partitions, int count, int large) {
        kafka.topic(topic, partitions);
        var random = new Random(SEED + count);
        var batch = new ArrayList<ProducerRecord<byte[], byte[]>>();
        for (int i = 0; i < count; i++) {
            byte[] key = random.nextInt(4) == 0 ? null : bytes(random, random.nextInt(12));
            byte[] value = random.nextInt(5) == 0 ? null : bytes(random, random.nextInt(60));
            if (i % (count / large) == 7) {
                value = bytes(random, 1_000_000);
            }
            var record =
                    new ProducerRecord<>(
                            topic,
                            random.nextInt(partitions),
                            START + i - random.nextInt(3),
                            key,
                            value);
            if (random.nextInt(10) == 0) {
                record.headers()
                        .add(new RecordHeader("trace", bytes(random, random.nextInt(9))))
                        .add(new RecordHeader("none", (byte[]) null));
            }
            batch.add(record);
            if (batch.size() == 50_000) {
                kafka.produce(batch);
                batch.clear();
            }
        }
        kafka.produce(List.copyOf(batch));
    }

    private static byte[] bytes(Random random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }
}
