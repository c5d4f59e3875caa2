// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.merge.PartitionId;

import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Records outside of the range are not fetched. In the fake cluster, the timestamp of offset n is n
 * seconds after 1970.
 */
class ScanRangeTest {

    private static final LongRanges ALL = LongRanges.ALL;

    private final FakeOffsetLookup kafka = new FakeOffsetLookup();

    @Test
    void onlyTopicsAndPartitionsInTheRangeAreRead() {
        kafka.topic("a", 3).topic("b", 3);
        var range = range(TopicSet.of("b"), LongRanges.between(1, 7), ALL, ALL);
        assertThat(resolve(range, SourceTopic.earliest("a"), SourceTopic.earliest("b")))
                .containsExactly("b-1 10..20", "b-2 10..20");
    }

    @Test
    void aTopicOutsideOfTheRangeMustStillExist() {
        kafka.topic("b", 1);
        var range = range(TopicSet.of("b"), ALL, ALL, ALL);
        assertThat(
                        catchThrowable(
                                () ->
                                        resolve(
                                                range,
                                                SourceTopic.earliest("a"),
                                                SourceTopic.earliest("b"))))
                .isInstanceOf(ResolveException.class)
                .hasMessageContaining("Topic 'a' does not exist");
    }

    @Test
    void timestampsMoveStartAndEnd() {
        kafka.log("a", 0, 10, 200);
        assertThat(resolve(timestamps(112_500, 115_000), SourceTopic.earliest("a")))
                .as("32 offsets before the first record of that time")
                .containsExactly("a-0 81..116");
    }

    @Test
    void anAgeCountsFromTheResolveTime() {
        kafka.log("a", 0, 10, 200);
        var lastTenSeconds = ScanRange.of(RecordRange.ALL.withMaxAge(Duration.ofSeconds(10)));
        var now = Instant.ofEpochSecond(180);
        assertThat(resolve(lastTenSeconds, now, SourceTopic.earliest("a")))
                .as("10 s, a minute for clocks that differ, and 32 offsets before that")
                .containsExactly("a-0 78..200");
    }

    @Test
    void eachPartitionIsReadWhereOneOfThePartsNeedsIt() {
        kafka.log("a", 0, 10, 200).log("a", 1, 10, 200).log("b", 0, 10, 200).log("b", 1, 10, 200);
        var ofA = RecordRange.ALL.withTopics(TopicSet.of("a"));
        var range =
                ScanRange.of(
                        ofA.withPartitions(LongRanges.between(0, 0))
                                .withOffsets(LongRanges.between(50, 60)),
                        ofA.withPartitions(LongRanges.between(0, 0))
                                .withOffsets(LongRanges.between(80, 90)),
                        RecordRange.ALL
                                .withTopics(TopicSet.of("b"))
                                .withPartitions(LongRanges.between(1, 1))
                                .withTimestamps(LongRanges.between(100_000, Long.MAX_VALUE)));
        assertThat(resolve(range, SourceTopic.earliest("a"), SourceTopic.earliest("b")))
                .containsExactly("a-0 50..91", "b-1 68..200");
    }

    @Test
    void whatIsTooOldAndTooNewAtTheSameTimeIsNotRead() {
        kafka.log("a", 0, 10, 200);
        var never =
                ScanRange.of(
                        RecordRange.ALL
                                .withTimestamps(LongRanges.between(0, 20_000))
                                .withMaxAge(Duration.ofSeconds(10)));
        assertThat(resolve(never, Instant.ofEpochSecond(180), SourceTopic.earliest("a")))
                .containsExactly("a-0 10..10");
    }

    @Test
    void offsetsMoveStartAndEnd() {
        kafka.topic("a", 1);
        var range = range(TopicSet.ALL, ALL, LongRanges.between(12, 14), ALL);
        assertThat(resolve(range, SourceTopic.earliest("a"))).containsExactly("a-0 12..15");
    }

    @Test
    void theStartNeverMovesBack() {
        kafka.topic("a", 1);
        assertThat(resolve(timestamps(11_000, Long.MAX_VALUE), SourceTopic.latest("a")))
                .containsExactly("a-0 20..20");
    }

    @Test
    void theStartStaysWithinTheLogSoThatNewRecordsAreRead() {
        kafka.topic("a", 1);
        assertThat(resolve(timestamps(99_000, Long.MAX_VALUE), SourceTopic.earliest("a")))
                .containsExactly("a-0 20..20");
        var range = range(TopicSet.ALL, ALL, LongRanges.between(99, Long.MAX_VALUE), ALL);
        assertThat(resolve(range, SourceTopic.earliest("a"))).containsExactly("a-0 20..20");
    }

    @Test
    void recordsWrittenMeanwhileAreNotSkipped() {
        kafka.log("a", 0, 10, 120);
        kafka.afterEnds(() -> kafka.log("a", 0, 10, 200));
        assertThat(resolve(timestamps(170_000, Long.MAX_VALUE), SourceTopic.earliest("a")))
                .containsExactly("a-0 138..138");
        kafka.log("a", 0, 10, 120).afterEnds(() -> {});
        assertThat(resolve(timestamps(170_000, Long.MAX_VALUE), SourceTopic.earliest("a")))
                .containsExactly("a-0 120..120");
    }

    @Test
    void aContradictionReadsNothing() {
        kafka.topic("a", 1);
        assertThat(
                        resolve(
                                range(TopicSet.ALL, ALL, LongRanges.NONE, ALL),
                                SourceTopic.earliest("a")))
                .isEmpty();
        assertThat(
                        resolve(
                                range(TopicSet.ALL, ALL, ALL, LongRanges.NONE),
                                SourceTopic.earliest("a")))
                .isEmpty();
    }

    @Test
    void withoutARangeThereIsNoFurtherRequest() {
        kafka.topic("a", 1);
        resolve(ScanRange.ALL, SourceTopic.earliest("a"));
        assertThat(kafka.calls).containsExactly("describe", "end", "earliest");
    }

    @Test
    void partitionsFoundLaterAreLeftOutToo() {
        kafka.topic("a", 2);
        var range = range(TopicSet.ALL, LongRanges.between(1, 1), ALL, ALL);
        var found =
                resolver(range, Instant.ofEpochSecond(20), SourceTopic.earliest("a"))
                        .resolveDiscovered(Set.of(), false);
        assertThat(found.listed()).containsOnlyKeys(new PartitionId("a", 1));
        assertThat(found.added().partitions()).hasSize(1);
    }

    private static ScanRange timestamps(long first, long last) {
        return range(TopicSet.ALL, ALL, ALL, LongRanges.between(first, last));
    }

    private static ScanRange range(
            TopicSet topics, LongRanges partitions, LongRanges offsets, LongRanges timestamps) {
        return ScanRange.of(new RecordRange(topics, partitions, offsets, timestamps, null));
    }

    private List<String> resolve(ScanRange range, SourceTopic... topics) {
        return resolve(range, Instant.ofEpochSecond(20), topics);
    }

    private List<String> resolve(ScanRange range, Instant now, SourceTopic... topics) {
        return resolver(range, now, topics).resolve().partitions().stream()
                .map(ResolvedPartition::progress)
                .map(p -> p.id() + " " + p.replayStart() + ".." + p.replayEnd())
                .toList();
    }

    private OffsetResolver resolver(ScanRange range, Instant now, SourceTopic... topics) {
        return new OffsetResolver(
                List.of(topics),
                ReplayEnd.latest(),
                Optional.empty(),
                kafka,
                Clock.fixed(now, ZoneOffset.UTC),
                range,
                ExpiredStartPolicy.EARLIEST);
    }
}
