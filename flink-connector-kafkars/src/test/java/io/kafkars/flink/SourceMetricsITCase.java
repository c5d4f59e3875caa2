// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.flink.message.Message;
import io.kafkars.flink.metrics.MetricNames;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.MiniClusters;
import io.kafkars.testing.RunningJob;
import io.kafkars.testing.StreamLog;
import io.kafkars.testing.Times;
import io.kafkars.topics.SourceTopic;

import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.testutils.junit.SharedObjectsExtension;

import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.lang.reflect.Field;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import static io.kafkars.testing.Records.at;
import static org.assertj.core.api.Assertions.assertThat;

/** The metrics of a reader, as a reporter sees them while the job runs. */
class SourceMetricsITCase {

    private static final long START = 1_700_000_000_000L;
    private static final int EARLIER = 4_000;
    private static final int LATER = 1_000;
    private static final int DISORDERED = 3;
    private static final int FUTURE = 1;
    private static final int ALL = EARLIER + LATER + DISORDERED + FUTURE;

    private static final InMemoryReporter REPORTER = InMemoryReporter.create();

    @RegisterExtension
    static final MiniClusterExtension flink =
            MiniClusters.withSlots(1, REPORTER.addToConfiguration(new Configuration()));

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @RegisterExtension final SharedObjectsExtension shared = SharedObjectsExtension.create();

    private StreamLog<Message> log;

    @BeforeAll
    static void start() throws Exception {
        var topic = kafka.topic("measured", 2);
        // The first commit makes a cluster create its offsets topic, for which no test should wait.
        kafka.admin()
                .alterConsumerGroupOffsets(
                        "first",
                        Map.of(new TopicPartition("measured", 0), new OffsetAndMetadata(0)))
                .all()
                .get();
        topic.write(0, seconds(0, EARLIER))
                .write(0, Instant.now().plus(Duration.ofDays(1)), "future")
                .write(0, seconds(0, DISORDERED))
                .write(1, seconds(EARLIER, EARLIER + LATER));
    }

    @BeforeEach
    void newLog() {
        log = new StreamLog<>();
    }

    @Test
    void everyMetricIsRightFromTheFirstRecordUntilTheSourceIsLive() throws Exception {
        var firstRecord = shared.add(new CountDownLatch(1));
        var fullSpeed = shared.add(new CountDownLatch(1));
        var source =
                read("measured")
                        .setBatchSize(1)
                        .setMaxHeldRecords(100)
                        .setGroupId("measured")
                        .setCommitOffsetsOnCheckpoints(true)
                        .build();
        var env = environment();
        env.enableCheckpointing(100);
        var stream = env.fromSource(source, WatermarkStrategy.noWatermarks(), "kafkars");
        Gate.after(log.record(stream), firstRecord, message -> true)
                .map(
                        message -> {
                            if (fullSpeed.get().getCount() > 0) {
                                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                            }
                            return message;
                        })
                .returns(stream.getType())
                .sinkTo(new DiscardingSink<>());
        try (var job = RunningJob.start(env)) {
            job.until("first record", () -> log.size() == 1);
            assertThat(source(job.id()).keySet()).containsAll(namesOfMetrics());
            // Some batches have been released already, and wait to be handed over.
            assertThat(number(job.id(), "pendingRecords")).isBetween(ALL - 20L, (long) ALL);
            assertThat(own(job.id(), MetricNames.REPLAY_RECORDS_REMAINING))
                    .isBetween(ALL - 20L, (long) ALL);
            assertThat(own(job.id(), MetricNames.IS_LIVE)).isZero();
            assertThat(own(job.id(), MetricNames.SOURCE_IS_LIVE)).isZero();
            assertThat(own(job.id(), MetricNames.COMMITS_SUCCEEDED)).isZero();

            firstRecord.get().countDown();
            job.until(
                    "partition that is ahead and paused",
                    () -> own(job.id(), MetricNames.PAUSED_PARTITIONS) > 0);
            assertThat(own(job.id(), MetricNames.HELD_RECORDS)).isPositive();
            assertThat(own(job.id(), MetricNames.HELD_BYTES)).isPositive();
            assertThat(own(job.id(), MetricNames.LOW_WATER_MARK))
                    .isBetween(START, START + 1_000L * EARLIER);
            assertThat(text(job.id(), MetricNames.SLOWEST_PARTITION)).isEqualTo("measured-0");
            assertThat(own(job.id(), MetricNames.IS_LIVE)).isZero();

            fullSpeed.get().countDown();
            job.until("live reader", () -> own(job.id(), MetricNames.IS_LIVE) == 1);
            job.until("live source", () -> own(job.id(), MetricNames.SOURCE_IS_LIVE) == 1);
            job.until("all records", () -> number(job.id(), "numRecordsIn") == ALL);
            assertThat(number(job.id(), "numBytesIn")).isGreaterThan(10L * ALL);
            assertThat(number(job.id(), "numRecordsInErrors")).isZero();
            assertThat(number(job.id(), "pendingRecords")).isZero();
            assertThat(own(job.id(), MetricNames.REPLAY_RECORDS_REMAINING)).isZero();
            assertThat(own(job.id(), MetricNames.HELD_RECORDS)).isZero();
            assertThat(own(job.id(), MetricNames.HELD_BYTES)).isZero();
            assertThat(own(job.id(), MetricNames.PAUSED_PARTITIONS)).isZero();
            assertThat(own(job.id(), MetricNames.LOW_WATER_MARK)).isEqualTo(Long.MAX_VALUE);
            assertThat(text(job.id(), MetricNames.SLOWEST_PARTITION)).isEmpty();
            assertThat(own(job.id(), MetricNames.DISORDERED_RECORDS)).isEqualTo(DISORDERED);
            assertThat(own(job.id(), MetricNames.LATE_RECORDS)).isEqualTo(DISORDERED);
            assertThat(own(job.id(), MetricNames.FUTURE_RECORDS)).isEqualTo(FUTURE);

            assertThat(ofPartition(job.id(), 0, MetricNames.CURRENT_OFFSET))
                    .isEqualTo(EARLIER + DISORDERED + FUTURE - 1);
            assertThat(ofPartition(job.id(), 1, MetricNames.CURRENT_OFFSET)).isEqualTo(LATER - 1);
            job.until(
                    "committed offsets",
                    () ->
                            ofPartition(job.id(), 0, MetricNames.COMMITTED_OFFSET)
                                            == EARLIER + DISORDERED + FUTURE
                                    && ofPartition(job.id(), 1, MetricNames.COMMITTED_OFFSET)
                                            == LATER);
            assertThat(own(job.id(), MetricNames.COMMITS_SUCCEEDED)).isPositive();
            assertThat(own(job.id(), MetricNames.COMMITS_FAILED)).isZero();
        }
    }

    @Test
    void theGaugesOfAPartitionAreRemovedWhenItsSplitFinishes() throws Exception {
        kafka.topic("ends-early", 1);
        kafka.topic("ends-late", 1);
        kafka.topic("ends-early").write(0, (seconds(0, 10)));
        kafka.topic("ends-late").write(0, (seconds(5, 30)));
        var lastRecord = shared.add(new CountDownLatch(1));
        var env = environment();
        var source = read("ends-early", "ends-late").setBatchSize(1).stopAtReplayEnd().build();
        var stream = env.fromSource(source, WatermarkStrategy.noWatermarks(), "kafkars");
        Gate.after(log.record(stream), lastRecord, message -> message.offset() == 24)
                .sinkTo(new DiscardingSink<>());
        try (var job = RunningJob.start(env)) {
            job.until("last record", () -> log.size() == 35);

            assertThat(source(job.id()).keySet())
                    .anyMatch(name -> name.contains(".ends-late.partition.0."))
                    .noneMatch(name -> name.contains(".ends-early."));
            lastRecord.get().countDown();
            job.awaitEnd();
        }
    }

    /**
     * Flink would report that its watermark is -2^63, as the reader has one output for all splits.
     */
    @Test
    void noSplitHasMetricsOfAnOutputThatNothingPassesThrough() throws Exception {
        kafka.topic("grows", 1).write(0, seconds(0, 1));
        var env = environment();
        var source = read("grows").setPartitionDiscoveryInterval(Duration.ofMillis(100)).build();
        var stream = env.fromSource(source, WatermarkStrategy.noWatermarks(), "kafkars");
        log.record(stream).sinkTo(new DiscardingSink<>());
        try (var job = RunningJob.start(env)) {
            job.until("the first record", () -> log.size() == 1);
            assertThat(source(job.id()).keySet()).noneMatch(name -> name.startsWith("split."));

            kafka.admin()
                    .createPartitions(Map.of("grows", NewPartitions.increaseTo(2)))
                    .all()
                    .get();
            kafka.topic("grows").write(1, seconds(0, 1));
            job.until("a record of the new partition", () -> log.size() == 2);
            assertThat(source(job.id()).keySet()).noneMatch(name -> name.startsWith("split."));
        }
    }

    @Test
    void theMetricsOfTheConsumerCanBeLeftOut() throws Exception {
        var gate = shared.add(new CountDownLatch(1));
        for (boolean registered : List.of(true, false)) {
            newLog();
            var env = environment();
            var source = read("measured").setRegisterConsumerMetrics(registered).build();
            var stream = env.fromSource(source, WatermarkStrategy.noWatermarks(), "kafkars");
            Gate.after(log.record(stream), gate, message -> false).sinkTo(new DiscardingSink<>());
            try (var job = RunningJob.start(env)) {
                job.until("first record", () -> log.size() > 0);
                Predicate<String> isOfClient =
                        name ->
                                name.equals(
                                        "KafkarsSourceReader.KafkaConsumer.bytes-consumed-total");
                assertThat(source(job.id()).keySet().stream().anyMatch(isOfClient))
                        .isEqualTo(registered);
            }
        }
    }

    // The jobs

    private static KafkarsSourceBuilder<Message> read(String... topics) {
        return KafkarsSource.messages()
                .setBootstrapServers(kafka.bootstrapServers())
                .setTopics(Arrays.stream(topics).map(SourceTopic::earliest).toList());
    }

    private static StreamExecutionEnvironment environment() {
        var env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(1);
        return env;
    }

    private static Times seconds(int from, int to) {
        return Times.every(Duration.ofSeconds(1), at(START + 1_000L * from), to - from);
    }

    // Metrics

    /** The operator's name of each metric in {@link MetricNames}, which also names groups. */
    private static List<String> namesOfMetrics() {
        return Arrays.stream(MetricNames.class.getFields())
                .filter(field -> !field.getName().endsWith("_GROUP"))
                .map(SourceMetricsITCase::value)
                .map(
                        name ->
                                name.endsWith("Offset")
                                        ? "KafkarsSourceReader.topic.measured.partition.0." + name
                                        : "KafkarsSourceReader." + name)
                .toList();
    }

    private static String value(Field constant) {
        try {
            return (String) constant.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The metrics of the source's operator, by their names within its group. */
    private static Map<String, Metric> source(JobID job) {
        String scope = ".Source: kafkars.0.";
        return REPORTER.getMetricsByIdentifiers(job).entrySet().stream()
                .filter(entry -> entry.getKey().contains(scope))
                .collect(
                        Collectors.toMap(
                                entry ->
                                        entry.getKey()
                                                .substring(
                                                        entry.getKey().indexOf(scope)
                                                                + scope.length()),
                                Map.Entry::getValue));
    }

    private static long own(JobID job, String name) {
        return number(job, "KafkarsSourceReader." + name);
    }

    private static long ofPartition(JobID job, int partition, String name) {
        return own(job, "topic.measured.partition." + partition + "." + name);
    }

    private static String text(JobID job, String name) {
        return (String) ((Gauge<?>) source(job).get("KafkarsSourceReader." + name)).getValue();
    }

    private static long number(JobID job, String name) {
        Metric metric = source(job).get(name);
        if (metric instanceof Counter counter) {
            return counter.getCount();
        }
        assertThat(metric).as("metric %s", name).isInstanceOf(Gauge.class);
        return ((Number) ((Gauge<?>) metric).getValue()).longValue();
    }
}
