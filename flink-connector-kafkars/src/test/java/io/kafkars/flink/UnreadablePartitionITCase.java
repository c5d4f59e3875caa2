// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.flink.message.Message;
import io.kafkars.flink.metrics.MetricNames;
import io.kafkars.testing.EmbeddedKafka;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.MiniClusters;
import io.kafkars.testing.RunningJob;
import io.kafkars.testing.StreamLog;

import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import static org.assertj.core.api.Assertions.assertThat;

/** A live source of three partitions, each on a broker of its own, of which one stops. */
class UnreadablePartitionITCase {

    private static final int BROKERS = 3;
    private static final int STOPPED = 2;
    private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");

    private static final InMemoryReporter REPORTER = InMemoryReporter.create();

    @RegisterExtension
    static final MiniClusterExtension flink =
            MiniClusters.withSlots(1, REPORTER.addToConfiguration(new Configuration()));

    @RegisterExtension
    static final KafkaExtension kafka =
            KafkaExtension.of(() -> EmbeddedKafka.start(BROKERS, Map.of()));

    private final StreamLog<Message> log = new StreamLog<>();

    @Test
    void recordsStampedWhileTheLeaderIsAwayAreNotLate() throws Exception {
        var topic = kafka.topic("outage", BROKERS);
        int unreadable = partitionOn(STOPPED);
        int readable = (unreadable + 1) % BROKERS;
        for (int partition = 0; partition < BROKERS; partition++) {
            topic.write(partition, START, "replayed");
        }
        try (var job = start()) {
            job.until("live source", () -> log.size() == BROKERS && log.isLive());
            assertThat(unreadablePartitions(job.id())).isZero();

            kafka.cluster().stopBroker(STOPPED);
            job.until("unreadable partition", () -> unreadablePartitions(job.id()) == 1);
            topic.write(readable, START.plusSeconds(60), "during the outage");
            job.until("its record", () -> log.size() == BROKERS + 1);
            assertThat(log.watermarks()).allMatch(time -> time < START.toEpochMilli());

            var producer =
                    CompletableFuture.runAsync(
                            () ->
                                    topic.write(
                                            unreadable,
                                            START.plusSeconds(30),
                                            "stamped during the outage"));
            kafka.cluster().startBroker(STOPPED);
            producer.get();
            job.until("the record that waited", () -> log.size() == BROKERS + 2);
            job.until("readable partition", () -> unreadablePartitions(job.id()) == 0);
            job.until(
                    "a watermark that nobody holds",
                    () -> log.watermarks().contains(START.plusSeconds(60).toEpochMilli() - 1));
        }
        assertThat(log).hasNoLateElements();
    }

    private static int partitionOn(int broker) throws Exception {
        return kafka
                .admin()
                .describeTopics(List.of("outage"))
                .allTopicNames()
                .get()
                .get("outage")
                .partitions()
                .stream()
                .filter(partition -> partition.leader().id() == broker)
                .findFirst()
                .orElseThrow()
                .partition();
    }

    private RunningJob start() throws Exception {
        var source = kafka.messages("outage").setLiveIdleTimeout(Duration.ofSeconds(5)).build();
        var env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(1);
        var stream = env.fromSource(source, WatermarkStrategy.noWatermarks(), "kafkars");
        log.record(stream).sinkTo(new DiscardingSink<>());
        return RunningJob.start(env);
    }

    private static long unreadablePartitions(JobID job) {
        String name = "KafkarsSourceReader." + MetricNames.UNREADABLE_PARTITIONS;
        return REPORTER.getMetricsByIdentifiers(job).entrySet().stream()
                .filter(entry -> entry.getKey().endsWith("." + name))
                .mapToLong(entry -> (Long) ((Gauge<?>) entry.getValue()).getValue())
                .sum();
    }
}
