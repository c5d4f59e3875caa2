// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.fixtures.Interceptors;
import io.kafkars.flink.message.Message;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.MiniClusters;
import io.kafkars.testing.Replay;
import io.kafkars.testing.StreamLog;
import io.kafkars.testing.TestTopic;
import io.kafkars.testing.Times;
import io.kafkars.topics.SourceTopic;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.util.RestartStrategyUtils;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.testutils.junit.SharedObjectsExtension;
import org.apache.flink.testutils.junit.SharedReference;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import static io.kafkars.testing.Records.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** Failures, savepoints and other parallelisms in the middle of a replay. */
class RecoveryITCase {

    private static final long START = 1_700_000_000_000L;
    private static final int PARTITIONS = 4;
    private static final int RECORDS = 800;

    @RegisterExtension
    static final MiniClusterExtension flink = MiniClusters.withSlots(PARTITIONS + 2);

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @RegisterExtension final SharedObjectsExtension shared = SharedObjectsExtension.create();

    @TempDir Path savepoints;

    /** What the source emitted, on its way to the job's state. */
    private StreamLog<Message> log;

    private SharedReference<Map<String, Long>> counts;

    @BeforeEach
    void newLog() {
        log = new StreamLog<>();
        counts = shared.add(new ConcurrentHashMap<>());
    }

    // Failures

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void eachRecordAffectsStateOnceWhenTheJobFailsInTheReplay(int parallelism) throws Exception {
        topic("fails");
        var env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(parallelism);
        env.enableCheckpointing(20);
        RestartStrategyUtils.configureFixedDelayRestartStrategy(env, 1, 0);
        var source = kafka.messages("fails").setBatchSize(100).stopAtReplayEnd().build();
        var stream = env.fromSource(source, WatermarkStrategy.noWatermarks(), "kafkars");
        log.record(stream)
                .map(new FailAfterACheckpoint())
                .returns(stream.getType())
                .keyBy(Message::partition)
                .process(new OffsetsInTurn(counts))
                .sinkTo(new DiscardingSink<>());

        env.execute();

        assertThat(counts.get()).isEqualTo(countOfEachPartition("fails", RECORDS));
        assertThat(log.subtasks())
                .as("each subtask, before and after the failure")
                .hasSize(2 * parallelism);
        assertThat(log).isInReplayOrder();
        assertThat(log.values())
                .as("the second attempt begins where the checkpoint was")
                .hasSizeLessThan(2 * PARTITIONS * RECORDS);
    }

    /** Fails once, after the first checkpoint; until then it is slow, so that there is one. */
    private static final class FailAfterACheckpoint extends RichMapFunction<Message, Message>
            implements CheckpointListener {

        private static final long serialVersionUID = 1L;

        private transient boolean checkpointed;

        @Override
        public Message map(Message message) {
            if (getRuntimeContext().getTaskInfo().getAttemptNumber() > 0) {
                return message;
            }
            if (checkpointed) {
                throw new IllegalStateException("Failing on purpose");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
            return message;
        }

        @Override
        public void notifyCheckpointComplete(long checkpointId) {
            checkpointed = true;
        }
    }

    // Savepoints

    @Test
    void theReplayContinuesAfterASavepointAndKeepsItsEnd() throws Exception {
        var topic = topic("saved");
        String savepoint = stopInTheReplay(kafka.messages("saved"), 1, null);
        var before = log.values();
        write(topic, RECORDS, RECORDS + 50);

        log = new StreamLog<>();
        replay(kafka.messages("saved").stopAtReplayEnd()).fromSavepoint(savepoint).run();
        assertThat(union(before, log.values()))
                .as("bounded: up to the replay end that the first start resolved")
                .hasSize(PARTITIONS * RECORDS)
                .doesNotHaveDuplicates();
        assertThat(log).isInReplayOrder();

        log = new StreamLog<>();
        int all = PARTITIONS * (RECORDS + 50);
        try (var job = replay(kafka.messages("saved")).fromSavepoint(savepoint).start()) {
            job.until("records after the replay end", () -> log.size() + before.size() >= all);
            job.until("live source", log::isLive);
            var inState = countOfEachPartition("saved", RECORDS + 50);
            job.until("all records in the state", () -> counts.get().equals(inState));
        }
        assertThat(union(before, log.values()))
                .as("unbounded: all records")
                .hasSize(all)
                .doesNotHaveDuplicates();
    }

    @Test
    void theReplayContinuesAfterASavepointWhenAnInterceptorReturnsItsOwnRecords() throws Exception {
        topic("copied");
        var source =
                kafka.messages("copied")
                        .setProperty("interceptor.classes", Interceptors.Copying.class.getName());
        String savepoint = stopInTheReplay(source, 1, null);
        var before = log.values();

        log = new StreamLog<>();
        replay(source.stopAtReplayEnd()).fromSavepoint(savepoint).run();
        assertThat(union(before, log.values()))
                .hasSize(PARTITIONS * RECORDS)
                .doesNotHaveDuplicates();
        assertThat(log).isInReplayOrder();
    }

    @Test
    void recordsAfterASavepointOfALatestStartAreRead() throws Exception {
        var topic = topic("latest");
        var source =
                KafkarsSource.messages()
                        .setBootstrapServers(kafka.bootstrapServers())
                        .setTopics(SourceTopic.latest("latest"));
        String savepoint;
        try (var job = Replay.of(source.build()).start()) {
            job.untilLive();
            savepoint = job.stopWithSavepoint(savepoints);
        }
        topic.write(2, at(START), "after the savepoint");

        try (var job = Replay.of(source.build()).fromSavepoint(savepoint).start()) {
            job.untilElements(1);
            assertThat(job.log().values())
                    .extracting(Message::partition, Message::offset)
                    .containsExactly(tuple(2, (long) RECORDS));
        }
    }

    @Test
    void aReplayContinuesAtAnyParallelism() throws Exception {
        topic("rescaled");
        var seen = new ArrayList<Message>();

        String savepoint = null;
        for (int parallelism : List.of(2, 1, PARTITIONS + 2)) {
            log = new StreamLog<>();
            savepoint = stopInTheReplay(kafka.messages("rescaled"), parallelism, savepoint);
            assertThat(log).isInReplayOrder();
            seen.addAll(log.values());
        }

        log = new StreamLog<>();
        replay(kafka.messages("rescaled").stopAtReplayEnd())
                .parallelism(3)
                .fromSavepoint(savepoint)
                .run();
        assertThat(log).isInReplayOrder();
        seen.addAll(log.values());

        assertThat(log.elements())
                .extracting(element -> element.subtask().index())
                .as("subtasks that read")
                .contains(0, 1, 2);
        assertThat(seen).hasSize(PARTITIONS * RECORDS).doesNotHaveDuplicates();
        assertThat(counts.get()).isEqualTo(countOfEachPartition("rescaled", RECORDS));
    }

    /**
     * Replays slowly, and stops after two hundred records or more, but long before the end.
     *
     * @param from the savepoint to start from, {@code null} for none
     */
    private String stopInTheReplay(
            KafkarsSourceBuilder<Message> source, int parallelism, String from) throws Exception {
        var replay = replay(source).parallelism(parallelism).pausePerRecord(Duration.ofMillis(2));
        if (from != null) {
            replay.fromSavepoint(from);
        }
        try (var job = replay.start()) {
            job.until("some of the replay", () -> log.size() >= 200);
            String savepoint = job.stopWithSavepoint(savepoints);
            assertThat(log.isLive()).as("live before the savepoint").isFalse();
            return savepoint;
        }
    }

    // Topics

    /** One record a second in each partition, and no two records at the same time. */
    private static TestTopic topic(String name) {
        return write(kafka.topic(name, PARTITIONS), 0, RECORDS);
    }

    private static TestTopic write(TestTopic topic, int from, int to) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            var first = at(START + 1_000L * from + partition);
            topic.write(partition, Times.every(Duration.ofSeconds(1), first, to - from));
        }
        return topic;
    }

    private static Map<String, Long> countOfEachPartition(String topic, long count) {
        var expected = new ConcurrentHashMap<String, Long>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            expected.put(topic + "-" + partition, count);
        }
        return expected;
    }

    // The job

    private Replay<Message, Long> replay(KafkarsSourceBuilder<Message> source) {
        return Replay.of(source.build()).through(this::checkOffsets);
    }

    private DataStream<Long> checkOffsets(DataStream<Message> messages) {
        return log.record(messages)
                .keyBy(Message::partition, Types.INT)
                .process(new OffsetsInTurn(counts))
                .uid("offsets");
    }

    private static List<Message> union(List<Message> before, List<Message> after) {
        var all = new ArrayList<>(before);
        all.addAll(after);
        return all;
    }
}
