package io.kafkars.flink;

import io.kafkars.flink.message.Message;
import io.kafkars.testing.EmbeddedKafka;
import io.kafkars.testing.RunningJob;
import io.kafkars.testing.TimedRecords;
import io.kafkars.topics.SourceTopic;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.util.RestartStrategyUtils;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.testutils.junit.SharedObjectsExtension;
import org.apache.flink.testutils.junit.SharedReference;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** Failures, savepoints and other parallelisms in the middle of a replay. */
class RecoveryITCase {

    private static final long START = 1_700_000_000_000L;
    private static final int PARTITIONS = 4;
    private static final int RECORDS = 800;

    @RegisterExtension
    static final MiniClusterExtension FLINK =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberSlotsPerTaskManager(PARTITIONS + 2)
                            .build());

    private static EmbeddedKafka kafka;

    @RegisterExtension final SharedObjectsExtension shared = SharedObjectsExtension.create();

    @TempDir Path savepoints;

    private SharedReference<StreamLog> log;
    private SharedReference<Map<String, Long>> counts;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.start();
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @BeforeEach
    void newLog() {
        log = shared.add(new StreamLog());
        counts = shared.add(new ConcurrentHashMap<>());
    }

    // ------------------------------------------------------------ failures

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void eachRecordAffectsStateOnceWhenTheJobFailsInTheReplay(int parallelism) throws Exception {
        String topic = "fails-at-" + parallelism;
        createTopic(topic);
        var env = environment(parallelism);
        env.enableCheckpointing(20);
        RestartStrategyUtils.configureFixedDelayRestartStrategy(env, 1, 0);
        var source = read(topic).setBatchSize(100).stopAtReplayEnd().build();
        var stream = env.fromSource(source, WatermarkStrategy.noWatermarks(), "kafkars");
        StreamProbe.behind(stream, log)
                .map(new FailBehindACheckpoint())
                .returns(stream.getType())
                .keyBy(Message::partition)
                .process(new OffsetsInTurn(counts))
                .sinkTo(new DiscardingSink<>());

        env.execute();

        assertThat(counts.get()).isEqualTo(countOfEachPartition(topic, RECORDS));
        assertThat(log.get().places())
                .as("each subtask, before and after the failure")
                .hasSize(2 * parallelism);
        assertEachAttemptIsInOrder();
        assertThat(log.get().messages())
                .as("the second attempt begins where the checkpoint was")
                .hasSizeLessThan(2 * PARTITIONS * RECORDS);
    }

    /** Fails as soon as a checkpoint is complete, once; slow enough for a checkpoint until then. */
    private static final class FailBehindACheckpoint extends RichMapFunction<Message, Message>
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

    // ------------------------------------------------------------ savepoints

    @Test
    void theReplayGoesOnBehindASavepointAndEndsWhereItWasToEnd() throws Exception {
        createTopic("saved");
        String savepoint = stopInTheReplay("saved", 1, null);
        var before = log.get().messages();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            kafka.produce(
                    TimedRecords.at("saved", partition, times(partition, RECORDS, RECORDS + 50)));
        }

        newLog();
        run(read("saved").stopAtReplayEnd(), 1, savepoint);
        assertThat(union(before, log.get().messages()))
                .as("bounded: up to the replay end that the first start resolved")
                .hasSize(PARTITIONS * RECORDS)
                .doesNotHaveDuplicates();
        assertEachAttemptIsInOrder();

        newLog();
        int all = PARTITIONS * (RECORDS + 50);
        try (var job = start(read("saved"), 1, savepoint, 0)) {
            job.until(
                    "records behind the replay end",
                    () -> log.get().messages().size() + before.size() >= all);
            job.until("live source", this::isLive);
            var inState = countOfEachPartition("saved", RECORDS + 50);
            job.until("all records in the state", () -> counts.get().equals(inState));
        }
        assertThat(union(before, log.get().messages()))
                .as("unbounded: all that is there")
                .hasSize(all)
                .doesNotHaveDuplicates();
    }

    @Test
    void whatIsWrittenBehindASavepointOfLatestIsRead() throws Exception {
        createTopic("latest");
        var source =
                KafkarsSource.messages()
                        .setBootstrapServers(kafka.bootstrapServers())
                        .setTopics(SourceTopic.latest("latest"));
        String savepoint;
        try (var job = start(source, 1, null, 0)) {
            job.until("live source", this::isLive);
            savepoint = job.stopWithSavepoint(savepoints);
        }
        kafka.produce(List.of(TimedRecords.at("latest", 2, START)));

        try (var job = start(source, 1, savepoint, 0)) {
            job.until("record", () -> !log.get().messages().isEmpty());
        }
        assertThat(log.get().messages())
                .extracting(Message::partition, Message::offset)
                .containsExactly(tuple(2, (long) RECORDS));
    }

    @Test
    void aReplayGoesOnAtAnyParallelism() throws Exception {
        createTopic("rescaled");
        var seen = new ArrayList<Message>();

        String atTwo = stopInTheReplay("rescaled", 2, null);
        assertEachAttemptIsInOrder();
        seen.addAll(log.get().messages());

        newLog();
        String atOne = stopInTheReplay("rescaled", 1, atTwo);
        assertEachAttemptIsInOrder();
        seen.addAll(log.get().messages());

        newLog();
        String atMoreThanPartitions = stopInTheReplay("rescaled", PARTITIONS + 2, atOne);
        assertEachAttemptIsInOrder();
        seen.addAll(log.get().messages());

        newLog();
        run(read("rescaled").stopAtReplayEnd(), 3, atMoreThanPartitions);
        assertEachAttemptIsInOrder();
        seen.addAll(log.get().messages());

        assertThat(log.get().events(StreamLog.Element.class))
                .extracting(element -> element.place().subtask())
                .as("subtasks that read")
                .contains(0, 1, 2);
        assertThat(seen).hasSize(PARTITIONS * RECORDS).doesNotHaveDuplicates();
        assertThat(counts.get()).isEqualTo(countOfEachPartition("rescaled", RECORDS));
    }

    /** Replays slowly, and stops after two hundred records or more, but long before the end. */
    private String stopInTheReplay(String topic, int parallelism, String from) throws Exception {
        try (var job = start(read(topic), parallelism, from, 2_000)) {
            job.until("some of the replay", () -> log.get().messages().size() >= 200);
            String savepoint = job.stopWithSavepoint(savepoints);
            assertThat(isLive()).as("live before the savepoint").isFalse();
            return savepoint;
        }
    }

    // ------------------------------------------------------------ topics

    /** In each partition one record a second, none at the same time as one of another. */
    private static void createTopic(String topic) {
        kafka.createTopic(topic, PARTITIONS);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            kafka.produce(TimedRecords.at(topic, partition, times(partition, 0, RECORDS)));
        }
    }

    private static LongStream times(int partition, int from, int to) {
        return LongStream.range(from, to).map(second -> START + 1_000 * second + partition);
    }

    private static Map<String, Long> countOfEachPartition(String topic, long count) {
        var expected = new ConcurrentHashMap<String, Long>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            expected.put(topic + "-" + partition, count);
        }
        return expected;
    }

    // ------------------------------------------------------------ the jobs

    private static KafkarsSourceBuilder<Message> read(String topic) {
        return KafkarsSource.messages()
                .setBootstrapServers(kafka.bootstrapServers())
                .setTopics(SourceTopic.earliest(topic));
    }

    private static StreamExecutionEnvironment environment(int parallelism) {
        var env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(parallelism);
        return env;
    }

    private void run(KafkarsSourceBuilder<Message> source, int parallelism, String savepoint)
            throws Exception {
        try (var job = start(source, parallelism, savepoint, 0)) {
            job.awaitEnd();
        }
    }

    /**
     * @param savepoint {@code null} for none
     * @param microsPerRecord how long each record takes at least
     */
    private RunningJob start(
            KafkarsSourceBuilder<Message> source,
            int parallelism,
            String savepoint,
            int microsPerRecord)
            throws Exception {
        var env = environment(parallelism);
        if (savepoint != null) {
            env.configure(new Configuration().set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint));
        }
        var stream =
                env.fromSource(source.build(), WatermarkStrategy.noWatermarks(), "kafkars")
                        .uid("kafkars");
        StreamProbe.behind(stream, log)
                .uid("probe")
                .map(
                        message -> {
                            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(microsPerRecord));
                            return message;
                        })
                .returns(stream.getType())
                .uid("speed")
                .keyBy(Message::partition, Types.INT)
                .process(new OffsetsInTurn(counts))
                .uid("offsets")
                .sinkTo(new DiscardingSink<>());
        return RunningJob.start(env);
    }

    // ------------------------------------------------------------ what was seen

    private boolean isLive() {
        return log.get().events(StreamLog.Backlog.class).stream().anyMatch(b -> !b.backlog());
    }

    private static List<Message> union(List<Message> before, List<Message> after) {
        var all = new ArrayList<>(before);
        all.addAll(after);
        return all;
    }

    private void assertEachAttemptIsInOrder() {
        log.get()
                .places()
                .forEach(
                        place -> {
                            var messages = new ArrayList<Message>();
                            for (StreamLog.Event event : log.get().at(place)) {
                                if (event instanceof StreamLog.Element element) {
                                    messages.add(element.message());
                                }
                            }
                            assertThat(messages)
                                    .as("order of %s", place)
                                    .isSortedAccordingTo(MergeOrder.OF_ORDERED_PARTITIONS);
                        });
    }
}
