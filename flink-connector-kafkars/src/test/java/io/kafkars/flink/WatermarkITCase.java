package io.kafkars.flink;

import io.kafkars.flink.message.Message;
import io.kafkars.testing.EmbeddedKafka;
import io.kafkars.testing.RunningJob;
import io.kafkars.testing.TimedRecords;
import io.kafkars.topics.SourceTopic;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** The source's own watermarks, and those that a strategy makes of its records. */
class WatermarkITCase {

    private static final long SEED = 20_261_122;
    private static final long START = 1_700_000_000_000L;
    private static final int[] SKEWED = {600, 200, 60, 3};
    private static final long STEP_BACK_MILLIS = 500;

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
        kafka.createTopic("skewed", SKEWED.length);
        var random = new Random(SEED);
        for (int partition = 0; partition < SKEWED.length; partition++) {
            kafka.produce(
                    TimedRecords.at(
                            "skewed",
                            partition,
                            random.longs(SKEWED[partition], START, START + 60_000).sorted()));
        }
        kafka.createTopic("disordered", 1);
        kafka.produce(TimedRecords.at("disordered", 0, disorderedTimes(random)));
    }

    /** Ahead by up to a tenth of a second, or back by half a second at most. */
    private static LongStream disorderedTimes(Random random) {
        var latest = new long[] {START};
        return LongStream.generate(
                        () -> {
                            if (random.nextInt(5) == 0) {
                                return latest[0] - 1 - random.nextInt((int) STEP_BACK_MILLIS);
                            }
                            latest[0] += 1 + random.nextInt(100);
                            return latest[0];
                        })
                .limit(500);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @BeforeEach
    void newLog() {
        log = shared.add(new StreamLog());
    }

    // ------------------------------------------------------------ never ahead of a record

    @Test
    void noRecordOfABoundedReplayIsBehindTheWatermark() throws Exception {
        run(read("skewed").setBatchSize(50).stopAtReplayEnd(), 2);

        assertThat(log.get().messages()).hasSize(total(SKEWED));
        assertThat(log.get().lateElements()).isEmpty();
        assertWatermarksOnlyRise();
        assertThat(ownWatermarks()).as("watermarks of the replay").hasSizeGreaterThan(10);
    }

    @Test
    void noRecordIsBehindTheWatermarkWhenTheSourceGoesLive() throws Exception {
        kafka.createTopic("going-live", 3);
        for (int partition = 0; partition < 3; partition++) {
            kafka.produce(
                    TimedRecords.at(
                            "going-live",
                            partition,
                            LongStream.range(0, 300 / (partition + 1)).map(i -> START + 100 * i)));
        }
        int replayed = 300 + 150 + 100;
        try (var job = start(read("going-live").setBatchSize(50), 1)) {
            job.until("live source", () -> log.get().messages().size() == replayed && isLive());
            for (int partition = 0; partition < 3; partition++) {
                kafka.produce(
                        TimedRecords.at(
                                "going-live",
                                partition,
                                LongStream.range(300, 400).map(i -> START + 100 * i)));
            }
            job.until("live records", () -> log.get().messages().size() == replayed + 300);
            job.until(
                    "watermark behind the last records",
                    () -> ownWatermarks().contains(START + 100 * 399 - 1));
        }
        assertThat(log.get().lateElements()).isEmpty();
        assertWatermarksOnlyRise();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, STEP_BACK_MILLIS})
    void theWatermarkStaysBehindByTheOutOfOrderness(long outOfOrderness) throws Exception {
        run(
                read("disordered")
                        .setBatchSize(10)
                        .setOutOfOrderness(Duration.ofMillis(outOfOrderness))
                        .stopAtReplayEnd(),
                1);

        long latest = log.get().messages().stream().mapToLong(Message::timestamp).max().orElse(0);
        assertThat(ownWatermarks()).last().isEqualTo(latest - 1 - outOfOrderness);
        if (outOfOrderness == 0) {
            assertThat(log.get().lateElements()).isNotEmpty();
        } else {
            assertThat(log.get().lateElements()).isEmpty();
        }
    }

    // ------------------------------------------------------------ strategies

    static Stream<WatermarkStrategy<Message>> alignedStrategies() {
        return Stream.of(
                WatermarkStrategy.<Message>noWatermarks(),
                WatermarkStrategy.<Message>forBoundedOutOfOrderness(Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @MethodSource("alignedStrategies")
    void aJobWithWatermarkAlignmentRunsToTheEnd(WatermarkStrategy<Message> strategy)
            throws Exception {
        var env = environment(4);
        var aligned =
                strategy.withWatermarkAlignment(
                        "group", Duration.ofSeconds(5), Duration.ofMillis(20));
        var source = read("skewed").setBatchSize(20).stopAtReplayEnd().build();
        probe(env.fromSource(source, aligned, "kafkars"));
        env.execute();

        assertThat(log.get().messages()).hasSize(total(SKEWED)).doesNotHaveDuplicates();
        assertThat(log.get().lateElements()).isEmpty();
    }

    @Test
    void aGeneratingStrategySeesTheMergedStream() throws Exception {
        var env = environment(1);
        var strategy = WatermarkStrategy.<Message>forGenerator(context -> new JustBehind());
        var source = read("skewed").setBatchSize(50).stopAtReplayEnd().build();
        probe(env.fromSource(source, strategy, "kafkars"));
        env.execute();

        assertThat(log.get().lateElements()).isEmpty();
        assertThat(ownWatermarks())
                .as("one watermark for each time")
                .containsAll(
                        log.get().messages().stream()
                                .map(m -> m.timestamp() - 1)
                                .distinct()
                                .toList());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, STEP_BACK_MILLIS})
    void ofAStrategyAndTheSourceTheOneThatIsFurtherCounts(long outOfOrderness) throws Exception {
        var env = environment(1);
        var strategy =
                WatermarkStrategy.<Message>forBoundedOutOfOrderness(
                        Duration.ofMillis(STEP_BACK_MILLIS));
        var source =
                read("disordered")
                        .setBatchSize(10)
                        .setOutOfOrderness(Duration.ofMillis(outOfOrderness))
                        .stopAtReplayEnd()
                        .build();
        probe(env.fromSource(source, strategy, "kafkars"));
        env.execute();

        if (outOfOrderness == 0) {
            assertThat(log.get().lateElements()).isNotEmpty();
        } else {
            assertThat(log.get().lateElements()).isEmpty();
        }
    }

    /** A watermark behind each record, just below it: right only for a stream in order. */
    private static final class JustBehind implements WatermarkGenerator<Message> {

        @Override
        public void onEvent(Message event, long timestamp, WatermarkOutput output) {
            output.emitWatermark(new Watermark(timestamp - 1));
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            // Each record has had its watermark.
        }
    }

    // ------------------------------------------------------------ idleness

    @Test
    void aSubtaskWithoutSplitsDoesNotHoldTheWatermarkBack() throws Exception {
        kafka.createTopic("two-partitions", 2);
        for (int partition = 0; partition < 2; partition++) {
            kafka.produce(
                    TimedRecords.at(
                            "two-partitions",
                            partition,
                            LongStream.range(0, 31).map(second -> START + 1_000 * second)));
        }
        var fired = shared.add(new WindowLog());
        var env = environment(4);
        var source = read("two-partitions").build();
        WindowLog.countIn(
                probe(env.fromSource(source, WatermarkStrategy.noWatermarks(), "kafkars")), fired);
        try (var job = RunningJob.start(env)) {
            job.until("three windows", () -> fired.get().counts().size() >= 3);
        }
        assertThat(fired.get().counts())
                .containsExactly(
                        new WindowLog.Count(START, 20),
                        new WindowLog.Count(START + 10_000, 20),
                        new WindowLog.Count(START + 20_000, 20));
    }

    @Test
    void aSilentLivePartitionHoldsTheWatermarkBackUntilTheIdleTimeout() throws Exception {
        createTopicOfTwoRecords("silent-partition");
        try (var job = start(read("silent-partition"), 1)) {
            job.until("live source", () -> log.get().messages().size() == 2 && isLive());
            for (int second = 1; second <= 3; second++) {
                produceLive("silent-partition", second);
                int all = second + 2;
                job.until("live record", () -> log.get().messages().size() == all);
            }
        }
        assertThat(ownWatermarks())
                .as("watermarks behind all but the last live record")
                .isNotEmpty()
                .allMatch(watermark -> watermark < START);
    }

    @Test
    void windowsFireAfterTheIdleTimeoutOfASilentPartition() throws Exception {
        createTopicOfTwoRecords("idle-partition");
        var fired = shared.add(new WindowLog());
        var env = environment(1);
        var source = read("idle-partition").setLiveIdleTimeout(Duration.ofMillis(300)).build();
        WindowLog.countIn(
                probe(env.fromSource(source, WatermarkStrategy.noWatermarks(), "kafkars")), fired);
        try (var job = RunningJob.start(env)) {
            job.until("live source", () -> log.get().messages().size() == 2 && isLive());
            var second = new int[] {9};
            job.until(
                    "window that a silent partition held open",
                    () -> {
                        // The other partition is never silent.
                        produceLive("idle-partition", second[0]++);
                        return !fired.get().counts().isEmpty();
                    });
        }
        assertThat(fired.get().counts()).first().isEqualTo(new WindowLog.Count(START, 3));
        assertThat(log.get().lateElements()).isEmpty();
    }

    /** Both at the start, so that everything later waits for the partition that has no more. */
    private static void createTopicOfTwoRecords(String topic) {
        kafka.createTopic(topic, 2);
        kafka.produce(List.of(TimedRecords.at(topic, 0, START), TimedRecords.at(topic, 1, START)));
    }

    private static void produceLive(String topic, int second) {
        kafka.produce(List.of(TimedRecords.at(topic, 0, START + 1_000L * second)));
    }

    // ------------------------------------------------------------ timestamps

    @Test
    void theEventTimeOfARecordIsItsOwnAlsoWhenItIsOutOfOrder() throws Exception {
        run(read("disordered").stopAtReplayEnd(), 1);

        assertThat(log.get().events(StreamLog.Element.class))
                .hasSize(500)
                .allMatch(element -> element.timestamp() == element.message().timestamp());
    }

    @Test
    void aRecordWithoutTimestampFollowsItsPredecessorAndSharesItsTime() throws Exception {
        kafka.createTopic("untimed", 2);
        kafka.topic("untimed").writeUntimed(0, "before all");
        kafka.produce(List.of(TimedRecords.at("untimed", 0, START + 1)));
        kafka.topic("untimed").writeUntimed(0, "at 1");
        kafka.produce(List.of(TimedRecords.at("untimed", 0, START + 3)));
        kafka.produce(TimedRecords.at("untimed", 1, LongStream.of(START, START + 2, START + 4)));

        run(read("untimed").stopAtReplayEnd(), 1);

        assertThat(log.get().events(StreamLog.Element.class))
                .extracting(
                        element -> element.message().partition(),
                        element -> element.message().offset(),
                        element -> element.message().hasTimestamp(),
                        StreamLog.Element::timestamp)
                .containsExactly(
                        tuple(0, 0L, false, Long.MIN_VALUE),
                        tuple(1, 0L, true, START),
                        tuple(0, 1L, true, START + 1),
                        tuple(0, 2L, false, START + 1),
                        tuple(1, 1L, true, START + 2),
                        tuple(0, 3L, true, START + 3),
                        tuple(1, 2L, true, START + 4));
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

    private DataStream<Message> probe(DataStream<Message> stream) {
        var probed = StreamProbe.behind(stream, log);
        probed.sinkTo(new DiscardingSink<>());
        return probed;
    }

    private void run(KafkarsSourceBuilder<Message> source, int parallelism) throws Exception {
        try (var job = start(source, parallelism)) {
            job.awaitEnd();
        }
    }

    private RunningJob start(KafkarsSourceBuilder<Message> source, int parallelism)
            throws Exception {
        var env = environment(parallelism);
        probe(env.fromSource(source.build(), WatermarkStrategy.noWatermarks(), "kafkars"));
        return RunningJob.start(env);
    }

    // ------------------------------------------------------------ what was seen

    private boolean isLive() {
        return log.get().events(StreamLog.Backlog.class).stream().anyMatch(b -> !b.backlog());
    }

    /** All watermarks but the one that Flink puts behind a bounded stream. */
    private List<Long> ownWatermarks() {
        return log.get().events(StreamLog.Watermark.class).stream()
                .map(StreamLog.Watermark::time)
                .filter(time -> time != Long.MAX_VALUE)
                .toList();
    }

    private void assertWatermarksOnlyRise() {
        log.get()
                .places()
                .forEach(
                        place -> {
                            var times = new ArrayList<Long>();
                            for (StreamLog.Event event : log.get().at(place)) {
                                if (event instanceof StreamLog.Watermark watermark) {
                                    times.add(watermark.time());
                                }
                            }
                            assertThat(times).isSorted().doesNotHaveDuplicates();
                        });
    }

    private static int total(int... counts) {
        return Arrays.stream(counts).sum();
    }
}
