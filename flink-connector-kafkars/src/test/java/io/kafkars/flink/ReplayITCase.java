// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.flink.message.Message;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.MiniClusters;
import io.kafkars.testing.Replay;
import io.kafkars.testing.StreamLog;
import io.kafkars.testing.TestTopic;
import io.kafkars.testing.Times;
import io.kafkars.topics.OffsetPolicy;
import io.kafkars.topics.ReplayEnd;
import io.kafkars.topics.SourceTopic;

import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.testutils.junit.SharedObjectsExtension;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;

import static io.kafkars.testing.Records.at;
import static org.assertj.core.api.Assertions.assertThat;

/** What is replayed, where the replay ends, and what happens there. */
class ReplayITCase {

    private static final Instant START = at(1_700_000_000_000L);
    private static final Duration SOON = Duration.ofMillis(100);

    @RegisterExtension static final MiniClusterExtension flink = MiniClusters.withSlots(4);

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @RegisterExtension final SharedObjectsExtension shared = SharedObjectsExtension.create();

    @BeforeAll
    static void start() {
        topic("three", 3, 100);
    }

    // Splits and subtasks

    @Test
    void aReplayWithMoreSubtasksThanPartitionsFinishes() throws Exception {
        var source = kafka.messages("three").stopAtReplayEnd().build();

        var log = Replay.of(source).parallelism(4).run();

        assertThat(log).hasEachRecordOf(kafka.topic("three"));
        assertThat(log.elements())
                .extracting(element -> element.subtask().index())
                .as("subtasks with a partition")
                .containsOnly(0, 1, 2);
    }

    @Test
    void anEmptyTopicAmongOthersHoldsNothingUp() throws Exception {
        kafka.topic("empty", 3);
        var source = kafka.messages("empty", "three").stopAtReplayEnd().build();

        assertThat(Replay.of(source).run()).hasEachRecordOf(kafka.topic("three")).isInReplayOrder();
    }

    @Test
    void aBoundedSourceOfEmptyTopicsEnds() throws Exception {
        kafka.topic("empty-1", 2);
        kafka.topic("empty-2", 1);
        var source = kafka.messages("empty-1", "empty-2").stopAtReplayEnd().build();

        assertThat(Replay.of(source).parallelism(2).toList()).isEmpty();
    }

    @Test
    void aSourceOfEmptyTopicsIsLiveAtOnce() throws Exception {
        var topic = kafka.topic("empty", 2);
        try (var job = Replay.of(kafka.messages("empty").build()).start()) {
            job.untilLive();
            topic.write(1, START, "first");
            job.untilElements(1);
        }
    }

    // New partitions

    @Test
    void aPartitionAddedDuringTheReplayIsReadFromItsStart() throws Exception {
        var topic = kafka.topic("grows", 2).write(0, seconds(90)).write(1, seconds(10));
        var gate = shared.add(new CountDownLatch(1));
        var log = new StreamLog<Message>();
        var source = kafka.messages("grows").setPartitionDiscoveryInterval(SOON).build();
        // The subtask with the longer replay is blocked; the other one gets the new partition.
        var replay =
                Replay.of(source)
                        .parallelism(2)
                        .through(
                                stream ->
                                        Gate.after(
                                                log.record(stream),
                                                gate,
                                                message -> message.partition() == 0));
        try (var job = replay.start()) {
            job.until("replayed partition 1", () -> seenOf(log, 1) == 10);
            topic.addPartitions(3).write(2, seconds(20));
            job.until("new partition", () -> seenOf(log, 2) == 20);
            assertThat(log).isNotLive();

            gate.get().countDown();
            job.until("live source", log::isLive);
        }
        assertThat(log).hasEachRecordOf(topic);
    }

    @Test
    void aPartitionAddedToALiveSourceIsReadFromItsStart() throws Exception {
        var topic = topic("grows", 1, 50);
        // Latest skips the records of the old partition, but not those of a new one.
        var source = read(SourceTopic.latest("grows")).setPartitionDiscoveryInterval(SOON).build();
        try (var job = Replay.of(source).start()) {
            job.untilLive();
            topic.addPartitions(2).write(1, seconds(20));
            job.untilElements(20);
            assertThat(job.log().values())
                    .hasSize(20)
                    .doesNotHaveDuplicates()
                    .extracting(Message::partition)
                    .containsOnly(1);
        }
    }

    @Test
    void aPatternPicksUpNewTopics() throws Exception {
        var first = topic("sensor-a", 1, 50);
        topic("other-sensor-a", 1, 50);
        var source =
                KafkarsSource.messages()
                        .setBootstrapServers(kafka.bootstrapServers())
                        .setTopicPattern(Pattern.compile("sensor-.*"))
                        .setPartitionDiscoveryInterval(SOON)
                        .build();
        try (var job = Replay.of(source).start()) {
            job.untilElements(50);
            var second = topic("sensor-b", 2, 20);
            job.untilElements(90);
            assertThat(job.log()).hasEachRecordOf(first, second);
        }
    }

    // Where it ends

    @Test
    void aBoundedSourceIsOrderedInBatchModeToo() throws Exception {
        var source = kafka.messages("three").stopAtReplayEnd().build();

        assertThat(Replay.of(source).inBatchMode().run())
                .hasEachRecordOf(kafka.topic("three"))
                .isInReplayOrder();
    }

    @Test
    void theReplayEndsBeforeATimestamp() throws Exception {
        Instant end = START.plusSeconds(40);
        var source =
                kafka.messages("three")
                        .setReplayEnd(ReplayEnd.timestamp(end))
                        .stopAtReplayEnd()
                        .build();

        assertThat(Replay.of(source).toList())
                .hasSize(120)
                .allMatch(message -> message.timestamp() < end.toEpochMilli());
    }

    @Test
    void theReplayEndsAtOffsets() throws Exception {
        var source =
                kafka.messages("three")
                        .setReplayEnd(ReplayEnd.offsets("three", Map.of(0, 10L, 2, 0L)))
                        .stopAtReplayEnd()
                        .build();

        var log = Replay.of(source).run();

        assertThat(seenOf(log, 0)).isEqualTo(10);
        assertThat(seenOf(log, 1)).isEqualTo(100);
        assertThat(seenOf(log, 2)).isZero();
    }

    @Test
    void recordsAfterTheReplayEndAreLiveRecordsOfAnUnboundedSource() throws Exception {
        var source = kafka.messages("three").setReplayEnd(ReplayEnd.timestamp(START)).build();
        try (var job = Replay.of(source).start()) {
            job.untilElements(300);
            job.untilLive();
        }
    }

    // Policies

    @Test
    void eachTopicStartsByItsOwnPolicy() throws Exception {
        Instant now = Instant.now();
        var times = Times.of(now.minus(Duration.ofHours(2)), now.minus(Duration.ofMinutes(30)));
        for (String topic : List.of("from-earliest", "from-an-hour-ago", "from-latest")) {
            kafka.topic(topic, 1).write(0, times);
        }
        var source =
                read(
                                SourceTopic.earliest("from-earliest"),
                                SourceTopic.relativeTime("from-an-hour-ago", Duration.ofHours(1)),
                                SourceTopic.latest("from-latest"))
                        .build();
        try (var job = Replay.of(source).start()) {
            job.untilLive();
            kafka.topic("from-latest").write(0, now, "live");
            job.untilElements(4);
            assertThat(job.log().values())
                    .extracting(message -> message.topic() + "@" + message.offset())
                    .containsExactly(
                            "from-earliest@0",
                            "from-an-hour-ago@1",
                            "from-earliest@1",
                            "from-latest@2");
        }
    }

    @Test
    void topicsGivenByNameStartAtTheStartingOffsets() throws Exception {
        var source =
                KafkarsSource.messages()
                        .setBootstrapServers(kafka.bootstrapServers())
                        .setTopics("three")
                        .setStartingOffsets(OffsetPolicy.atOffset(90))
                        .stopAtReplayEnd()
                        .build();

        assertThat(Replay.of(source).toList())
                .hasSize(30)
                .allMatch(message -> message.offset() >= 90);
    }

    @Test
    void onlyTheSelectedPartitionsAreRead() throws Exception {
        var source = read(SourceTopic.earliest("three").partitions(0, 2)).stopAtReplayEnd().build();

        assertThat(Replay.of(source).toList())
                .hasSize(200)
                .extracting(Message::partition)
                .containsOnly(0, 2);
    }

    // Transactions

    @Test
    void abortedRecordsAreNotReadAndATrailingMarkerDoesNotDelayTheEnd() throws Exception {
        var topic = kafka.topic("transactional", 2).write(0, seconds(5));
        for (int i = 0; i < 2; i++) {
            topic.committed(open -> open.write(0, seconds(5)).write(1, seconds(5)))
                    .aborted(open -> open.write(0, seconds(5)).write(1, seconds(5)));
        }
        var source =
                kafka.messages("transactional")
                        .setProperty("isolation.level", "read_committed")
                        .stopAtReplayEnd()
                        .build();

        var log = Replay.of(source).run();

        assertThat(log).hasEachRecordOf(topic);
        assertThat(log.values()).hasSize(5 + 2 * 10);
    }

    // Topics and sources

    /** One record a second in each partition, from {@link #START} on. */
    private static TestTopic topic(String name, int partitions, int records) {
        var topic = kafka.topic(name, partitions);
        for (int partition = 0; partition < partitions; partition++) {
            topic.write(partition, seconds(records));
        }
        return topic;
    }

    private static Times seconds(int count) {
        return Times.every(Duration.ofSeconds(1), START, count);
    }

    private static KafkarsSourceBuilder<Message> read(SourceTopic... topics) {
        return KafkarsSource.messages()
                .setBootstrapServers(kafka.bootstrapServers())
                .setTopics(topics);
    }

    private static long seenOf(StreamLog<Message> log, int partition) {
        return log.values().stream().filter(message -> message.partition() == partition).count();
    }
}
