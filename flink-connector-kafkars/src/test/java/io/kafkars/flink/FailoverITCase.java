// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.testing.KafkaExtension;

import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.util.RestartStrategyUtils;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.testutils.junit.SharedObjectsExtension;

import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;
import java.util.concurrent.CountDownLatch;

import static org.assertj.core.api.Assertions.assertThat;

/** TaskManagers and JobManagers that fail at each stage of a replay and after it. */
class FailoverITCase {

    private static final int RECORDS = 600;
    private static final int LATER = 50;
    private static final int SLOW = 500;

    /** The test kit's clusters cannot revoke the leadership of a JobManager. */
    @RegisterExtension
    static final MiniClusterExtension flink =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(1)
                            .withHaLeadershipControl()
                            .build());

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    private static int taskManager;

    @RegisterExtension final SharedObjectsExtension shared = SharedObjectsExtension.create();

    private enum Failure {
        TASK_MANAGER {
            @Override
            void strike(MiniCluster flink, JobID job, Runnable meanwhile) throws Exception {
                var gone = flink.terminateTaskManager(taskManager++);
                meanwhile.run();
                gone.get();
                flink.startTaskManager();
            }
        },
        JOB_MANAGER {
            @Override
            void strike(MiniCluster flink, JobID job, Runnable meanwhile) throws Exception {
                var leadership = flink.getHaLeadershipControl().orElseThrow();
                var gone = leadership.revokeJobMasterLeadership(job);
                meanwhile.run();
                gone.get();
                leadership.grantJobMasterLeadership(job).get();
            }
        };

        /**
         * @param meanwhile run after the failure has begun, and before the recovery
         */
        abstract void strike(MiniCluster flink, JobID job, Runnable meanwhile) throws Exception;
    }

    private enum Moment {
        BEFORE_THE_FIRST_RELEASE,
        IN_MID_BATCH,
        AT_THE_SWITCH_TO_LIVE,
        LIVE
    }

    @ParameterizedTest
    @CsvSource({
        "TASK_MANAGER, BEFORE_THE_FIRST_RELEASE",
        "TASK_MANAGER, IN_MID_BATCH",
        "TASK_MANAGER, AT_THE_SWITCH_TO_LIVE",
        "TASK_MANAGER, LIVE",
        "JOB_MANAGER, BEFORE_THE_FIRST_RELEASE",
        "JOB_MANAGER, IN_MID_BATCH",
        "JOB_MANAGER, AT_THE_SWITCH_TO_LIVE",
        "JOB_MANAGER, LIVE"
    })
    void eachRecordAffectsStateOnce(
            Failure failure, Moment moment, @InjectMiniCluster MiniCluster flink) throws Exception {
        var replay = new CheckedReplay(kafka.cluster(), failure + "-" + moment, shared);
        replay.produce(0, RECORDS);
        replay.speed(SLOW);
        var source = replay.read().setBatchSize(100);
        if (moment == Moment.BEFORE_THE_FIRST_RELEASE) {
            HeldBack.begin();
            source.setProperty("interceptor.classes", HeldBack.class.getName());
        }
        try (var job = replay.start(environment(), source)) {
            job.until("moment of the failure", () -> isThere(moment, replay, flink, job.id()));
            failure.strike(flink, job.id(), HeldBack::end);
            replay.speed(0);
            replay.produce(RECORDS, RECORDS + LATER);
            job.until("all records", () -> replay.hasCounted(RECORDS + LATER));
        } finally {
            HeldBack.end();
        }
        replay.requireOrder(RECORDS, 1);
    }

    private static boolean isThere(
            Moment moment, CheckedReplay replay, MiniCluster flink, JobID job) throws Exception {
        return switch (moment) {
            case BEFORE_THE_FIRST_RELEASE -> HeldBack.isReached() && checkpoints(flink, job) >= 2;
            case IN_MID_BATCH -> replay.seen() >= 450 && checkpoints(flink, job) >= 2;
            case AT_THE_SWITCH_TO_LIVE ->
                    replay.seen() >= CheckedReplay.PARTITIONS * RECORDS - 10
                            && checkpoints(flink, job) >= 2;
            case LIVE -> replay.isLive() && replay.hasCounted(RECORDS);
        };
    }

    @ParameterizedTest
    @CsvSource({"TASK_MANAGER", "JOB_MANAGER"})
    void theReplayKeepsItsEnd(Failure failure, @InjectMiniCluster MiniCluster flink)
            throws Exception {
        var replay = new CheckedReplay(kafka.cluster(), "end-" + failure, shared);
        replay.produce(0, RECORDS);
        replay.speed(SLOW);
        try (var job = replay.start(environment(), replay.read().stopAtReplayEnd())) {
            job.until(
                    "checkpoints in the replay",
                    () -> replay.seen() >= 450 && checkpoints(flink, job.id()) >= 2);
            replay.produce(RECORDS, RECORDS + LATER);
            failure.strike(flink, job.id(), () -> {});
            replay.speed(0);
            job.awaitEnd();
        }
        assertThat(replay.hasCounted(RECORDS)).isTrue();
        replay.requireOrder(RECORDS, 1);
    }

    @Test
    void failuresMayFollowEachOther(@InjectMiniCluster MiniCluster flink) throws Exception {
        var replay = new CheckedReplay(kafka.cluster(), "both", shared);
        replay.produce(0, RECORDS);
        replay.speed(SLOW);
        try (var job = replay.start(environment(), replay.read())) {
            int failures = 0;
            for (Failure failure : Failure.values()) {
                int enough = replay.seen() + 200;
                job.until("more of the replay", () -> replay.seen() >= enough);
                failure.strike(flink, job.id(), () -> {});
                failures++;
            }
            replay.speed(0);
            job.until("all records", () -> replay.hasCounted(RECORDS));
            replay.requireOrder(RECORDS, failures);
        }
    }

    private static StreamExecutionEnvironment environment() {
        var env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.enableCheckpointing(50);
        RestartStrategyUtils.configureFixedDelayRestartStrategy(env, 10, 0);
        return env;
    }

    private static long checkpoints(MiniCluster flink, JobID job) throws Exception {
        return flink.getExecutionGraph(job)
                .get()
                .getCheckpointStatsSnapshot()
                .getCounts()
                .getNumberOfCompletedCheckpoints();
    }

    /** Withholds fetched records from the reader until the test releases them. */
    public static final class HeldBack implements ConsumerInterceptor<Object, Object> {

        private static volatile CountDownLatch reached = new CountDownLatch(1);
        private static volatile CountDownLatch ended = new CountDownLatch(0);

        static void begin() {
            reached = new CountDownLatch(1);
            ended = new CountDownLatch(1);
        }

        static boolean isReached() {
            return reached.getCount() == 0;
        }

        static void end() {
            ended.countDown();
        }

        @Override
        public ConsumerRecords<Object, Object> onConsume(ConsumerRecords<Object, Object> records) {
            reached.countDown();
            try {
                ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return records;
        }

        @Override
        public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

        @Override
        public void close() {}

        @Override
        public void configure(Map<String, ?> configs) {}
    }
}
