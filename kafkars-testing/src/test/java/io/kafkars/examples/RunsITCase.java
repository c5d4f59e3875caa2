// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.examples;

import io.kafkars.flink.KafkarsSource;
import io.kafkars.flink.errors.ErrorPolicy;
import io.kafkars.flink.message.Message;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.MiniClusters;
import io.kafkars.testing.Replay;
import io.kafkars.testing.RunningJob;
import io.kafkars.testing.StreamLog;
import io.kafkars.testing.Times;
import io.kafkars.topics.SourceTopic;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;

import static io.kafkars.testing.Records.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The ways to run a job that docs/testing.md shows. */
class RunsITCase {

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @RegisterExtension static final MiniClusterExtension flink = MiniClusters.withSlots(2);

    @Test
    void live() throws Exception {
        var events = kafka.topic("events", 2).write(0, at("2024-01-01T00:00:00Z"), "replayed");

        try (var replay = Replay.of(kafka.messages("events").build()).start()) {
            replay.untilLive();
            events.write(1, at("2024-01-01T00:00:01Z"), "live");
            replay.untilElements(2);

            assertThat(replay.log()).isLive().isInTimestampOrder().hasNoLateElements();
        }
    }

    @Test
    void fromASavepoint(@TempDir Path savepoints) throws Exception {
        kafka.topic("events", 1)
                .write(0, Times.every(Duration.ofSeconds(1), at("2024-01-01T00:00:00Z"), 100));
        var replay = Replay.of(kafka.messages("events").build());
        String savepoint;
        int before;
        try (var first = replay.pausePerRecord(Duration.ofMillis(5)).start()) {
            first.untilElements(10);
            savepoint = first.stopWithSavepoint(savepoints);
            before = first.log().size();
        }

        replay.fromSavepoint(savepoint).pausePerRecord(Duration.ZERO);
        try (var second = replay.start()) {
            second.untilElements(100 - before);

            assertThat(second.log().values().get(0).offset()).isEqualTo(before);
        }
    }

    @Test
    void withEverySettingThatChangesHowRecordsTravel() throws Exception {
        kafka.topic("events", 2).write(0, at("2024-01-01T00:10:00Z"), "a");
        var source = kafka.messages("events").stopAtReplayEnd().build();

        assertThat(
                        Replay.of(source)
                                .through(RecordsPerHour::count)
                                .parallelism(2)
                                .objectReuse(true)
                                .toList())
                .containsExactly(1L);
        assertThat(Replay.of(source).through(RecordsPerHour::count).inBatchMode().toList())
                .containsExactly(1L);
    }

    @Test
    void inAnEnvironmentOfYourOwn() throws Exception {
        var events = kafka.topic("events", 1).write(0, at("2024-01-01T00:00:00Z"), "a");
        var source = kafka.messages("events").stopAtReplayEnd().build();

        var env = StreamExecutionEnvironment.getExecutionEnvironment();
        var stream = env.fromSource(source, WatermarkStrategy.noWatermarks(), "events");
        var log = new StreamLog<Message>();
        log.record(stream).sinkTo(new DiscardingSink<>());
        try (var job = RunningJob.start(env)) {
            job.awaitEnd();
        }

        assertThat(log).hasEachRecordOf(events);
    }

    @Test
    void aFailureNamesTheRecordsThatAreWrong() throws Exception {
        kafka.topic("events", 2)
                .write(0, at("2024-01-01T00:00:05Z"), "a")
                .write(0, at("2024-01-01T00:00:03Z"), "b");
        var source = kafka.messages("events").stopAtReplayEnd().build();
        var log = Replay.of(source).run();

        assertThat(log).isInReplayOrder();
        assertThatThrownBy(() -> assertThat(log).isInTimestampOrder())
                .hasMessage(
                        """
                        Expected timestamp order in each subtask, but found among 2 elements:
                          - events-0@1 (2024-01-01T00:00:03Z, subtask 0) came after events-0@0 \
                        (2024-01-01T00:00:05Z, subtask 0)""");
    }

    @Test
    void deadLetters() throws Exception {
        kafka.topic("temperatures", 1)
                .write(0, at("2024-01-01T00:00:00Z"), "21.5")
                .write(0, at("2024-01-01T00:00:01Z"), "warm");
        var letters = kafka.topic("letters", 1);
        var source =
                KafkarsSource.builder(new TemperatureSchema())
                        .setBootstrapServers(kafka.bootstrapServers())
                        .setTopics(SourceTopic.earliest("temperatures"))
                        .setErrorPolicy(ErrorPolicy.deadLetterTopic("letters"))
                        .stopAtReplayEnd()
                        .build();

        assertThat(Replay.of(source).toList()).containsExactly(21.5);
        assertThat(letters.records())
                .extracting(letter -> new String(letter.value()))
                .containsExactly("warm");
    }
}
