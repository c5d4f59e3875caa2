// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.testing;

import io.kafkars.flink.message.Message;

import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.test.junit5.MiniClusterExtension;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import static io.kafkars.testing.Records.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How a test runs replays, and waits for what they emit. */
class ReplayKitITCase {

    private static final Instant START = at("2024-01-01T00:00:00Z");

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @RegisterExtension static final MiniClusterExtension flink = MiniClusters.withSlots(2);

    @Test
    void aBoundedReplayGivesElementsTimestampsAndWatermarks() throws Exception {
        var topic = topicOfSeconds("events", 100);
        var source = kafka.messages("events").setBatchSize(10).stopAtReplayEnd().build();

        var log = Replay.of(source).run();

        assertThat(log)
                .hasEachRecordOf(topic)
                .isInTimestampOrder()
                .isInReplayOrder()
                .hasRisingWatermarks()
                .hasNoLateElements();
        assertThat(log.elements()).allMatch(e -> e.timestamp() == e.value().timestamp());
        assertThat(log.watermarks())
                .hasSizeGreaterThan(5)
                .last()
                .isEqualTo(START.plusSeconds(99).toEpochMilli() - 1);
    }

    @Test
    void missingAndForeignRecordsAreNamed() throws Exception {
        var topic = topicOfSeconds("read", 3);
        var other = kafka.topic("not-read", 1).write(0, START, "a");
        var log = Replay.of(kafka.messages("read").stopAtReplayEnd().build()).run();

        assertThatThrownBy(() -> assertThat(log).hasEachRecordOf(topic, other))
                .hasMessageContaining("not-read-0@0 did not come");
        assertThatThrownBy(() -> assertThat(log).hasEachRecordOf(other))
                .hasMessageContaining("read-1@2")
                .hasMessageContaining("is not in the topics");
    }

    @Test
    void thePipelineOfAJobIsRunWithTheSource() throws Exception {
        topicOfSeconds("windowed", 20);
        var source = kafka.messages("windowed").stopAtReplayEnd().build();
        var replay = Replay.of(source).through(ReplayKitITCase::countPerTenSeconds);

        assertThat(replay.toList()).containsExactly(20, 20);
        assertThat(replay.parallelism(2).objectReuse(true).toList())
                .as("run again, with other settings")
                .hasSize(2)
                .containsOnly(20);
        assertThat(replay.parallelism(1).inBatchMode().toList()).containsExactly(20, 20);
    }

    @Test
    void aStoppedReplayContinuesFromItsSavepointAndGoesLive(@TempDir Path savepoints)
            throws Exception {
        var topic = topicOfSeconds("live", 50);
        var replay = Replay.of(kafka.messages("live").build());
        String savepoint;
        StreamLog<Message> before;
        try (var running = replay.pausePerRecord(Duration.ofMillis(5)).start()) {
            running.untilElements(10);
            assertThat(running.log()).isNotLive();
            savepoint = running.stopWithSavepoint(savepoints);
            before = running.log();
        }

        replay.pausePerRecord(Duration.ZERO).fromSavepoint(savepoint);
        try (var running = replay.start()) {
            running.untilLive();
            topic.write(0, START.plusSeconds(1_000), "live");
            running.untilElements(101 - before.size());
            assertThat(running.log()).isLive();
        }
    }

    @Test
    void aPipelineIsLiveWhenItsSourceIsLive() throws Exception {
        topicOfSeconds("live-windows", 20);
        var replay =
                Replay.of(kafka.messages("live-windows").build())
                        .through(ReplayKitITCase::countPerTenSeconds);

        try (var running = replay.start()) {
            running.untilLive();
            running.untilElements(1);
        }
    }

    @Test
    void anUnboundedReplayCannotRunToItsEnd() {
        var replay = Replay.of(kafka.messages("any").build());

        assertThatThrownBy(replay::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("stopAtReplayEnd()")
                .hasMessageContaining("start()");
    }

    @Test
    void aFailedReplayThrowsItsCause() {
        var source = kafka.messages("missing").stopAtReplayEnd().build();

        assertThatThrownBy(() -> Replay.of(source).run())
                .hasStackTraceContaining("Topic 'missing' does not exist");
    }

    private static DataStream<Integer> countPerTenSeconds(DataStream<Message> messages) {
        return messages.map(message -> 1)
                .returns(Types.INT)
                .keyBy(one -> one)
                .window(TumblingEventTimeWindows.of(Duration.ofSeconds(10)))
                .reduce(Integer::sum);
    }

    /** Two partitions with one record a second each. */
    private static TestTopic topicOfSeconds(String name, int count) {
        var times = Times.every(Duration.ofSeconds(1), START, count);
        return kafka.topic(name, 2).write(0, times).write(1, times);
    }
}
