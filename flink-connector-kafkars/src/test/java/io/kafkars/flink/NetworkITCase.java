// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.fixtures.TcpProxy;
import io.kafkars.flink.message.Message;
import io.kafkars.testing.EmbeddedKafka;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.MiniClusters;
import io.kafkars.testing.RunningJob;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.util.RestartStrategyUtils;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.testutils.junit.SharedObjectsExtension;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A network that is cut or slow, and a broker that is restarted. The jobs have no restart strategy,
 * so that a source which failed would fail the test.
 */
class NetworkITCase {

    private static final int RECORDS = 3_000;
    private static final int LATER = 50;
    private static final int ALL = CheckedReplay.PARTITIONS * RECORDS;
    private static final int SLOW_MICROS = 500;

    /** Fewer bytes than a record has. */
    private static final long RECORD_BYTES = 20;

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(2);

    /** Long enough for requests to fail, Kafka's retries included. */
    private static final Duration CUT = Duration.ofSeconds(6);

    @RegisterExtension static final MiniClusterExtension flink = MiniClusters.withSlots(1);

    /** Closed after the broker, whose clients use it. */
    @RegisterExtension
    @Order(1)
    static final TcpProxy network = TcpProxy.open();

    @RegisterExtension
    @Order(2)
    static final KafkaExtension kafka = KafkaExtension.of(network::startKafka);

    @RegisterExtension final SharedObjectsExtension shared = SharedObjectsExtension.create();

    @Test
    void aCutLongerThanTheRequestTimeoutDoesNotChangeTheReplay() throws Exception {
        var replay = replay("cut");
        try (var job = replay.start(environment(), read(replay))) {
            job.until("some of the replay", () -> replay.seen() >= 500);
            network.cut();
            outlast(job);
            assertThat(replay.seen()).as("records fetched before the cut").isLessThan(ALL);
            network.heal();
            replay.speed(0);
            job.until("all records", () -> replay.hasCounted(RECORDS));
        }
        replay.requireOrder(RECORDS, 0);
    }

    @Test
    void aCutOfALiveSourceDelaysItsRecords() throws Exception {
        var replay = replay("cut-live");
        replay.speed(0);
        try (var job = replay.start(environment(), read(replay))) {
            job.until("live source", replay::isLive);
            network.cut();
            outlast(job);
            network.heal();
            replay.produce(RECORDS, RECORDS + LATER);
            job.until("all records", () -> replay.hasCounted(RECORDS + LATER));
        }
        replay.requireOrder(RECORDS, 0);
    }

    @Test
    void aReplayContinuesOverASlowNetwork() throws Exception {
        var replay = replay("slow");
        replay.speed(0);
        network.slowDown(60_000);
        try (var job = replay.start(environment(), read(replay))) {
            job.until("all records", () -> replay.hasCounted(RECORDS));
        } finally {
            network.speedUp();
        }
        assertThat(network.slowBytes()).as("fetched slowly").isGreaterThan(ALL * RECORD_BYTES);
        replay.requireOrder(RECORDS, 0);
    }

    /** Has a broker of its own, because a restarted one creates no topics for the other tests. */
    @Test
    void aRestartOfTheBrokerDoesNotChangeTheReplay() throws Exception {
        try (var restarted = EmbeddedKafka.start()) {
            var replay = replay(restarted, "restart");
            try (var job = replay.start(environment(), read(replay))) {
                job.until("some of the replay", () -> replay.seen() >= 500);
                var broker = restarted.testKit().brokers().values().iterator().next();
                broker.shutdown();
                broker.awaitShutdown();
                assertThat(replay.seen()).as("records fetched before").isLessThan(ALL);
                broker.startup();
                replay.speed(0);
                job.until("all records", () -> replay.hasCounted(RECORDS));
            }
            replay.requireOrder(RECORDS, 0);
        }
    }

    private CheckedReplay replay(String topic) {
        return replay(kafka.cluster(), topic);
    }

    private CheckedReplay replay(EmbeddedKafka cluster, String topic) {
        var replay = new CheckedReplay(cluster, topic, shared);
        replay.produce(0, RECORDS);
        replay.speed(SLOW_MICROS);
        return replay;
    }

    /** A source that holds few records, so that it keeps fetching, and often lists partitions. */
    private static KafkarsSourceBuilder<Message> read(CheckedReplay replay) {
        return replay.read()
                .setMaxHeldRecords(400)
                .setBatchSize(50)
                .setPartitionDiscoveryInterval(Duration.ofMillis(200))
                .setProperty("max.poll.records", "50")
                .setProperty("max.partition.fetch.bytes", "4096")
                .setProperty("request.timeout.ms", "" + REQUEST_TIMEOUT.toMillis())
                .setProperty("default.api.timeout.ms", "" + REQUEST_TIMEOUT.toMillis());
    }

    /** Waits for the length of a cut. The job must not end meanwhile. */
    private static void outlast(RunningJob job) throws Exception {
        long end = System.nanoTime() + CUT.toNanos();
        job.until("end of the cut", () -> System.nanoTime() > end);
    }

    private static StreamExecutionEnvironment environment() {
        var env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.enableCheckpointing(200);
        RestartStrategyUtils.configureNoRestartStrategy(env);
        return env;
    }
}
