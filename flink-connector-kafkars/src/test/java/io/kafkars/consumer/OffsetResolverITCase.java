// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.merge.PartitionId;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.Times;
import io.kafkars.topics.OffsetLookup;
import io.kafkars.topics.OffsetPolicy;
import io.kafkars.topics.OffsetPolicy.Fallback;
import io.kafkars.topics.OffsetResolver;
import io.kafkars.topics.ReplayEnd;
import io.kafkars.topics.Resolution;
import io.kafkars.topics.ResolveException;
import io.kafkars.topics.ResolvedPartition;
import io.kafkars.topics.SourceTopic;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Resolving on a real broker. Each partition of {@code events} but the last has ten records, one
 * for every minute from noon on; partition 1 has lost its first three.
 */
class OffsetResolverITCase {

    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final Instant NOW = NOON.plus(Duration.ofMinutes(20));
    private static final ReplayEnd LATEST = ReplayEnd.latest();

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @BeforeAll
    static void start() throws Exception {
        kafka.topic("events", 3)
                .write(0, minutes(10))
                .write(1, minutes(10))
                .deleteRecordsBefore(1, 3);
        kafka.admin()
                .alterConsumerGroupOffsets(
                        "group",
                        Map.of(
                                new TopicPartition("events", 0), new OffsetAndMetadata(6),
                                new TopicPartition("events", 1), new OffsetAndMetadata(8)))
                .all()
                .get();
    }

    @Test
    void earliestIsWhereTheLogBegins() {
        assertThat(bounds(LATEST, SourceTopic.earliest("events")))
                .containsExactly("0..10", "3..10", "0..0");
    }

    @Test
    void latestIsTheEnd() {
        assertThat(bounds(LATEST, SourceTopic.latest("events")))
                .containsExactly("10..10", "10..10", "0..0");
    }

    @Test
    void timesAreLookedUp() {
        var expected = List.of("4..10", "4..10", "0..0");
        assertThat(bounds(LATEST, SourceTopic.relativeTime("events", Duration.ofMinutes(16))))
                .isEqualTo(expected);
        assertThat(bounds(LATEST, SourceTopic.absoluteTime("events", minute(4))))
                .isEqualTo(expected);
        assertThat(bounds(LATEST, SourceTopic.absoluteTime("events", minute(3).plusNanos(1))))
                .isEqualTo(expected);
        assertThat(
                        bounds(
                                LATEST,
                                SourceTopic.startOfDay(
                                        "events", LocalTime.of(12, 4), ZoneOffset.UTC)))
                .isEqualTo(expected);
    }

    @Test
    void aTimeBeforeAllRecordsIsTheEarliestAndAfterThemTheEnd() {
        assertThat(bounds(LATEST, SourceTopic.relativeTime("events", Duration.ofDays(40_000))))
                .containsExactly("0..10", "3..10", "0..0");
        assertThat(bounds(LATEST, SourceTopic.absoluteTime("events", minute(9).plusMillis(1))))
                .containsExactly("10..10", "10..10", "0..0");
    }

    @Test
    void committedMeansTheOffsetsOfTheGroup() {
        assertThat(bounds(LATEST, SourceTopic.committed("events", Fallback.EARLIEST)))
                .containsExactly("6..10", "8..10", "0..0");
        assertThat(bounds(ReplayEnd.committed(), SourceTopic.earliest("events").partitions(0, 1)))
                .containsExactly("0..6", "3..8");
        assertThatThrownBy(() -> bounds(LATEST, SourceTopic.committed("events", Fallback.FAIL)))
                .isInstanceOf(ResolveException.class)
                .hasMessageContaining("Topic 'events', partition 2: consumer group 'group'");
    }

    @Test
    void partitionsMayDiffer() {
        assertThat(
                        bounds(
                                LATEST,
                                SourceTopic.offsets(
                                        "events",
                                        Map.of(
                                                0,
                                                OffsetPolicy.atOffset(7),
                                                1,
                                                OffsetPolicy.absoluteTime(minute(9))),
                                        OffsetPolicy.earliest())))
                .containsExactly("7..10", "9..10", "0..0");
    }

    @Test
    void theReplayEndsBeforeATimeOrAtAnOffset() {
        assertThat(bounds(ReplayEnd.timestamp(minute(7)), SourceTopic.earliest("events")))
                .containsExactly("0..7", "3..7", "0..0");
        assertThat(
                        bounds(
                                ReplayEnd.offsets("events", Map.of(0, 2L)),
                                SourceTopic.earliest("events")))
                .containsExactly("0..2", "3..10", "0..0");
    }

    @Test
    void missingTopicsAreAllNamed() {
        assertThatThrownBy(
                        () ->
                                bounds(
                                        LATEST,
                                        SourceTopic.earliest("absent1"),
                                        SourceTopic.offsets("events", Map.of(1, 2L, 5, 0L)),
                                        SourceTopic.earliest("absent2")))
                .isInstanceOf(ResolveException.class)
                .hasMessageContainingAll(
                        "Topic 'absent1' does not exist",
                        "Topic 'absent2' does not exist",
                        "Topic 'events' has no partition 5: its partitions are 0 to 2",
                        "Topic 'events', partition 1: cannot start at offset 2: must be from"
                                + " 3, the earliest offset, to 10, the end");
    }

    @Test
    void aPatternDoesNotMatchInternalTopics() throws Exception {
        assertThat(
                        kafka.admin()
                                .describeTopics(List.of("__consumer_offsets"))
                                .allTopicNames()
                                .get())
                .isNotEmpty();
        var all = SourceTopic.matching(Pattern.compile(".*"), OffsetPolicy.earliest());
        try (var lookup = open(Map.of())) {
            assertThat(resolver(lookup, LATEST, all).resolve().partitions())
                    .extracting(partition -> partition.progress().id().topic())
                    .contains("events")
                    .doesNotContain("__consumer_offsets");
        }
    }

    @Test
    void discoveryFindsNewPartitionsAndNoticesRecreatedTopics() {
        kafka.topic("growing", 1);
        var first = new PartitionId("growing", 0);
        try (var lookup = open(Map.of())) {
            var resolver = resolver(lookup, LATEST, SourceTopic.latest("growing"));
            var topicId = resolver.resolve().partitions().get(0).topicId();
            kafka.topic("growing").addPartitions(2).write(1, minutes(4));
            var whilePriming = resolver.resolveDiscovered(Set.of(first), false);
            assertThat(bounds(whilePriming.added())).containsExactly("0..4");
            assertThat(whilePriming.listed()).hasSize(2).containsValue(topicId).containsKey(first);
            assertThat(bounds(resolver.resolveDiscovered(Set.of(first), true).added()))
                    .containsExactly("0..0");

            kafka.topic("growing").delete();
            assertThat(resolver.resolveDiscovered(Set.of(first), true).listed()).isEmpty();
            kafka.topic("growing", 1);
            assertThat(resolver.resolveDiscovered(Set.of(first), true).listed())
                    .containsOnlyKeys(first)
                    .doesNotContainValue(topicId);
        }
    }

    @Test
    void theIsolationLevelDecidesWhereTheReplayEnds() {
        var log = kafka.topic("transactions", 1).write(0, minutes(3));
        try (var transaction = log.begin()) {
            transaction.write(0, minutes(2));

            var topic = SourceTopic.earliest("transactions");
            var later = SourceTopic.absoluteTime("transactions", minute(2).plusMillis(1));
            assertThat(bounds(Map.of("isolation.level", "read_committed"), topic))
                    .containsExactly("0..3");
            assertThat(bounds(Map.of("isolation.level", "read_uncommitted"), topic))
                    .containsExactly("0..5");
            assertThat(bounds(Map.of(), topic)).as("Kafka's default").containsExactly("0..5");
            assertThat(bounds(Map.of("isolation.level", "read_committed"), later))
                    .containsExactly("3..3");
        }
        assertThat(
                        bounds(
                                Map.of("isolation.level", "read_committed"),
                                SourceTopic.earliest("transactions")))
                .as("after two aborted records and a marker")
                .containsExactly("0..6");
    }

    @Test
    void aThousandPartitionsAreResolvedAtOnce() {
        kafka.topic("wide", 1_000).write(999, minutes(5));
        try (var lookup = open(Map.of())) {
            var resolver =
                    resolver(
                            lookup,
                            ReplayEnd.timestamp(NOW),
                            SourceTopic.offsets(
                                    "wide",
                                    Map.of(
                                            0,
                                            OffsetPolicy.earliest(),
                                            1,
                                            OffsetPolicy.committed(Fallback.LATEST)),
                                    OffsetPolicy.relativeTime(Duration.ofMinutes(18))));
            var before = System.nanoTime();
            var resolution = resolver.resolve();
            var taken = Duration.ofNanos(System.nanoTime() - before);
            System.out.println("1,000 partitions resolved in " + taken.toMillis() + " ms");
            assertThat(resolution.partitions()).hasSize(1_000);
            assertThat(bounds(resolution.partitions().get(999))).isEqualTo("2..5");
            assertThat(taken).isLessThan(Duration.ofSeconds(5));
        } finally {
            kafka.topic("wide").delete();
        }
    }

    private static List<String> bounds(ReplayEnd end, SourceTopic... topics) {
        try (var lookup = open(Map.of())) {
            return bounds(resolver(lookup, end, topics).resolve());
        }
    }

    private static List<String> bounds(Map<String, String> properties, SourceTopic... topics) {
        try (var lookup = open(properties)) {
            return bounds(resolver(lookup, LATEST, topics).resolve());
        }
    }

    private static AdminOffsetLookup open(Map<String, String> properties) {
        return AdminOffsetLookup.open(properties(properties), "test");
    }

    private static ConsumerProperties properties(Map<String, String> more) {
        var properties = new HashMap<>(Map.of("bootstrap.servers", kafka.bootstrapServers()));
        properties.put("group.id", "group");
        properties.putAll(more);
        return ConsumerProperties.of(properties);
    }

    private static OffsetResolver resolver(
            OffsetLookup lookup, ReplayEnd end, SourceTopic... topics) {
        return new OffsetResolver(
                List.of(topics),
                end,
                properties(Map.of()).groupId(),
                lookup,
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static List<String> bounds(Resolution resolution) {
        return resolution.partitions().stream().map(OffsetResolverITCase::bounds).toList();
    }

    private static String bounds(ResolvedPartition partition) {
        return partition.progress().replayStart() + ".." + partition.progress().replayEnd();
    }

    private static Instant minute(int minute) {
        return NOON.plus(Duration.ofMinutes(minute));
    }

    /** One record a minute, from noon on. */
    private static Times minutes(int count) {
        return Times.every(Duration.ofMinutes(1), NOON, count);
    }
}
