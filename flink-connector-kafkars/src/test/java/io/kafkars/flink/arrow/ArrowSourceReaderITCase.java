// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.arrow;

import io.kafkars.arrow.ArrowMemory;
import io.kafkars.consumer.ConsumerManager;
import io.kafkars.consumer.ConsumerProperties;
import io.kafkars.flink.drift.DriftSettings;
import io.kafkars.flink.metrics.ArrowMetricNames;
import io.kafkars.flink.reader.KafkarsSourceReader;
import io.kafkars.flink.reader.ReaderSettings;
import io.kafkars.flink.split.KafkarsSplit;
import io.kafkars.merge.MergeSettings;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.merge.ReplayWatermarks;
import io.kafkars.testing.ArrowAllocations;
import io.kafkars.testing.KafkaExtension;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.testutils.source.reader.TestingReaderContext;
import org.apache.flink.connector.testutils.source.reader.TestingReaderOutput;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.metrics.groups.InternalSourceReaderMetricGroup;
import org.apache.flink.runtime.metrics.groups.UnregisteredMetricGroups;

import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.IntVector;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** A reader of batches: two partitions with 300 records each, of which 200 are the replay. */
@Timeout(60)
class ArrowSourceReaderITCase {

    private static final String TOPIC = "events";
    private static final int RECORDS = 600;
    private static final int REPLAY = 400;

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @BeforeAll
    static void fillTopic() {
        kafka.topic(TOPIC, 2);
        kafka.produce(
                IntStream.range(0, RECORDS)
                        .mapToObj(
                                i ->
                                        new ProducerRecord<byte[], byte[]>(
                                                TOPIC, i % 2, 1_000L + i, null, new byte[10]))
                        .toList());
    }

    @AfterEach
    void allMemoryIsReturned() {
        assertThat(ArrowAllocations.bytes()).isZero();
    }

    @Test
    void theStateOfEachSplitAdvancesWithTheBatch() throws Exception {
        try (var reading = new Reading(MergeSettings.DEFAULT.withBatchSize(70), splits())) {
            while (reading.rows() < RECORDS) {
                reading.step();
                long emitted =
                        reading.reader.snapshotState(1).stream()
                                .mapToLong(split -> split.progress().nextOffset())
                                .sum();
                assertThat(emitted).isEqualTo(reading.rows());
            }
        }
    }

    @Test
    void noBatchMixesReplayedAndLiveRecords() throws Exception {
        try (var reading = new Reading(MergeSettings.DEFAULT.withBatchSize(70), splits())) {
            reading.until(RECORDS);
            assertThat(reading.batches())
                    .filteredOn(batch -> !batch.isLive())
                    .extracting(ArrowBatch::rows)
                    .satisfies(rows -> assertThat(sum(rows)).isEqualTo(REPLAY));
            assertThat(reading.batches()).extracting(ArrowBatch::isLive).isSorted();
            ArrowBatch last = reading.batches().get(reading.batches().size() - 1);
            assertThat(last.lastTimestamp()).isEqualTo(1_000 + RECORDS - 1);
        }
    }

    @Test
    void recordsAreCountedNotBatches() throws Exception {
        try (var reading = new Reading(MergeSettings.DEFAULT, splits())) {
            reading.until(RECORDS);
            assertThat(
                            reading.context
                                    .metricGroup()
                                    .getIOMetricGroup()
                                    .getNumRecordsInCounter()
                                    .getCount())
                    .isEqualTo(RECORDS);
        }
    }

    @Test
    void theMemoryOfVectorsIsAMetric() throws Exception {
        Map<String, Gauge<?>> gauges = new HashMap<>();
        var group =
                new UnregisteredMetricsGroup() {
                    @Override
                    public MetricGroup addGroup(String name) {
                        return this;
                    }

                    @Override
                    public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
                        gauges.put(name, gauge);
                        return gauge;
                    }
                };
        var context =
                new TestingReaderContext(
                        new Configuration(), InternalSourceReaderMetricGroup.mock(group));
        try (var reading = new Reading(MergeSettings.DEFAULT, splits(), context)) {
            reading.until(RECORDS);
            assertThat((Long) gauges.get(ArrowMetricNames.ARROW_ALLOCATED_BYTES).getValue())
                    .isPositive()
                    .isEqualTo(ArrowAllocations.bytes());
            assertThat((Long) gauges.get(ArrowMetricNames.ARROW_PEAK_BYTES).getValue())
                    .isGreaterThanOrEqualTo(ArrowAllocations.bytes());
        }
    }

    @Test
    void liveRecordsWaitForAFullBatch() throws Exception {
        var settings =
                MergeSettings.DEFAULT
                        .withBatchSize(RECORDS - REPLAY)
                        .withBatchLinger(Duration.ofMinutes(5));
        try (var reading = new Reading(settings, splits())) {
            reading.until(RECORDS);
            assertThat(reading.batches())
                    .filteredOn(ArrowBatch::isLive)
                    .extracting(ArrowBatch::rows)
                    .satisfies(rows -> assertThat(sum(rows)).isEqualTo(RECORDS - REPLAY))
                    .hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void theReplayContinuesWhereAClosedReaderStopped() throws Exception {
        var settings = MergeSettings.DEFAULT.withBatchSize(90);
        List<String> places = new ArrayList<>();
        List<KafkarsSplit> splits = splits();
        while (places.size() < RECORDS) {
            try (var reading = new Reading(settings, splits)) {
                reading.until(Math.min(150, RECORDS - places.size()));
                splits = reading.reader.snapshotState(1);
                places.addAll(reading.places());
            }
        }
        List<String> expected =
                IntStream.range(0, RECORDS).mapToObj(i -> i % 2 + "@" + i / 2).toList();
        assertThat(places).isEqualTo(expected);
    }

    private static int sum(List<? extends Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).sum();
    }

    private static List<KafkarsSplit> splits() {
        return IntStream.range(0, 2)
                .mapToObj(
                        partition ->
                                new KafkarsSplit(
                                        PartitionProgress.atStart(
                                                new PartitionId(TOPIC, partition),
                                                0,
                                                REPLAY / 2,
                                                System.currentTimeMillis()),
                                        Uuid.ZERO_UUID))
                .toList();
    }

    /** A reader that the test drives step by step. */
    private static final class Reading implements AutoCloseable {

        private final TestingReaderContext context;
        private final Output output = new Output();
        private final KafkarsSourceReader<ArrowBatch> reader;

        Reading(MergeSettings settings, List<KafkarsSplit> splits) throws Exception {
            this(
                    settings,
                    splits,
                    new TestingReaderContext(
                            new Configuration(),
                            InternalSourceReaderMetricGroup.wrap(
                                    UnregisteredMetricGroups
                                            .createUnregisteredOperatorMetricGroup())));
        }

        Reading(MergeSettings settings, List<KafkarsSplit> splits, TestingReaderContext context)
                throws Exception {
            this.context = context;
            var properties =
                    ConsumerProperties.of(Map.of("bootstrap.servers", kafka.bootstrapServers()));
            reader =
                    KafkarsSourceReader.create(
                            new ArrowElements(ArrowOptions.DEFAULT),
                            partitions ->
                                    new ConsumerManager(
                                            new KafkaConsumer<byte[], byte[]>(
                                                    properties.forConsumer(
                                                            "0", 1, MergeSettings.DEFAULT, false)),
                                            settings,
                                            false,
                                            System::currentTimeMillis),
                            restored -> restored,
                            new ReaderSettings(
                                    false,
                                    false,
                                    true,
                                    3_600_000,
                                    new ReplayWatermarks(MergeSettings.DEFAULT),
                                    Long.MAX_VALUE,
                                    true,
                                    DriftSettings.DEFAULT),
                            context);
            reader.start();
            reader.addSplits(splits);
        }

        void until(int count) throws Exception {
            while (rows() < count) {
                step();
            }
        }

        void step() throws Exception {
            if (reader.pollNext(output) == InputStatus.NOTHING_AVAILABLE) {
                reader.isAvailable().get();
            }
        }

        int rows() {
            return batches().stream().mapToInt(ArrowBatch::rows).sum();
        }

        List<ArrowBatch> batches() {
            return output.getEmittedRecords();
        }

        List<String> places() throws Exception {
            var places = new ArrayList<String>();
            try (var allocator = ArrowMemory.newAllocator("test", 64 << 20)) {
                for (ArrowBatch batch : batches()) {
                    try (ArrowBatchReader opened = batch.open(allocator)) {
                        var partitions = (IntVector) opened.root().getVector("partition");
                        var offsets = (BigIntVector) opened.root().getVector("offset");
                        for (int row = 0; row < batch.rows(); row++) {
                            places.add(partitions.get(row) + "@" + offsets.get(row));
                        }
                    }
                }
            }
            return places;
        }

        @Override
        public void close() throws Exception {
            reader.close();
        }
    }

    /** Keeps batches, and ignores watermarks. */
    private static final class Output extends TestingReaderOutput<ArrowBatch> {

        @Override
        public void emitWatermark(Watermark watermark) {}

        @Override
        public void markIdle() {}

        @Override
        public void markActive() {}
    }
}
