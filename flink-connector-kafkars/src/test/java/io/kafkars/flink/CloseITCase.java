// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.fixtures.ClientThreads;
import io.kafkars.fixtures.TcpProxy;
import io.kafkars.flink.message.Message;
import io.kafkars.flink.metrics.MetricNames;
import io.kafkars.testing.Await;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.MiniClusters;
import io.kafkars.testing.RunningJob;

import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.util.RestartStrategyUtils;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.testutils.junit.SharedObjectsExtension;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** A source ends within seconds from any state, and none of its threads is left. */
class CloseITCase {

    private static final int RECORDS = 2_000;
    private static final int HELD = 200;
    private static final int FOR_EVER_MICROS = Integer.MAX_VALUE;
    private static final Duration MAX_CLOSE_TIME = Duration.ofSeconds(10);

    private static final InMemoryReporter REPORTER = InMemoryReporter.create();

    @RegisterExtension
    static final MiniClusterExtension flink =
            MiniClusters.withSlots(1, REPORTER.addToConfiguration(new Configuration()));

    /** Closed after the broker, whose clients use it. */
    @RegisterExtension
    @Order(1)
    static final TcpProxy network = TcpProxy.open();

    @RegisterExtension
    @Order(2)
    static final KafkaExtension kafka = KafkaExtension.of(network::startKafka);

    @RegisterExtension final SharedObjectsExtension shared = SharedObjectsExtension.create();

    private ClientThreads threads;

    @BeforeEach
    void countThreads() {
        threads = ClientThreads.fromNowOn();
    }

    @Test
    void itEndsBeforeAnythingIsAssigned() throws Exception {
        try (var silent = TcpProxy.open()) {
            var replay = new CheckedReplay(kafka.cluster(), "unassigned", shared);
            var source = replay.read().setBootstrapServers(silent.address());
            try (var job = replay.start(environment(), source)) {
                job.until(
                        "the source to ask Kafka",
                        () -> threads.anyIsIn("kafka-admin-client-thread", "run"));
                requireEnd(job);
            }
        }
    }

    @Test
    void itEndsWhenItIsLiveAndIdle() throws Exception {
        var replay = replay("idle", 0);
        try (var job = replay.start(environment(), read(replay))) {
            job.until("live source", replay::isLive);
            requireThreads();
            requireEnd(job);
        }
    }

    /** Nothing is polled in this state, so that no more records are held. */
    @Test
    void itEndsWhileDownstreamIsBlockedAndTheHandOverIsFull() throws Exception {
        var replay = replay("blocked", FOR_EVER_MICROS);
        try (var job = replay.start(environment(), read(replay))) {
            job.until("a record that blocks", () -> replay.seen() == 1);
            job.until(
                    "a fetcher that cannot hand over",
                    () -> threads.anyIsIn("Source Data Fetcher", "waitOnPut"));
            requireThreads();
            assertThat(gauge(job.id(), MetricNames.HELD_RECORDS))
                    .as("held records: at most one poll above the limit")
                    .isLessThanOrEqualTo(HELD + 50L);
            requireEnd(job);
        }
    }

    @Test
    void itEndsInTheReplayWhenTheBrokerIsGone() throws Exception {
        var replay = replay("gone", 500);
        try (var job = replay.start(environment(), read(replay))) {
            job.until("some of the replay", () -> replay.seen() >= 300);
            requireThreads();
            network.cut();
            requireEnd(job);
        } finally {
            network.heal();
        }
    }

    @Test
    void itEndsWithASavepointWhenItIsLive(@TempDir Path savepoints) throws Exception {
        var replay = replay("saved", 0);
        try (var job = replay.start(environment(), read(replay))) {
            job.until("live source", replay::isLive);
            long begin = System.nanoTime();
            job.stopWithSavepoint(savepoints);
            requireNothingLeft(begin);
        }
    }

    // The job

    private CheckedReplay replay(String topic, int microsPerRecord) {
        var replay = new CheckedReplay(kafka.cluster(), topic, shared);
        replay.produce(0, RECORDS);
        replay.speed(microsPerRecord);
        return replay;
    }

    private static KafkarsSourceBuilder<Message> read(CheckedReplay replay) {
        return replay.read()
                .setMaxHeldRecords(HELD)
                .setBatchSize(10)
                .setGroupId("closing")
                .setCommitOffsetsOnCheckpoints(true)
                .setPartitionDiscoveryInterval(Duration.ofMillis(200))
                .setProperty("max.poll.records", "50");
    }

    private static StreamExecutionEnvironment environment() {
        var env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.enableCheckpointing(100);
        RestartStrategyUtils.configureNoRestartStrategy(env);
        return env;
    }

    private static long gauge(JobID job, String name) {
        return REPORTER.getMetricsByIdentifiers(job).entrySet().stream()
                .filter(entry -> entry.getKey().endsWith("KafkarsSourceReader." + name))
                .map(entry -> (Gauge<?>) entry.getValue())
                .mapToLong(gauge -> ((Number) gauge.getValue()).longValue())
                .findFirst()
                .orElse(0);
    }

    // The threads

    /** Sees the threads while they run; otherwise a test could not tell that they have ended. */
    private void requireThreads() {
        assertThat(threads.names())
                .anyMatch(name -> name.startsWith("Source Data Fetcher"))
                .anyMatch(name -> name.startsWith("SourceCoordinator-"))
                .anyMatch(name -> name.startsWith("kafka-admin-client-thread"));
    }

    private void requireEnd(RunningJob job) throws Exception {
        long begin = System.nanoTime();
        job.close();
        requireNothingLeft(begin);
    }

    private void requireNothingLeft(long begin) throws Exception {
        Await.until("end of " + threads.names(), () -> threads.names().isEmpty());
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .as("from the cancellation to the last thread's end")
                .isLessThan(MAX_CLOSE_TIME);
    }
}
