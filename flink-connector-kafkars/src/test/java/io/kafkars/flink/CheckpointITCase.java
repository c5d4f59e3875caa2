// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.flink.message.Message;
import io.kafkars.testing.Await;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.MiniClusters;
import io.kafkars.testing.RunningJob;

import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.CheckpointStatsCounts;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.util.RestartStrategyUtils;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.testutils.junit.SharedObjectsExtension;
import org.apache.flink.testutils.junit.SharedReference;

import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

import static org.assertj.core.api.Assertions.assertThat;

/** Checkpoints that are aborted, and commits that fail. */
class CheckpointITCase {

    private static final int RECORDS = 1_000;
    private static final int ALL = CheckedReplay.PARTITIONS * RECORDS;

    @RegisterExtension static final MiniClusterExtension flink = MiniClusters.withSlots(1);

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @RegisterExtension final SharedObjectsExtension shared = SharedObjectsExtension.create();

    /** The source takes part in these checkpoints, but the blocked task after it does not. */
    @Test
    void anAbortedCheckpointCommitsNothingAndLosesNothing(@InjectMiniCluster MiniCluster flink)
            throws Exception {
        var replay = new CheckedReplay(kafka.cluster(), "aborted", shared);
        replay.produce(0, RECORDS);
        SharedReference<CountDownLatch> open = shared.add(new CountDownLatch(1));
        SharedReference<Map<String, Long>> counts = shared.add(new ConcurrentHashMap<>());
        var env = environment();
        env.getCheckpointConfig().setCheckpointTimeout(300);
        env.getCheckpointConfig().setTolerableCheckpointFailureNumber(1_000);
        var stream =
                env.fromSource(
                        replay.read()
                                .setGroupId("aborted")
                                .setCommitOffsetsOnCheckpoints(true)
                                .build(),
                        WatermarkStrategy.noWatermarks(),
                        "kafkars");
        Gate.after(stream.rebalance(), open, message -> message.offset() >= RECORDS / 2)
                .keyBy(Message::partition, Types.INT)
                .process(new OffsetsInTurn(counts))
                .sinkTo(new DiscardingSink<>());

        try (var job = RunningJob.start(env)) {
            job.until(
                    "aborted checkpoints",
                    () -> checkpoints(flink, job.id()).getNumberOfFailedCheckpoints() >= 2);
            assertThat(committed("aborted"))
                    .as("committed while checkpoints are aborted")
                    .isLessThanOrEqualTo(sum(counts));

            flink.terminateTaskManager(0).get();
            open.get().countDown();
            flink.startTaskManager();
            job.until("all records", () -> sum(counts) == ALL);
            job.until("all offsets", () -> committed("aborted") == ALL);
        }
    }

    @Test
    void aGroupTakesNoPartitionsAwayAndItsRefusalOfCommitsDoesNotFailTheJob() throws Exception {
        var replay = new CheckedReplay(kafka.cluster(), "shared-group", shared);
        replay.produce(0, RECORDS);
        replay.speed(500);
        var env = environment();
        var bytes = new ByteArrayDeserializer();
        try (var other =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers", kafka.bootstrapServers(),
                                "group.id", "shared",
                                "enable.auto.commit", "false"),
                        bytes,
                        bytes)) {
            other.subscribe(List.of("shared-group"));
            Await.until(
                    "the other's partitions",
                    () -> {
                        other.poll(Duration.ofMillis(100));
                        return other.assignment().size() == CheckedReplay.PARTITIONS;
                    });
            var source = replay.read().setGroupId("shared").setCommitOffsetsOnCheckpoints(true);
            try (var job = replay.start(env, source)) {
                job.until("all records", () -> replay.hasCounted(RECORDS));
                assertThat(committed("shared")).as("refused by the group").isZero();
                other.poll(Duration.ZERO);
                assertThat(other.assignment()).hasSize(CheckedReplay.PARTITIONS);
            }
        }
        replay.requireOrder(RECORDS, 0);
    }

    private static StreamExecutionEnvironment environment() {
        var env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(1);
        env.enableCheckpointing(100);
        RestartStrategyUtils.configureFixedDelayRestartStrategy(env, 10, 0);
        return env;
    }

    private static CheckpointStatsCounts checkpoints(MiniCluster flink, JobID job)
            throws Exception {
        return flink.getExecutionGraph(job).get().getCheckpointStatsSnapshot().getCounts();
    }

    /** Sum of the group's offsets. */
    private static long committed(String group) throws Exception {
        return kafka
                .admin()
                .listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get()
                .values()
                .stream()
                .mapToLong(offset -> offset.offset())
                .sum();
    }

    private static long sum(SharedReference<Map<String, Long>> counts) {
        return counts.get().values().stream().mapToLong(Long::longValue).sum();
    }
}
