// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.topics.OffsetPolicy.Fallback;

import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import static io.kafkars.topics.Resolving.NOW;
import static io.kafkars.topics.Resolving.bounds;
import static io.kafkars.topics.Resolving.problems;
import static io.kafkars.topics.Resolving.resolve;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Starts and replay ends of partitions, resolved as one snapshot. In the fake cluster, the
 * timestamp of offset n is n seconds after 1970.
 */
class OffsetResolverTest {

    private static final ReplayEnd LATEST = ReplayEnd.latest();

    private final FakeOffsetLookup kafka = new FakeOffsetLookup();

    // Starts

    @Test
    void eachPolicyResolvesToItsOffset() {
        kafka.topic("earliest", 1).topic("latest", 1).topic("relative", 1).topic("absolute", 1);
        kafka.topic("day", 1).topic("committed", 1).committed("committed", 0, 13);
        kafka.topic("offsets", 3);
        assertThat(
                        bounds(
                                resolve(
                                        kafka,
                                        LATEST,
                                        SourceTopic.earliest("earliest"),
                                        SourceTopic.latest("latest"),
                                        SourceTopic.relativeTime(
                                                "relative", Duration.ofMillis(3500)),
                                        SourceTopic.absoluteTime(
                                                "absolute", Instant.ofEpochMilli(11_001)),
                                        SourceTopic.startOfDay(
                                                "day", LocalTime.of(0, 0, 14), ZoneOffset.UTC),
                                        SourceTopic.committed("committed", Fallback.FAIL),
                                        SourceTopic.offsets(
                                                "offsets",
                                                Map.of(
                                                        0,
                                                        OffsetPolicy.atOffset(15),
                                                        2,
                                                        OffsetPolicy.relativeTime(
                                                                Duration.ofSeconds(2))),
                                                OffsetPolicy.latest()))))
                .containsExactly(
                        Map.entry("absolute-0", "12..20"),
                        Map.entry("committed-0", "13..20"),
                        Map.entry("day-0", "14..20"),
                        Map.entry("earliest-0", "10..20"),
                        Map.entry("latest-0", "20..20"),
                        Map.entry("offsets-0", "15..20"),
                        Map.entry("offsets-1", "20..20"),
                        Map.entry("offsets-2", "18..20"),
                        Map.entry("relative-0", "17..20"));
    }

    @Test
    void aTimeAfterTheLastRecordIsTheEndAndBeforeTheFirstOneIsTheEarliest() {
        kafka.topic("old", 1).topic("young", 1).log("empty", 0, 5, 5);
        assertThat(
                        bounds(
                                resolve(
                                        kafka,
                                        LATEST,
                                        SourceTopic.absoluteTime("old", Instant.ofEpochSecond(19)),
                                        SourceTopic.absoluteTime("young", Instant.EPOCH),
                                        SourceTopic.absoluteTime("empty", Instant.EPOCH))))
                .containsExactly(
                        Map.entry("empty-0", "5..5"),
                        Map.entry("old-0", "19..20"),
                        Map.entry("young-0", "10..20"));
        assertThat(
                        bounds(
                                resolve(
                                        kafka,
                                        LATEST,
                                        SourceTopic.absoluteTime(
                                                "old", Instant.ofEpochMilli(19_001)))))
                .containsExactly(Map.entry("old-0", "20..20"));
    }

    @Test
    void aPartitionWithoutReplayIsLiveAtOnce() {
        kafka.log("empty", 0, 5, 5).topic("events", 1);
        assertThat(
                        resolve(
                                        kafka,
                                        LATEST,
                                        SourceTopic.earliest("empty"),
                                        SourceTopic.latest("events"))
                                .partitions())
                .extracting(ResolvedPartition::progress)
                .allMatch(PartitionProgress::isLive)
                .extracting(PartitionProgress::id)
                .containsExactly(new PartitionId("empty", 0), new PartitionId("events", 0));
    }

    @Test
    void aGroupWithoutOffsetFallsBack() {
        kafka.topic("a", 1).topic("b", 1).topic("c", 2).committed("c", 0, 12);
        assertThat(
                        bounds(
                                resolve(
                                        kafka,
                                        LATEST,
                                        SourceTopic.committed("a", Fallback.EARLIEST),
                                        SourceTopic.committed("b", Fallback.LATEST))))
                .containsExactly(Map.entry("a-0", "10..20"), Map.entry("b-0", "20..20"));
        assertThat(problems(kafka, LATEST, SourceTopic.committed("c", Fallback.FAIL)))
                .containsExactly(
                        "Topic 'c', partition 1: consumer group 'group' has committed no offset;"
                                + " commit an offset that the log has, or let the topic fall back to"
                                + " EARLIEST or LATEST");
    }

    @Test
    void anExpiredOffsetOfTheGroupFallsBackToo() {
        kafka.topic("a", 1).committed("a", 0, 3).topic("b", 1).committed("b", 0, 4);
        assertThat(
                        bounds(
                                resolve(
                                        kafka,
                                        LATEST,
                                        SourceTopic.committed("a", Fallback.EARLIEST),
                                        SourceTopic.committed("b", Fallback.LATEST))))
                .containsExactly(Map.entry("a-0", "10..20"), Map.entry("b-0", "20..20"));
        assertThat(problems(kafka, LATEST, SourceTopic.committed("a", Fallback.FAIL)))
                .singleElement()
                .asString()
                .startsWith(
                        "Topic 'a', partition 0: consumer group 'group' has committed offset 3, but"
                                + " the log begins at 10: 7 offsets are gone");
    }

    @Test
    void anOffsetThatIsNotInTheLogIsRejectedWithItsRange() {
        kafka.topic("events", 4);
        var valid = SourceTopic.offsets("events", Map.of(0, 10L, 1, 20L));
        assertThat(bounds(resolve(kafka, LATEST, valid)))
                .containsEntry("events-0", "10..20")
                .containsEntry("events-1", "20..20");
        assertThat(
                        problems(
                                kafka,
                                LATEST,
                                SourceTopic.offsets("events", Map.of(0, 9L, 1, 21L, 2, 9L))))
                .containsExactly(
                        "Topic 'events', partitions 0, 2: cannot start at offset 9: must be from"
                                + " 10, the earliest offset, to 20, the end",
                        "Topic 'events', partition 1: cannot start at offset 21: must be from"
                                + " 10, the earliest offset, to 20, the end");
    }

    // Replay ends

    @Test
    void aTimestampEndsTheReplayBeforeTheFirstRecordStampedAtItOrLater() {
        kafka.topic("events", 1).topic("more", 1);
        assertThat(
                        bounds(
                                resolve(
                                        kafka,
                                        ReplayEnd.timestamp(Instant.ofEpochMilli(14_001)),
                                        SourceTopic.earliest("events"),
                                        SourceTopic.latest("more"))))
                .containsExactly(Map.entry("events-0", "10..15"), Map.entry("more-0", "20..20"));
        assertThat(
                        bounds(
                                resolve(
                                        kafka,
                                        ReplayEnd.timestamp(Instant.ofEpochSecond(500)),
                                        SourceTopic.earliest("events"))))
                .as("all records are older")
                .containsExactly(Map.entry("events-0", "10..20"));
    }

    @Test
    void givenReplayEndsApplyToTheirPartitionsOnly() {
        kafka.topic("events", 3);
        assertThat(
                        bounds(
                                resolve(
                                        kafka,
                                        ReplayEnd.offsets("events", Map.of(0, 10L, 1, 20L)),
                                        SourceTopic.earliest("events"))))
                .containsExactly(
                        Map.entry("events-0", "10..10"),
                        Map.entry("events-1", "10..20"),
                        Map.entry("events-2", "10..20"));
    }

    @Test
    void aReplayEndOutsideThePartitionsToReadIsRejected() {
        kafka.topic("events", 3);
        assertThat(
                        problems(
                                kafka,
                                ReplayEnd.offsets("events", Map.of(0, 14L, 1, 21L, 7, 3L)),
                                SourceTopic.offsets("events", Map.of(0, 15L))))
                .containsExactly(
                        "Topic 'events', partition 7: has a replay end, but is not among the"
                                + " partitions to read",
                        "Topic 'events', partition 0: replay end 14 is below the start 15: it must"
                                + " be from there to 20, the end of the partition",
                        "Topic 'events', partition 1: replay end 21 is beyond the end of the"
                                + " partition, 20: the replay would wait for records that have"
                                + " not been written");
    }

    @Test
    void theGroupsOffsetsEndTheReplay() {
        kafka.topic("events", 3).committed("events", 0, 12).committed("events", 1, 99);
        kafka.committed("events", 2, 3).log("empty", 0, 7, 7);
        assertThat(
                        bounds(
                                resolve(
                                        kafka,
                                        ReplayEnd.committed(),
                                        SourceTopic.earliest("events"),
                                        SourceTopic.earliest("empty"))))
                .containsExactly(
                        Map.entry("empty-0", "7..7"),
                        Map.entry("events-0", "10..12"),
                        Map.entry("events-1", "10..20"),
                        Map.entry("events-2", "10..10"));
        kafka.topic("other", 2);
        assertThat(problems(kafka, ReplayEnd.committed(), SourceTopic.earliest("other")))
                .singleElement()
                .asString()
                .startsWith("Topic 'other', partitions 0 to 1: cannot end the replay at the")
                .contains("consumer group 'group' has committed none");
    }

    // One snapshot

    @Test
    void thereIsOneCallForEachKindHoweverManyPartitions() {
        kafka.topic("a", 100).topic("b", 100).topic("c", 100).topic("d", 100);
        resolve(
                kafka,
                ReplayEnd.timestamp(Instant.ofEpochSecond(15)),
                SourceTopic.earliest("a"),
                SourceTopic.relativeTime("b", Duration.ofSeconds(7)),
                SourceTopic.absoluteTime("c", Instant.ofEpochSecond(11)),
                SourceTopic.committed("d", Fallback.LATEST));
        assertThat(kafka.calls)
                .containsExactly(
                        "describe",
                        "end",
                        // One for the replay ends, one for the starts.
                        "times",
                        "earliest",
                        "times",
                        "committed of group");
    }

    @Test
    void kafkaIsAskedOnlyForTheOffsetsThatAreNeeded() {
        kafka.topic("a", 3);
        resolve(kafka, LATEST, SourceTopic.latest("a"));
        assertThat(kafka.calls).containsExactly("describe", "end");
    }

    @Test
    void theClockIsReadOnce() {
        kafka.topic("a", 50).topic("b", 1);
        var readings = new AtomicInteger();
        var clock =
                new Clock() {
                    @Override
                    public Instant instant() {
                        return NOW.plusNanos(999_999).plusSeconds(readings.getAndIncrement());
                    }

                    @Override
                    public ZoneId getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(ZoneId zone) {
                        return this;
                    }
                };
        var age = Duration.ofSeconds(5);
        var resolution =
                new OffsetResolver(
                                List.of(
                                        SourceTopic.relativeTime("a", age),
                                        SourceTopic.relativeTime("b", age)),
                                LATEST,
                                Optional.empty(),
                                kafka,
                                clock)
                        .resolve();
        assertThat(readings).hasValue(1);
        assertThat(resolution.resolveTime()).isEqualTo(20_000);
        assertThat(resolution.partitions())
                .hasSize(51)
                .extracting(ResolvedPartition::progress)
                .allMatch(p -> p.replayStart() == 15 && p.resolveTime() == 20_000);
    }

    @Test
    void recordsWrittenMeanwhileAreLive() {
        kafka.topic("earliest", 1).topic("timed", 1).topic("late", 1).topic("committed", 1);
        kafka.afterEnds(
                () -> {
                    kafka.log("earliest", 0, 10, 30);
                    kafka.log("timed", 0, 10, 30);
                    kafka.log("late", 0, 10, 30);
                    kafka.log("committed", 0, 10, 30).committed("committed", 0, 27);
                });
        assertThat(
                        bounds(
                                resolve(
                                        kafka,
                                        LATEST,
                                        SourceTopic.earliest("earliest"),
                                        SourceTopic.absoluteTime(
                                                "timed", Instant.ofEpochSecond(12)),
                                        SourceTopic.absoluteTime("late", Instant.ofEpochSecond(25)),
                                        SourceTopic.committed("committed", Fallback.FAIL))))
                .containsExactly(
                        Map.entry("committed-0", "27..27"),
                        Map.entry("earliest-0", "10..20"),
                        Map.entry("late-0", "25..25"),
                        Map.entry("timed-0", "12..20"));
    }

    @Test
    void recordsDeletedMeanwhileAreNotWaitedFor() {
        kafka.topic("events", 1).afterEnds(() -> kafka.log("events", 0, 23, 25));
        assertThat(bounds(resolve(kafka, LATEST, SourceTopic.earliest("events"))))
                .containsExactly(Map.entry("events-0", "23..23"));
    }
}
