// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.consumer.LostPositionPolicy;
import io.kafkars.flink.message.Message;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.MiniClusters;
import io.kafkars.testing.Replay;
import io.kafkars.testing.TestTopic;
import io.kafkars.testing.Times;
import io.kafkars.topics.ExpiredStartPolicy;
import io.kafkars.topics.RecreatedTopicPolicy;
import io.kafkars.topics.SourceTopic;

import org.apache.flink.test.junit5.MiniClusterExtension;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.LongStream;

import static io.kafkars.testing.Records.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What jobs do about records, positions and topics that Kafka no longer has. */
class LossITCase {

    private static final Instant START = at(1_700_000_000_000L);
    private static final int RECORDS = 1_000;
    private static final int EXPIRED = 900;

    @RegisterExtension static final MiniClusterExtension flink = MiniClusters.withSlots(2);

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @TempDir Path savepoints;

    // Lost positions

    @Test
    void aSavepointOlderThanTheLogFailsTheJobUnlessAPolicySaysOtherwise() throws Exception {
        var topic = topicWith(RECORDS, "expired");
        String savepoint = stopInTheReplay("expired");
        topic.deleteRecordsBefore(0, EXPIRED);

        var fails = read("expired").stopAtReplayEnd().build();
        assertThatThrownBy(() -> Replay.of(fails).fromSavepoint(savepoint).run())
                .hasStackTraceContaining("the log has 900 to 1000 (exclusive)")
                .hasStackTraceContaining("setOnLostPosition");

        var continues =
                read("expired")
                        .stopAtReplayEnd()
                        .setOnLostPosition(LostPositionPolicy.EARLIEST)
                        .build();
        assertThat(Replay.of(continues).fromSavepoint(savepoint).toList())
                .extracting(Message::offset)
                .isEqualTo(LongStream.range(EXPIRED, RECORDS).boxed().toList());
    }

    @Test
    void anExpiredStartFailsTheJobOnlyIfThePolicyIsFail() throws Exception {
        topicWith(RECORDS, "started").deleteRecordsBefore(0, 30);
        var source =
                KafkarsSource.messages()
                        .setBootstrapServers(kafka.bootstrapServers())
                        .setTopics(SourceTopic.absoluteTime("started", START))
                        .stopAtReplayEnd();

        var fails = source.setOnExpiredStart(ExpiredStartPolicy.FAIL).build();
        assertThatThrownBy(() -> Replay.of(fails).run())
                .hasStackTraceContaining("the log begins at offset 30")
                .hasStackTraceContaining("setOnExpiredStart");

        var starts = source.setOnExpiredStart(ExpiredStartPolicy.EARLIEST).build();
        assertThat(Replay.of(starts).toList()).hasSize(RECORDS - 30);
    }

    // Topics that are deleted

    @Test
    void aTopicDeletedInTheReplayFailsTheJobEvenWithoutDiscovery() throws Exception {
        var deleted = topicWith(RECORDS, "deleted");
        topicWith(RECORDS, "stays");
        var source =
                kafka.messages("deleted", "stays")
                        .setPartitionDiscoveryInterval(Duration.ZERO)
                        .setMissingTopicTimeout(Duration.ofSeconds(2))
                        .build();
        try (var job = Replay.of(source).pausePerRecord(Duration.ofMillis(10)).start()) {
            job.untilElements(1);
            deleted.delete();

            assertThatThrownBy(job::awaitEnd)
                    .hasStackTraceContaining("Topic 'deleted' was deleted")
                    .hasStackTraceContaining("setMissingTopicTimeout");
        }
    }

    @ParameterizedTest(name = "with {0} records")
    @ValueSource(ints = {RECORDS / 4, 2 * RECORDS})
    void aRecreatedTopicIsNoticedBeforeARestoredPositionIsRead(int records) throws Exception {
        var topic = topicWith(RECORDS, "recreated");
        String savepoint = stopInTheReplay("recreated");
        topic.delete();
        topicWith(records, "recreated");

        var fails = read("recreated").stopAtReplayEnd().build();
        try (var job = Replay.of(fails).fromSavepoint(savepoint).start()) {
            assertThatThrownBy(job::awaitEnd)
                    .hasStackTraceContaining("Topic 'recreated' was deleted and recreated")
                    .hasStackTraceContaining("setOnRecreatedTopic");
            assertThat(job.log().values()).as("read of the new topic").isEmpty();
        }

        var startsAnew =
                read("recreated")
                        .stopAtReplayEnd()
                        .setOnRecreatedTopic(RecreatedTopicPolicy.EARLIEST)
                        .build();
        assertThat(Replay.of(startsAnew).fromSavepoint(savepoint).toList())
                .extracting(Message::offset)
                .isEqualTo(LongStream.range(0, records).boxed().toList());
    }

    // Topics and jobs

    private static TestTopic topicWith(int records, String topic) {
        return kafka.topic(topic, 1).write(0, Times.every(Duration.ofSeconds(1), START, records));
    }

    private static KafkarsSourceBuilder<Message> read(String topic) {
        return kafka.messages(topic).setBatchSize(10);
    }

    /** Replays slowly, and stops after some records, but long before the end. */
    private String stopInTheReplay(String topic) throws Exception {
        var replay = Replay.of(read(topic).build()).pausePerRecord(Duration.ofMillis(3));
        try (var job = replay.start()) {
            job.untilElements(40);
            String savepoint = job.stopWithSavepoint(savepoints);
            assertThat(job.log().size()).isLessThan(EXPIRED);
            return savepoint;
        }
    }
}
