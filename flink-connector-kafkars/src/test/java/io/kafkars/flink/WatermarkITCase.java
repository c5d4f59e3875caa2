// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.flink.message.Message;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.MiniClusters;
import io.kafkars.testing.Replay;
import io.kafkars.testing.StreamEvent;
import io.kafkars.testing.StreamLog;
import io.kafkars.testing.TestTopic;
import io.kafkars.testing.Times;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.test.junit5.MiniClusterExtension;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.stream.Stream;

import static io.kafkars.testing.Records.at;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** The source's own watermarks, and those that a strategy derives from its records. */
class WatermarkITCase {

    private static final long SEED = 20_261_122;
    private static final Instant START = at(1_700_000_000_000L);
    private static final int[] SKEWED = {600, 200, 60, 3};
    private static final Duration STEP_BACK = Duration.ofMillis(500);

    @RegisterExtension static final MiniClusterExtension flink = MiniClusters.withSlots(4);

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @BeforeAll
    static void writeTopics() {
        var random = new Random(SEED);
        var skewed = kafka.topic("skewed", SKEWED.length);
        for (int partition = 0; partition < SKEWED.length; partition++) {
            long start = START.toEpochMilli();
            skewed.write(
                    partition,
                    Times.ofMillis(
                            random.longs(SKEWED[partition], start, start + 60_000).sorted()));
        }
        kafka.topic("disordered", 1)
                .write(
                        0,
                        Times.every(Duration.ofMillis(50), START, 500).disordered(SEED, STEP_BACK));
    }

    // Never ahead of a record

    @Test
    void noRecordOfABoundedReplayIsLate() throws Exception {
        var source = kafka.messages("skewed").setBatchSize(50).stopAtReplayEnd().build();

        var log = Replay.of(source).parallelism(2).run();

        assertThat(log)
                .hasEachRecordOf(kafka.topic("skewed"))
                .hasNoLateElements()
                .hasRisingWatermarks();
        assertThat(log.watermarks()).as("watermarks of the replay").hasSizeGreaterThan(10);
    }

    @Test
    void noRecordIsLateWhenTheSourceGoesLive() throws Exception {
        var step = Duration.ofMillis(100);
        var topic =
                kafka.topic("going-live", 3)
                        .write(0, Times.every(step, START, 300))
                        .write(1, Times.every(step, START, 150))
                        .write(2, Times.every(step, START, 100));
        int replayed = 300 + 150 + 100;
        Instant live = START.plus(step.multipliedBy(300));
        try (var job = Replay.of(kafka.messages("going-live").setBatchSize(50).build()).start()) {
            job.untilElements(replayed);
            job.untilLive();
            for (int partition = 0; partition < 3; partition++) {
                topic.write(partition, Times.every(step, live, 100));
            }
            job.untilElements(replayed + 300);
            long last = live.plus(step.multipliedBy(99)).toEpochMilli();
            job.until(
                    "watermark after the last records",
                    () -> job.log().watermarks().contains(last - 1));
            assertThat(job.log()).hasNoLateElements().hasRisingWatermarks();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 500})
    void theWatermarkIsBehindByTheOutOfOrderness(long millis) throws Exception {
        var source = disordered(Duration.ofMillis(millis)).build();

        var log = Replay.of(source).run();

        long latest = log.values().stream().mapToLong(Message::timestamp).max().orElse(0);
        assertThat(log.watermarks()).last().isEqualTo(latest - 1 - millis);
        assertThat(log.lateElements().isEmpty()).isEqualTo(millis == STEP_BACK.toMillis());
    }

    // Strategies

    static Stream<WatermarkStrategy<Message>> alignedStrategies() {
        return Stream.of(
                WatermarkStrategy.<Message>noWatermarks(),
                WatermarkStrategy.<Message>forBoundedOutOfOrderness(Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @MethodSource("alignedStrategies")
    void aJobWithWatermarkAlignmentRunsToTheEnd(WatermarkStrategy<Message> strategy)
            throws Exception {
        var aligned =
                strategy.withWatermarkAlignment(
                        "group", Duration.ofSeconds(5), Duration.ofMillis(20));
        var source = kafka.messages("skewed").setBatchSize(20).stopAtReplayEnd().build();

        assertThat(Replay.of(source).parallelism(4).watermarks(aligned).run())
                .hasEachRecordOf(kafka.topic("skewed"))
                .hasNoLateElements();
    }

    @Test
    void aGeneratingStrategySeesTheMergedStream() throws Exception {
        var strategy = WatermarkStrategy.<Message>forGenerator(context -> new AfterEachRecord());
        var source = kafka.messages("skewed").setBatchSize(50).stopAtReplayEnd().build();

        var log = Replay.of(source).watermarks(strategy).run();

        assertThat(log).hasNoLateElements();
        assertThat(log.watermarks())
                .as("one watermark for each time")
                .containsAll(log.values().stream().map(m -> m.timestamp() - 1).distinct().toList());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 500})
    void theHigherOfTheWatermarksOfStrategyAndSourceCounts(long millis) throws Exception {
        var source = disordered(Duration.ofMillis(millis)).build();
        var strategy = WatermarkStrategy.<Message>forBoundedOutOfOrderness(STEP_BACK);

        var log = Replay.of(source).watermarks(strategy).run();

        assertThat(log.lateElements().isEmpty()).isEqualTo(millis == STEP_BACK.toMillis());
    }

    /** A watermark after each record, just below it: right only for a stream in order. */
    private static final class AfterEachRecord implements WatermarkGenerator<Message> {

        @Override
        public void onEvent(Message event, long timestamp, WatermarkOutput output) {
            output.emitWatermark(new Watermark(timestamp - 1));
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            // Each record has had its watermark.
        }
    }

    // Idleness

    @Test
    void aSubtaskWithoutSplitsDoesNotHoldTheWatermarkBack() throws Exception {
        var times = Times.every(Duration.ofSeconds(1), START, 31);
        kafka.topic("two-partitions", 2).write(0, times).write(1, times);
        var replay =
                Replay.of(kafka.messages("two-partitions").build())
                        .parallelism(4)
                        .through(Windows::count);
        try (var job = replay.start()) {
            job.untilElements(3);
            assertThat(job.log().values())
                    .containsExactly(
                            new Windows.Count(START, 20),
                            new Windows.Count(START.plusSeconds(10), 20),
                            new Windows.Count(START.plusSeconds(20), 20));
        }
    }

    @Test
    void aSilentLivePartitionHoldsTheWatermarkBackUntilTheIdleTimeout() throws Exception {
        var topic = topicOfTwoRecords("silent");
        try (var job = Replay.of(kafka.messages("silent").build()).start()) {
            job.untilElements(2);
            job.untilLive();
            for (int second = 1; second <= 3; second++) {
                topic.write(0, START.plusSeconds(second), "live");
                job.untilElements(2 + second);
            }
            assertThat(job.log().watermarks())
                    .as("watermarks after all but the last live record")
                    .isNotEmpty()
                    .allMatch(watermark -> watermark < START.toEpochMilli());
        }
    }

    @Test
    void windowsFireAfterTheIdleTimeoutOfASilentPartition() throws Exception {
        var topic = topicOfTwoRecords("idle");
        var log = new StreamLog<Message>();
        var source = kafka.messages("idle").setLiveIdleTimeout(Duration.ofMillis(300)).build();
        var replay = Replay.of(source).through(stream -> Windows.count(log.record(stream)));
        try (var job = replay.start()) {
            job.until("live source", () -> log.size() == 2 && log.isLive());
            var second = new int[] {9};
            job.until(
                    "window that a silent partition held open",
                    () -> {
                        // The other partition is never silent.
                        topic.write(0, START.plusSeconds(second[0]++), "live");
                        return job.log().size() > 0;
                    });
            assertThat(job.log().values()).first().isEqualTo(new Windows.Count(START, 3));
        }
        assertThat(log).hasNoLateElements();
    }

    /** Both records are at the start, so that later ones wait for the partition without more. */
    private static TestTopic topicOfTwoRecords(String name) {
        return kafka.topic(name, 2).write(0, START, "a").write(1, START, "b");
    }

    // Timestamps

    @Test
    void aRecordOutOfOrderKeepsItsOwnEventTime() throws Exception {
        var source = kafka.messages("disordered").stopAtReplayEnd().build();

        assertThat(Replay.of(source).run().elements())
                .hasSize(500)
                .allMatch(element -> element.timestamp() == element.value().timestamp());
    }

    @Test
    void aRecordWithoutTimestampFollowsItsPredecessorAndSharesItsTime() throws Exception {
        kafka.topic("untimed", 2)
                .writeUntimed(0, "before all")
                .write(0, START.plusMillis(1), "a")
                .writeUntimed(0, "at 1")
                .write(0, START.plusMillis(3), "b")
                .write(1, Times.every(Duration.ofMillis(2), START, 3));
        var source = kafka.messages("untimed").stopAtReplayEnd().build();

        long start = START.toEpochMilli();
        assertThat(Replay.of(source).run().elements())
                .extracting(
                        element -> element.value().partition(),
                        element -> element.value().offset(),
                        element -> element.value().hasTimestamp(),
                        StreamEvent.Element::timestamp)
                .containsExactly(
                        tuple(0, 0L, false, 0L),
                        tuple(1, 0L, true, start),
                        tuple(0, 1L, true, start + 1),
                        tuple(0, 2L, false, start + 1),
                        tuple(1, 1L, true, start + 2),
                        tuple(0, 3L, true, start + 3),
                        tuple(1, 2L, true, start + 4));
    }

    @Test
    void recordsWithoutTimestampOrBefore1970FallIntoWindows() throws Exception {
        long year1950 = Instant.parse("1950-01-01T00:00:00Z").toEpochMilli();
        kafka.topic("old", 1)
                .writeUntimed(0, "first")
                .writeStamped(0, year1950, "a")
                .writeUntimed(0, "b")
                .write(0, START, "c");
        var source = kafka.messages("old").stopAtReplayEnd().build();

        assertThat(Replay.of(source).through(WatermarkITCase::valuesOfEachHour).toList())
                .as("the first record has neither timestamp nor predecessor: it is at epoch 0")
                .containsExactly("ab", "first", "c");
    }

    private static DataStream<String> valuesOfEachHour(DataStream<Message> messages) {
        return messages.map(message -> new String(message.value(), UTF_8))
                .windowAll(TumblingEventTimeWindows.of(Duration.ofHours(1)))
                .reduce((left, right) -> left + right);
    }

    private static KafkarsSourceBuilder<Message> disordered(Duration outOfOrderness) {
        return kafka.messages("disordered")
                .setBatchSize(10)
                .setOutOfOrderness(outOfOrderness)
                .setWatermarkInterval(Duration.ofMillis(1))
                .stopAtReplayEnd();
    }
}
