package io.kafkars.flink;

import io.kafkars.flink.message.Message;
import io.kafkars.testing.EmbeddedKafka;
import io.kafkars.testing.RunningJob;
import io.kafkars.testing.TimedRecords;
import io.kafkars.topics.OffsetPolicy;
import io.kafkars.topics.ReplayEnd;
import io.kafkars.topics.SourceTopic;

import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.testutils.junit.SharedObjectsExtension;
import org.apache.flink.testutils.junit.SharedReference;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

import static org.assertj.core.api.Assertions.assertThat;

/** What is replayed, where the replay ends, and what happens there. */
class ReplayITCase {

    private static final long START = 1_700_000_000_000L;
    private static final Duration SOON = Duration.ofMillis(100);

    @RegisterExtension
    static final MiniClusterExtension FLINK =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberSlotsPerTaskManager(4)
                            .build());

    private static EmbeddedKafka kafka;

    @RegisterExtension final SharedObjectsExtension shared = SharedObjectsExtension.create();

    private SharedReference<StreamLog> log;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.start();
        createTopic("three", 3, 100);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @BeforeEach
    void newLog() {
        log = shared.add(new StreamLog());
    }

    // ------------------------------------------------------------ splits and subtasks

    @Test
    void moreSubtasksThanPartitionsFinish() throws Exception {
        run(read(SourceTopic.earliest("three")).stopAtReplayEnd(), 4);

        assertThat(log.get().messages()).hasSize(300).doesNotHaveDuplicates();
        assertThat(log.get().events(StreamLog.Element.class))
                .extracting(element -> element.place().subtask())
                .as("subtasks with a partition")
                .containsOnly(0, 1, 2);
    }

    @Test
    void anEmptyTopicAmongOthersHoldsNothingUp() throws Exception {
        kafka.createTopic("empty-among-others", 3);

        run(
                read(SourceTopic.earliest("empty-among-others"), SourceTopic.earliest("three"))
                        .stopAtReplayEnd(),
                1);

        assertThat(log.get().messages()).hasSize(300);
        assertInOrder(log.get().messages());
    }

    @Test
    void aBoundedSourceOfEmptyTopicsEnds() throws Exception {
        kafka.createTopic("empty-1", 2);
        kafka.createTopic("empty-2", 1);

        run(
                read(SourceTopic.earliest("empty-1"), SourceTopic.earliest("empty-2"))
                        .stopAtReplayEnd(),
                2);

        assertThat(log.get().messages()).isEmpty();
    }

    @Test
    void aSourceOfEmptyTopicsIsLiveAtOnce() throws Exception {
        kafka.createTopic("empty-live", 2);
        try (var job = start(read(SourceTopic.earliest("empty-live")), 1)) {
            job.until("live source", this::isLive);
            kafka.produce(List.of(TimedRecords.at("empty-live", 1, START)));
            job.until("first record", () -> log.get().messages().size() == 1);
        }
    }

    // ------------------------------------------------------------ new partitions

    @Test
    void aPartitionAddedDuringTheReplayIsReadFromItsStart() throws Exception {
        kafka.createTopic("grows-in-replay", 2);
        kafka.produce(TimedRecords.at("grows-in-replay", 0, times(90)));
        kafka.produce(TimedRecords.at("grows-in-replay", 1, times(10)));
        var gate = shared.add(new CountDownLatch(1));
        var env = environment(2);
        var source =
                read(SourceTopic.earliest("grows-in-replay"))
                        .setPartitionDiscoveryInterval(SOON)
                        .build();
        var stream = env.fromSource(source, WatermarkStrategy.noWatermarks(), "kafkars");
        // The subtask with the longer replay stands still; the other one gets the new partition.
        Gate.behind(StreamProbe.behind(stream, log), gate, message -> message.partition() == 0)
                .sinkTo(new DiscardingSink<>());
        try (var job = RunningJob.start(env)) {
            job.until("replayed partition 1", () -> seenOf(1) == 10);
            kafka.addPartitions("grows-in-replay", 3);
            kafka.produce(TimedRecords.at("grows-in-replay", 2, times(20)));
            job.until("new partition", () -> seenOf(2) == 20);
            assertThat(isLive()).isFalse();

            gate.get().countDown();
            job.until("live source", this::isLive);
        }
        assertThat(log.get().messages()).hasSize(120).doesNotHaveDuplicates();
    }

    @Test
    void aPartitionAddedToALiveSourceIsReadFromItsStart() throws Exception {
        createTopic("grows-live", 1, 50);
        // Nothing of the old partition is to be read: that does not hold for a new one.
        var source = read(SourceTopic.latest("grows-live")).setPartitionDiscoveryInterval(SOON);
        try (var job = start(source, 1)) {
            job.until("live source", this::isLive);
            kafka.addPartitions("grows-live", 2);
            kafka.produce(TimedRecords.at("grows-live", 1, times(20)));
            job.until("new partition", () -> seenOf(1) == 20);
        }
        assertThat(log.get().messages()).hasSize(20).doesNotHaveDuplicates();
    }

    @Test
    void aPatternPicksUpNewTopics() throws Exception {
        createTopic("sensor-a", 1, 50);
        createTopic("other-sensor-a", 1, 50);
        var source =
                KafkarsSource.messages()
                        .setBootstrapServers(kafka.bootstrapServers())
                        .setTopicPattern(Pattern.compile("sensor-.*"))
                        .setPartitionDiscoveryInterval(SOON);
        try (var job = start(source, 1)) {
            job.until("first topic", () -> log.get().messages().size() == 50);
            createTopic("sensor-b", 2, 20);
            job.until("new topic", () -> log.get().messages().size() == 90);
        }
        assertThat(log.get().messages())
                .extracting(Message::topic)
                .containsOnly("sensor-a", "sensor-b");
    }

    // ------------------------------------------------------------ where it ends

    @Test
    void aBoundedSourceIsOrderedInBatchModeToo() throws Exception {
        var env = environment(1);
        env.setRuntimeMode(RuntimeExecutionMode.BATCH);
        var source = read(SourceTopic.earliest("three")).stopAtReplayEnd().build();
        StreamProbe.behind(env.fromSource(source, WatermarkStrategy.noWatermarks(), "kafkars"), log)
                .sinkTo(new DiscardingSink<>());
        env.execute();

        assertThat(log.get().messages()).hasSize(300);
        assertInOrder(log.get().messages());
    }

    @Test
    void theReplayEndsInFrontOfATimestamp() throws Exception {
        Instant end = Instant.ofEpochMilli(START + 40 * 1_000);

        run(
                read(SourceTopic.earliest("three"))
                        .setReplayEnd(ReplayEnd.timestamp(end))
                        .stopAtReplayEnd(),
                1);

        assertThat(log.get().messages())
                .hasSize(120)
                .allMatch(message -> message.timestamp() < end.toEpochMilli());
    }

    @Test
    void theReplayEndsAtOffsets() throws Exception {
        var ends = Map.of(0, 10L, 2, 0L);

        run(
                read(SourceTopic.earliest("three"))
                        .setReplayEnd(ReplayEnd.offsets("three", ends))
                        .stopAtReplayEnd(),
                1);

        assertThat(seenOf(0)).isEqualTo(10);
        assertThat(seenOf(1)).isEqualTo(100);
        assertThat(seenOf(2)).isZero();
    }

    @Test
    void recordsBehindTheReplayEndAreLiveRecordsOfAnUnboundedSource() throws Exception {
        var source =
                read(SourceTopic.earliest("three"))
                        .setReplayEnd(ReplayEnd.timestamp(Instant.ofEpochMilli(START)));
        try (var job = start(source, 1)) {
            job.until("all records", () -> log.get().messages().size() == 300);
            job.until("live source", this::isLive);
        }
    }

    // ------------------------------------------------------------ policies

    @Test
    void eachTopicStartsByItsOwnPolicy() throws Exception {
        long now = System.currentTimeMillis();
        long hour = Duration.ofHours(1).toMillis();
        for (String topic : List.of("from-earliest", "from-an-hour-ago", "from-latest")) {
            kafka.createTopic(topic, 1);
            kafka.produce(TimedRecords.at(topic, 0, LongStream.of(now - 2 * hour, now - hour / 2)));
        }
        var source =
                read(
                        SourceTopic.earliest("from-earliest"),
                        SourceTopic.relativeTime("from-an-hour-ago", Duration.ofHours(1)),
                        SourceTopic.latest("from-latest"));
        try (var job = start(source, 1)) {
            job.until("live source", this::isLive);
            kafka.produce(List.of(TimedRecords.at("from-latest", 0, now)));
            job.until(
                    "live record",
                    () ->
                            log.get().messages().stream()
                                    .anyMatch(message -> message.timestamp() == now));
        }
        assertThat(log.get().messages())
                .extracting(message -> message.topic() + "@" + message.offset())
                .containsExactly(
                        "from-earliest@0",
                        "from-an-hour-ago@1",
                        "from-earliest@1",
                        "from-latest@2");
    }

    @Test
    void namedTopicsStartByTheStartingOffsets() throws Exception {
        var source =
                KafkarsSource.messages()
                        .setBootstrapServers(kafka.bootstrapServers())
                        .setTopics("three")
                        .setStartingOffsets(OffsetPolicy.atOffset(90))
                        .stopAtReplayEnd();

        run(source, 1);

        assertThat(log.get().messages()).hasSize(30).allMatch(message -> message.offset() >= 90);
    }

    @Test
    void onlyTheSelectedPartitionsAreRead() throws Exception {
        run(read(SourceTopic.earliest("three").partitions(0, 2)).stopAtReplayEnd(), 1);

        assertThat(log.get().messages())
                .hasSize(200)
                .extracting(Message::partition)
                .containsOnly(0, 2);
    }

    // ------------------------------------------------------------ transactions

    @Test
    void abortedRecordsAreNotSeenAndATrailingMarkerDoesNotHoldTheEndBack() throws Exception {
        kafka.createTopic("transactional", 2);
        kafka.produce(TimedRecords.at("transactional", 0, times(5)));
        try (var producer = kafka.producer(Map.of("transactional.id", "replay-test"))) {
            producer.initTransactions();
            for (boolean commit : List.of(true, false, true, false)) {
                producer.beginTransaction();
                for (int partition = 0; partition < 2; partition++) {
                    String key = commit ? "committed" : "aborted";
                    TimedRecords.at("transactional", partition, times(5))
                            .forEach(record -> producer.send(TimedRecords.withKey(record, key)));
                }
                if (commit) {
                    producer.commitTransaction();
                } else {
                    producer.flush();
                    producer.abortTransaction();
                }
            }
        }

        run(
                read(SourceTopic.earliest("transactional"))
                        .setProperty("isolation.level", "read_committed")
                        .stopAtReplayEnd(),
                1);

        assertThat(log.get().messages())
                .hasSize(5 + 2 * 10)
                .extracting(message -> message.key() == null ? "none" : new String(message.key()))
                .containsOnly("none", "committed");
    }

    // ------------------------------------------------------------ topics

    /** One record a second in each partition, from {@link #START} on. */
    private static void createTopic(String topic, int partitions, int records) {
        kafka.createTopic(topic, partitions);
        for (int partition = 0; partition < partitions; partition++) {
            kafka.produce(TimedRecords.at(topic, partition, times(records)));
        }
    }

    private static LongStream times(int records) {
        return LongStream.range(0, records).map(second -> START + 1_000 * second);
    }

    // ------------------------------------------------------------ the jobs

    private static KafkarsSourceBuilder<Message> read(SourceTopic... topics) {
        return KafkarsSource.messages()
                .setBootstrapServers(kafka.bootstrapServers())
                .setTopics(topics);
    }

    private static StreamExecutionEnvironment environment(int parallelism) {
        var env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(parallelism);
        return env;
    }

    private void run(KafkarsSourceBuilder<Message> source, int parallelism) throws Exception {
        try (var job = start(source, parallelism)) {
            job.awaitEnd();
        }
    }

    private RunningJob start(KafkarsSourceBuilder<Message> source, int parallelism)
            throws Exception {
        var env = environment(parallelism);
        var stream = env.fromSource(source.build(), WatermarkStrategy.noWatermarks(), "kafkars");
        StreamProbe.behind(stream, log).sinkTo(new DiscardingSink<>());
        return RunningJob.start(env);
    }

    // ------------------------------------------------------------ what was seen

    private boolean isLive() {
        return log.get().events(StreamLog.Backlog.class).stream().anyMatch(b -> !b.backlog());
    }

    private long seenOf(int partition) {
        return log.get().messages().stream()
                .filter(message -> message.partition() == partition)
                .count();
    }

    private static void assertInOrder(List<Message> messages) {
        assertThat(messages).isSortedAccordingTo(MergeOrder.OF_ORDERED_PARTITIONS);
    }
}
