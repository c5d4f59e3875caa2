// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.flink.message.Message;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.RunningJob;
import io.kafkars.testing.StreamEvent;
import io.kafkars.testing.StreamLog;
import io.kafkars.testing.TestTopic;
import io.kafkars.testing.Times;

import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.util.RestartStrategyUtils;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.ExceptionUtils;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

import static io.kafkars.testing.Records.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Subtasks and sources of real jobs, of which none gets further ahead than the maximum drift. */
class DriftITCase {

    private static final Instant START = at("2024-01-01T00:00:00Z");
    private static final Duration STEP = Duration.ofMinutes(1);
    private static final Duration DRIFT = Duration.ofHours(2);
    private static final int RECORDS = 3_000;

    /** Of the elements of one subtask, or of one source, so that it is the slowest by far. */
    private static final Duration SLOW = Duration.ofNanos(700_000);

    /** The test kit's clusters cannot revoke the leadership of a JobManager. */
    @RegisterExtension
    static final MiniClusterExtension flink =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(4)
                            .withHaLeadershipControl()
                            .build());

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    private static final AtomicBoolean FAILURE_IS_DUE = new AtomicBoolean();

    @TempDir Path savepoints;

    private final StreamLog<Message> log = new StreamLog<>();

    // Sources

    @Test
    void twoSourcesStayTogetherAlthoughOneIsThrottled() throws Exception {
        topic("left", 2);
        topic("right", 2);
        try (var job = join(limited("left"), limited("right"))) {
            job.awaitEnd();
        }
        requireAll(4 * RECORDS);
        assertThat(spread()).isLessThanOrEqualTo(DRIFT);
    }

    @Test
    void withoutALimitTheyDriftApart() throws Exception {
        topic("free-left", 2);
        topic("free-right", 2);
        try (var job = join(bounded("free-left"), bounded("free-right"))) {
            job.awaitEnd();
        }
        requireAll(4 * RECORDS);
        assertThat(spread()).as("so that the other tests can fail").isGreaterThan(DRIFT);
    }

    @Test
    void sourcesOfDifferentGroupsDoNotWaitForEachOther() throws Exception {
        topic("mine", 2);
        topic("yours", 2);
        try (var job =
                join(
                        limited("mine").setDriftGroup("mine"),
                        limited("yours").setDriftGroup("yours"))) {
            job.awaitEnd();
        }
        requireAll(4 * RECORDS);
        assertThat(spread()).isGreaterThan(DRIFT);
    }

    /** The second source is throttled. Each has two subtasks. */
    private RunningJob join(KafkarsSourceBuilder<Message> left, KafkarsSourceBuilder<Message> right)
            throws Exception {
        var env = environment();
        env.setParallelism(2);
        recorded(env, left, "left")
                .union(slowed(recorded(env, right, "right"), SLOW))
                .sinkTo(new DiscardingSink<>());
        return RunningJob.start(env);
    }

    // Subtasks

    @Test
    void subtasksStayTogetherAlthoughOneIsThrottled() throws Exception {
        topic("throttled", 8);
        var env = environment();
        env.setParallelism(4);
        recorded(env, limited("throttled"), "source")
                .map(new FirstSubtaskIsSlow())
                .sinkTo(new DiscardingSink<>());
        try (var job = RunningJob.start(env)) {
            job.awaitEnd();
        }
        requireAll(8 * RECORDS);
        assertThat(spread()).isLessThanOrEqualTo(DRIFT);
    }

    @Test
    void aSubtaskWithoutPartitionsHoldsNobodyBack() throws Exception {
        topic("narrow", 2);
        var env = environment();
        env.setParallelism(4);
        recorded(env, limited("narrow"), "source").sinkTo(new DiscardingSink<>());
        try (var job = RunningJob.start(env)) {
            job.awaitEnd();
        }
        requireAll(2 * RECORDS);
        assertThat(spread()).isLessThanOrEqualTo(DRIFT);
    }

    @Test
    void aSourceOnOneSubtaskHasNobodyToWaitFor() throws Exception {
        topic("single", 3);
        var env = environment();
        env.setParallelism(1);
        recorded(env, limited("single"), "source").sinkTo(new DiscardingSink<>());
        try (var job = RunningJob.start(env)) {
            job.awaitEnd();
        }
        requireAll(3 * RECORDS);
        assertThat(spread()).isZero();
    }

    @Test
    void itWorksNextToTheAlignmentOfFlink() throws Exception {
        topic("aligned-left", 2);
        topic("aligned-right", 2);
        var env = environment();
        env.setParallelism(2);
        var strategy =
                WatermarkStrategy.<Message>noWatermarks()
                        .withWatermarkAlignment(
                                "group", Duration.ofHours(6), Duration.ofMillis(50));
        log.record(env.fromSource(limited("aligned-left").build(), strategy, "left"))
                .union(log.record(env.fromSource(limited("aligned-right").build(), strategy, "r")))
                .sinkTo(new DiscardingSink<>());
        try (var job = RunningJob.start(env)) {
            job.awaitEnd();
        }
        requireAll(4 * RECORDS);
        assertThat(spread()).isLessThanOrEqualTo(DRIFT);
    }

    // Failures

    @Test
    void aSubtaskThatFailsCatchesUpWhileTheOthersWait() throws Exception {
        topic("failing", 8);
        var env = environment();
        env.setParallelism(4);
        FAILURE_IS_DUE.set(true);
        recorded(env, limited("failing"), "source")
                .map(new FirstSubtaskFails())
                .sinkTo(new DiscardingSink<>());
        try (var job = RunningJob.start(env)) {
            job.awaitEnd();
        }
        assertThat(FAILURE_IS_DUE).isFalse();
        requireAll(8 * RECORDS);
        assertThat(spread()).isLessThanOrEqualTo(DRIFT);
    }

    @Test
    void sourcesThatFailTogetherStayTogether() throws Exception {
        topic("failing-left", 2);
        topic("failing-right", 2);
        var env = environment();
        env.setParallelism(2);
        FAILURE_IS_DUE.set(true);
        recorded(env, limited("failing-left"), "left")
                .union(slowed(recorded(env, limited("failing-right"), "right"), SLOW))
                .rebalance()
                .map(new FirstSubtaskFails())
                .sinkTo(new DiscardingSink<>());
        try (var job = RunningJob.start(env)) {
            job.awaitEnd();
        }
        assertThat(FAILURE_IS_DUE).isFalse();
        requireAll(4 * RECORDS);
        assertThat(spread()).isLessThanOrEqualTo(DRIFT);
    }

    @Test
    void sourcesStayTogetherAfterTheLossOfTheJobManager(@InjectMiniCluster MiniCluster cluster)
            throws Exception {
        topic("lost-left", 2);
        topic("lost-right", 2);
        try (var job = join(limited("lost-left"), limited("lost-right"))) {
            job.until("some of the replay", () -> log.size() > RECORDS);
            var leadership = cluster.getHaLeadershipControl().orElseThrow();
            leadership.revokeJobMasterLeadership(job.id()).get();
            leadership.grantJobMasterLeadership(job.id()).get();
            job.awaitEnd();
        }
        requireAll(4 * RECORDS);
        assertThat(spread()).isLessThanOrEqualTo(DRIFT);
    }

    @Test
    void sourcesStayTogetherWhenRestoredWithAnotherParallelism() throws Exception {
        topic("rescaled-left", 4);
        topic("rescaled-right", 4);
        String savepoint;
        try (var job = rescaled(2, "")) {
            job.until("some of the replay", () -> log.size() > RECORDS);
            savepoint = job.stopWithSavepoint(savepoints);
        }
        try (var job = rescaled(3, savepoint)) {
            job.until("all records", () -> seen().size() == 8 * RECORDS);
        }
        assertThat(spread()).isLessThanOrEqualTo(DRIFT);
    }

    private RunningJob rescaled(int parallelism, String savepoint) throws Exception {
        var configuration = new Configuration();
        if (!savepoint.isEmpty()) {
            configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
        }
        var env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(parallelism);
        recorded(env, kafka.messages("rescaled-left").setMaxDrift(DRIFT), "left")
                .union(
                        slowed(
                                recorded(
                                        env,
                                        kafka.messages("rescaled-right").setMaxDrift(DRIFT),
                                        "right"),
                                SLOW.dividedBy(4)))
                .sinkTo(new DiscardingSink<>());
        return RunningJob.start(env);
    }

    // What comes late

    @Test
    void aTopicThatIsFoundLateIsExemptAndHoldsNobodyUp() throws Exception {
        topic("found-1", 2);
        var env = environment();
        env.setParallelism(2);
        var source =
                KafkarsSource.messages()
                        .setBootstrapServers(kafka.bootstrapServers())
                        .setTopicPattern(Pattern.compile("found-.*"))
                        .setPartitionDiscoveryInterval(Duration.ofMillis(100))
                        .setMaxDrift(DRIFT);
        slowed(recorded(env, source, "source"), SLOW).sinkTo(new DiscardingSink<>());
        try (var job = RunningJob.start(env)) {
            job.until("some of the replay", () -> log.size() > RECORDS / 2);
            topic("found-2", 2);
            job.until("all records", () -> seen().size() == 4 * RECORDS);
        }
        assertThat(spread("found-1")).isLessThanOrEqualTo(DRIFT);
    }

    @Test
    void aSourceThatIsLiveDoesNotWait() throws Exception {
        topic("history", 2);
        TestTopic live = kafka.topic("live", 1);
        var env = environment();
        env.setParallelism(2);
        recorded(env, kafka.messages("live").setMaxDrift(DRIFT), "live")
                .union(slowed(recorded(env, limited("history"), "history"), SLOW))
                .sinkTo(new DiscardingSink<>());
        try (var job = RunningJob.start(env)) {
            job.until("some of the replay", () -> log.size() > 100);
            live.write(0, START.plus(Duration.ofDays(100)), "new");
            job.until(
                    "live record",
                    () -> log.values().stream().anyMatch(m -> m.topic().equals("live")));
            assertThat(seen().size()).as("history is still replayed").isLessThan(2 * RECORDS);
        }
    }

    // Batch mode

    @ParameterizedTest
    @EnumSource(names = {"BATCH", "AUTOMATIC"})
    void batchModeIsRefused(RuntimeExecutionMode mode) throws Exception {
        topic("batch-" + mode, 1);
        var configuration = new Configuration();
        configuration.set(ExecutionOptions.RUNTIME_MODE, mode);
        var env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(1);
        recorded(env, limited("batch-" + mode), "source").sinkTo(new DiscardingSink<>());
        try (var job = RunningJob.start(env)) {
            Throwable failure = catchThrowable(job::awaitEnd);
            assertThat(
                            ExceptionUtils.findThrowableWithMessage(
                                    failure, "A maximum drift cannot be kept in batch mode"))
                    .as("%s", failure)
                    .isPresent();
        }
    }

    // Jobs

    private static TestTopic topic(String name, int partitions) {
        TestTopic topic = kafka.topic(name, partitions);
        for (int partition = 0; partition < partitions; partition++) {
            topic.write(partition, Times.every(STEP, START, RECORDS));
        }
        return topic;
    }

    private static KafkarsSourceBuilder<Message> bounded(String topic) {
        return kafka.messages(topic).setBatchSize(100).stopAtReplayEnd();
    }

    private static KafkarsSourceBuilder<Message> limited(String topic) {
        return bounded(topic).setMaxDrift(DRIFT);
    }

    private static StreamExecutionEnvironment environment() {
        var env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.enableCheckpointing(200);
        RestartStrategyUtils.configureFixedDelayRestartStrategy(env, 10, 0);
        return env;
    }

    private DataStream<Message> recorded(
            StreamExecutionEnvironment env, KafkarsSourceBuilder<Message> source, String name) {
        return log.record(
                env.fromSource(source.build(), WatermarkStrategy.noWatermarks(), name).uid(name));
    }

    private static DataStream<Message> slowed(DataStream<Message> stream, Duration pause) {
        long nanos = pause.toNanos();
        return stream.map(
                        message -> {
                            LockSupport.parkNanos(nanos);
                            return message;
                        })
                .returns(stream.getType());
    }

    /** Passes messages on, slowly in the first subtask. */
    private static final class FirstSubtaskIsSlow extends RichMapFunction<Message, Message> {

        @Override
        public Message map(Message message) {
            if (getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0) {
                LockSupport.parkNanos(SLOW.toNanos());
            }
            return message;
        }
    }

    /** Passes messages on, and fails once in the first subtask. */
    private static final class FirstSubtaskFails extends RichMapFunction<Message, Message> {

        private int passed;

        @Override
        public Message map(Message message) {
            boolean isFirst = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0;
            if (isFirst && ++passed == RECORDS / 2 && FAILURE_IS_DUE.compareAndSet(true, false)) {
                throw new IllegalStateException("A failure for the test");
            }
            return message;
        }
    }

    // What came out

    private void requireAll(int records) {
        assertThat(seen()).hasSize(records);
    }

    private Set<String> seen() {
        var places = new HashSet<String>();
        log.values().forEach(message -> places.add(place(message)));
        return places;
    }

    private static String place(Message message) {
        return message.topic() + "-" + message.partition() + "@" + message.offset();
    }

    private Duration spread() {
        return spread("");
    }

    /**
     * The most by which a record came out before an older one, in event time: how far one subtask
     * was ahead of another. What is read again after a failure does not count.
     */
    private Duration spread(String topicPrefix) {
        var seen = new HashSet<String>();
        long newest = Long.MIN_VALUE;
        long spread = 0;
        for (StreamEvent.Element<Message> element : log.elements()) {
            Message message = element.value();
            if (message.topic().startsWith(topicPrefix) && seen.add(place(message))) {
                newest = Math.max(newest, element.timestamp());
                spread = Math.max(spread, newest - element.timestamp());
            }
        }
        return Duration.ofMillis(spread);
    }
}
