// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.flink.message.Message;
import io.kafkars.testing.Await;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.MiniClusters;
import io.kafkars.testing.Replay;
import io.kafkars.testing.RunningReplay;
import io.kafkars.testing.StreamEvent;
import io.kafkars.testing.StreamLog;
import io.kafkars.testing.TestTopic;
import io.kafkars.testing.Times;

import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.test.junit5.MiniClusterExtension;

import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.replica.ClientMetadata;
import org.apache.kafka.common.replica.PartitionView;
import org.apache.kafka.common.replica.ReplicaSelector;
import org.apache.kafka.common.replica.ReplicaView;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import javax.management.ObjectName;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import static io.kafkars.testing.Records.at;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

/** What the source reports: its backlog to Flink, its offsets and its identity to Kafka. */
class SourceEventsITCase {

    private static final Instant START = at(1_700_000_000_000L);
    private static final int RECORDS = 100;

    @RegisterExtension static final MiniClusterExtension flink = MiniClusters.withSlots(4);

    @RegisterExtension
    static final KafkaExtension kafka =
            KafkaExtension.create(Map.of("replica.selector.class", RackBook.class.getName()));

    @TempDir Path savepoints;

    @BeforeAll
    static void start() {
        topic("events");
    }

    private static TestTopic topic(String name) {
        var times = Times.every(Duration.ofSeconds(1), START, RECORDS);
        return kafka.topic(name, 2).write(0, times).write(1, times);
    }

    // Backlog

    @Test
    void theReplayIsBacklogAndLiveRecordsAreNot() throws Exception {
        try (var job = replay(kafka.messages("events")).parallelism(2).start()) {
            untilLive(job, 2);
            var log = job.log();
            for (var subtask : log.subtasks()) {
                var events = log.events(subtask);
                var backlogs = backlogs(events);
                assertThat(backlogs).first().isEqualTo(true);
                assertThat(backlogs).last().isEqualTo(false);
                assertThat(backlogs).isSortedAccordingTo((a, b) -> b.compareTo(a));
                int end = events.indexOf(new StreamEvent.Backlog(subtask, false));
                assertThat(events.subList(0, end))
                        .as("elements before the end of the backlog")
                        .filteredOn(StreamEvent.Element.class::isInstance)
                        .hasSize(RECORDS);
            }
        }
    }

    @Test
    void aRestoredLiveSourceHasNoBacklog() throws Exception {
        var topic = topic("restored");
        var replay = replay(kafka.messages("restored")).parallelism(2);
        String savepoint;
        try (var job = replay.start()) {
            untilLive(job, 2);
            savepoint = job.stopWithSavepoint(savepoints);
        }
        try (var job = replay.fromSavepoint(savepoint).start()) {
            topic.write(0, START.plusSeconds(1_000), "live");
            job.untilElements(1);
            assertThat(backlogs(job.log().events())).doesNotContain(true);
        }
    }

    // Offsets

    @Test
    void offsetsAreCommittedOnCheckpointsIfAskedFor() throws Exception {
        var source =
                kafka.messages("events")
                        .setGroupId("committing")
                        .setCommitOffsetsOnCheckpoints(true);
        try (var job = replay(source).parallelism(2).start()) {
            job.until("committed end offsets", () -> committed("committing").equals(endOffsets()));
        }
    }

    @Test
    void offsetsOfABoundedSourceAreCommittedToo() throws Exception {
        replay(
                        kafka.messages("events")
                                .setGroupId("bounded")
                                .setCommitOffsetsOnCheckpoints(true)
                                .stopAtReplayEnd())
                .run();
        Await.until("committed end offsets", () -> committed("bounded").equals(endOffsets()));
    }

    @Test
    void aGroupIdAloneCommitsNothing() throws Exception {
        try (var job = replay(kafka.messages("events").setGroupId("watching")).start()) {
            job.untilLive();
            job.stopWithSavepoint(savepoints);
        }
        assertThat(committed("watching")).isEmpty();
    }

    private static Map<TopicPartition, Long> committed(String group) throws Exception {
        var offsets = kafka.admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata();
        return offsets.get().entrySet().stream()
                .filter(entry -> entry.getValue() != null)
                .collect(toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
    }

    private static Map<TopicPartition, Long> endOffsets() throws Exception {
        var ends =
                kafka.admin()
                        .listOffsets(
                                Map.of(
                                        new TopicPartition("events", 0), OffsetSpec.latest(),
                                        new TopicPartition("events", 1), OffsetSpec.latest()));
        return ends.all().get().entrySet().stream()
                .collect(toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
    }

    // Clients

    @Test
    void clientsAreNamedByThePrefix() throws Exception {
        var source = kafka.messages("events").setClientIdPrefix("mine");
        try (var job = replay(source).parallelism(2).start()) {
            untilLive(job, 2);

            assertThat(isRegistered("kafka.admin.client:type=app-info,id=mine-enumerator"))
                    .isTrue();
            assertThat(isRegistered("kafka.consumer:type=app-info,id=mine-0")).isTrue();
            assertThat(isRegistered("kafka.consumer:type=app-info,id=mine-1")).isTrue();
        }
    }

    private static boolean isRegistered(String client) throws Exception {
        return ManagementFactory.getPlatformMBeanServer().isRegistered(new ObjectName(client));
    }

    @Test
    void theBrokerGetsTheRack() throws Exception {
        var source =
                kafka.messages("events")
                        .setClientIdPrefix("racked")
                        .setRackIdSupplier(() -> "rack-7");
        try (var job = replay(source).start()) {
            job.untilLive();
        }
        assertThat(RackBook.RACKS).contains("racked-0 in rack-7");
    }

    @Test
    void theBrokerGetsNoRackIfTheSupplierHasNone() throws Exception {
        var source =
                kafka.messages("events").setClientIdPrefix("rackless").setRackIdSupplier(() -> "");
        try (var job = replay(source).start()) {
            job.untilLive();
        }
        assertThat(RackBook.RACKS).contains("rackless-0 in ");
    }

    /** The broker asks it where to fetch from; it records who asks, and from which rack. */
    public static final class RackBook implements ReplicaSelector {

        private static final Set<String> RACKS = ConcurrentHashMap.newKeySet();

        @Override
        public Optional<ReplicaView> select(
                TopicPartition partition, ClientMetadata client, PartitionView replicas) {
            RACKS.add(client.clientId() + " in " + client.rackId());
            return Optional.of(replicas.leader());
        }
    }

    // The jobs

    private static Replay<Message, Message> replay(KafkarsSourceBuilder<Message> source) {
        return Replay.of(source.build())
                .set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(50));
    }

    private static void untilLive(RunningReplay<Message> job, int subtasks) throws Exception {
        job.until("live subtasks", () -> liveSubtasks(job.log()) == subtasks);
    }

    private static long liveSubtasks(StreamLog<Message> log) {
        return log.events(StreamEvent.Backlog.class).stream()
                .filter(event -> !event.backlog())
                .map(StreamEvent.Backlog::subtask)
                .distinct()
                .count();
    }

    private static List<Boolean> backlogs(List<StreamEvent> events) {
        return events.stream()
                .filter(StreamEvent.Backlog.class::isInstance)
                .map(event -> ((StreamEvent.Backlog) event).backlog())
                .toList();
    }
}
