// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.merge.PartitionId;

import org.junit.jupiter.api.Test;

import java.time.Clock;
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
        var range = new ScanRange(Set.of("b"), LongRanges.between(1, 7), ALL, ALL);
        assertThat(resolve(range, SourceTopic.earliest("a"), SourceTopic.earliest("b")))
                .containsExactly("b-1 10..20", "b-2 10..20");
    }

    @Test
    void aTopicOutsideOfTheRangeMustStillExist() {
        kafka.topic("b", 1);
        var range = new ScanRange(Set.of("b"), ALL, ALL, ALL);
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
        kafka.topic("a", 1);
        assertThat(resolve(timestamps(12_500, 15_000), SourceTopic.earliest("a")))
                .containsExactly("a-0 13..16");
    }

    @Test
    void offsetsMoveStartAndEnd() {
        kafka.topic("a", 1);
        var range = new ScanRange(null, ALL, LongRanges.between(12, 14), ALL);
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
        var range = new ScanRange(null, ALL, LongRanges.between(99, Long.MAX_VALUE), ALL);
        assertThat(resolve(range, SourceTopic.earliest("a"))).containsExactly("a-0 20..20");
    }

    @Test
    void recordsWrittenMeanwhileAreNotSkipped() {
        kafka.topic("a", 1);
        kafka.afterEnds(() -> kafka.log("a", 0, 10, 30));
        assertThat(resolve(timestamps(21_000, Long.MAX_VALUE), SourceTopic.earliest("a")))
                .containsExactly("a-0 21..21");
        kafka.log("a", 0, 10, 20).afterEnds(() -> {});
        assertThat(resolve(timestamps(21_000, Long.MAX_VALUE), SourceTopic.earliest("a")))
                .containsExactly("a-0 20..20");
    }

    @Test
    void aContradictionReadsNothing() {
        kafka.topic("a", 1);
        assertThat(
                        resolve(
                                new ScanRange(null, ALL, LongRanges.NONE, ALL),
                                SourceTopic.earliest("a")))
                .isEmpty();
        assertThat(
                        resolve(
                                new ScanRange(null, ALL, ALL, LongRanges.NONE),
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
        var range = new ScanRange(null, LongRanges.between(1, 1), ALL, ALL);
        var found = resolver(range, SourceTopic.earliest("a")).resolveDiscovered(Set.of(), false);
        assertThat(found.listed()).containsOnlyKeys(new PartitionId("a", 1));
        assertThat(found.added().partitions()).hasSize(1);
    }

    private static ScanRange timestamps(long first, long last) {
        return new ScanRange(null, ALL, ALL, LongRanges.between(first, last));
    }

    private List<String> resolve(ScanRange range, SourceTopic... topics) {
        return resolver(range, topics).resolve().partitions().stream()
                .map(ResolvedPartition::progress)
                .map(p -> p.id() + " " + p.replayStart() + ".." + p.replayEnd())
                .toList();
    }

    private OffsetResolver resolver(ScanRange range, SourceTopic... topics) {
        return new OffsetResolver(
                List.of(topics),
                ReplayEnd.latest(),
                Optional.empty(),
                kafka,
                Clock.fixed(Instant.ofEpochSecond(20), ZoneOffset.UTC),
                range,
                ExpiredStartPolicy.EARLIEST);
    }
}
