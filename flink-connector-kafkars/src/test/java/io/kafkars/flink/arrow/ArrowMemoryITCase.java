// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.arrow;

import io.kafkars.arrow.ArrowMemory;
import io.kafkars.arrow.BodyCompression;
import io.kafkars.flink.KafkarsSource;
import io.kafkars.flink.KafkarsSourceBuilder;
import io.kafkars.testing.ArrowAllocations;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.MiniClusters;
import io.kafkars.testing.Replay;
import io.kafkars.topics.SourceTopic;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.testutils.junit.SharedObjectsExtension;
import org.apache.flink.testutils.junit.SharedReference;
import org.apache.flink.util.ExceptionUtils;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Jobs that are cancelled or fail in the middle of a batch return all memory. */
class ArrowMemoryITCase {

    private static final int RECORDS = 2_000;
    private static final int LARGE = 900_000;

    @RegisterExtension static final MiniClusterExtension flink = MiniClusters.withSlots(1);

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @RegisterExtension final SharedObjectsExtension shared = SharedObjectsExtension.create();

    @BeforeAll
    static void fillTopics() {
        fill("small", i -> 1_000);
        fill("one-large", i -> i == RECORDS / 2 ? LARGE : 100);
    }

    @AfterEach
    void allMemoryIsReturned() {
        assertThat(ArrowAllocations.bytes()).isZero();
    }

    /**
     * An element takes at most a sixteenth of the limit, so the first one ends within the batch.
     */
    @Test
    void aJobCancelledInTheMiddleOfABatchReturnsItsMemory() throws Exception {
        var opened = shared.add(new CountDownLatch(1));
        var options = ArrowOptions.DEFAULT.withMemoryLimit(MemorySize.ofMebiBytes(1));
        var source = read(options, "small").setBatchSize(RECORDS).build();
        var replay = Replay.of(source).through(batches -> batches.map(new Stuck(opened)));
        try (var job = replay.start()) {
            job.until("batch that is open", () -> opened.get().getCount() == 0);
            assertThat(ArrowAllocations.bytes())
                    .as("vectors of the reader and of the function")
                    .isPositive();
        }
    }

    /** With 1 MiB the vectors do not fit; with a little more, their compressed copies do not. */
    @ParameterizedTest
    @EnumSource(BodyCompression.class)
    void aRecordThatDoesNotFitFailsTheJobAndIsNamed(BodyCompression compression) throws Exception {
        var limit = new MemorySize(compression == BodyCompression.NONE ? 1 << 20 : 3 << 19);
        var options = ArrowOptions.DEFAULT.withCompression(compression).withMemoryLimit(limit);
        var source = read(options, "one-large").build();

        Throwable failure = catchThrowable(() -> Replay.of(source).run());

        assertThat(ExceptionUtils.findThrowableWithMessage(failure, "ArrowOptions.withMemoryLimit"))
                .get()
                .asString()
                .contains("topic 'one-large', partition 0, offset " + RECORDS / 2)
                .contains(LARGE + " bytes of values")
                .contains("limit of " + limit.getBytes() + " bytes");
    }

    /** Opens a batch, and keeps it open until it is interrupted. */
    private static final class Stuck extends RichMapFunction<ArrowBatch, ArrowBatch> {

        private static final long serialVersionUID = 1L;

        private final SharedReference<CountDownLatch> opened;
        private transient BufferAllocator allocator;

        Stuck(SharedReference<CountDownLatch> opened) {
            this.opened = opened;
        }

        @Override
        public void open(OpenContext context) {
            allocator = ArrowMemory.newAllocator("stuck", 1 << 20);
        }

        @Override
        public ArrowBatch map(ArrowBatch batch) throws Exception {
            try (ArrowBatchReader reader = batch.open(allocator)) {
                assertThat(reader.root().getRowCount()).isLessThan(RECORDS / 10);
                opened.get().countDown();
                new CountDownLatch(1).await();
            }
            return batch;
        }

        @Override
        public void close() {
            allocator.close();
        }
    }

    private static KafkarsSourceBuilder<ArrowBatch> read(ArrowOptions options, String topic) {
        return KafkarsSource.arrow(options)
                .setBootstrapServers(kafka.bootstrapServers())
                .setTopics(SourceTopic.earliest(topic))
                .stopAtReplayEnd();
    }

    /** Values that do not compress, so that they are as large afterwards. */
    private static void fill(String topic, java.util.function.IntUnaryOperator sizeOf) {
        kafka.topic(topic, 1);
        var random = new Random(20_261_125);
        kafka.produce(
                IntStream.range(0, RECORDS)
                        .mapToObj(
                                i -> {
                                    byte[] value = new byte[sizeOf.applyAsInt(i)];
                                    random.nextBytes(value);
                                    return new ProducerRecord<byte[], byte[]>(
                                            topic, 0, 1_000L + i, null, value);
                                })
                        .toList());
    }
}
