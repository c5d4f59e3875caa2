// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.fixtures.CapturedLog;
import io.kafkars.merge.PartitionId;
import io.kafkars.topics.OffsetPolicy.Fallback;

import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import static io.kafkars.topics.Resolving.NOW;
import static io.kafkars.topics.Resolving.resolve;
import static io.kafkars.topics.Resolving.resolver;
import static org.assertj.core.api.Assertions.assertThat;

/** What is said of a replay that ends where a transaction is open. */
class OpenTransactionsTest {

    private static final SourceTopic EVENTS = SourceTopic.earliest("events");

    private final FakeOffsetLookup kafka = new FakeOffsetLookup().readCommitted();

    private List<String> warnings(ReplayEnd end, SourceTopic... topics) {
        return warnings(() -> resolve(kafka, end, topics));
    }

    private static List<String> warnings(Supplier<?> resolving) {
        try (var log = CapturedLog.begin()) {
            resolving.get();
            String ours = "WARN " + OffsetResolver.class.getName() + " ";
            return log.lines().stream()
                    .filter(line -> line.startsWith(ours))
                    .map(line -> line.substring(ours.length()))
                    .toList();
        }
    }

    @Test
    void allReplaysThatEndThereAreOneWarning() {
        kafka.topic("events", 3).openTransaction("events", 0, 25).openTransaction("events", 2, 21);

        assertThat(warnings(ReplayEnd.latest(), EVENTS))
                .containsExactly(
                        "The replay of 2 partitions ends before the end of the log, where a"
                                + " transaction is open: events-0 at offset 20 of 25, events-2 at"
                                + " offset 20 of 21. With isolation.level read_committed, records"
                                + " from there on cannot be read before the transaction has ended."
                                + " Then they are read as live records, which may be late; a source"
                                + " that stops at the replay end does not read them. To have them"
                                + " in the replay, start when the transaction has ended. If its"
                                + " producer is gone, Kafka aborts it after the producer's"
                                + " transaction.timeout.ms; 'kafka-transactions.sh find-hanging'"
                                + " finds one that is never ended.");
    }

    @Test
    void atMostTenPartitionsAreNamed() {
        kafka.topic("events", 12);
        for (int partition = 0; partition < 12; partition++) {
            kafka.openTransaction("events", partition, 30);
        }
        assertThat(warnings(ReplayEnd.latest(), EVENTS))
                .singleElement()
                .asString()
                .contains("12 partitions", "events-9 at offset 20 of 30 and 2 more.")
                .doesNotContain("events-10");
    }

    @Test
    void aPartitionThatIsAllOneOpenTransactionIsNamedThoughItHasNoReplay() {
        kafka.log("events", 0, 0, 0).openTransaction("events", 0, 7);
        assertThat(warnings(ReplayEnd.latest(), EVENTS))
                .singleElement()
                .asString()
                .contains("1 partition ends", "events-0 at offset 0 of 7");
    }

    @Test
    void aReplayEndByTimeOrCommittedOffsetThatLiesBeyondItIsNamed() {
        kafka.topic("events", 1).openTransaction("events", 0, 25).committed("events", 0, 23);
        assertThat(warnings(ReplayEnd.timestamp(Instant.ofEpochSecond(20)), EVENTS)).hasSize(1);
        assertThat(warnings(ReplayEnd.committed(), EVENTS)).hasSize(1);
    }

    @Test
    void nothingIsSaidWhereTheReplayEndsEarlierOrThereByChoice() {
        kafka.topic("events", 1).openTransaction("events", 0, 25).committed("events", 0, 20);
        assertThat(warnings(ReplayEnd.timestamp(Instant.ofEpochSecond(15)), EVENTS)).isEmpty();
        assertThat(warnings(ReplayEnd.committed(), EVENTS)).isEmpty();
        assertThat(warnings(ReplayEnd.offsets("events", Map.of(0, 20L)), EVENTS)).isEmpty();
        assertThat(warnings(ReplayEnd.latest(), SourceTopic.latest("events")))
                .as("no replay is wanted")
                .isEmpty();
    }

    @Test
    void nothingIsSaidWhereAFilterEndsTheReplayEarlier() {
        kafka.topic("events", 1).openTransaction("events", 0, 25);
        var offsets = LongRanges.between(0, 14);
        var part = ScanRange.of(RecordRange.ALL.withOffsets(offsets));
        var resolver =
                new OffsetResolver(
                        List.of(EVENTS),
                        ReplayEnd.latest(),
                        Optional.empty(),
                        kafka,
                        Clock.fixed(NOW, ZoneOffset.UTC),
                        part,
                        ExpiredStartPolicy.EARLIEST);
        assertThat(warnings(resolver::resolve)).isEmpty();
    }

    @Test
    void nothingIsSaidWithoutAnOpenTransaction() {
        kafka.topic("events", 2);
        // Committed between the two requests.
        kafka.openTransaction("events", 1, 18);
        assertThat(warnings(ReplayEnd.latest(), EVENTS)).isEmpty();
    }

    @Test
    void aReaderOfUncommittedRecordsAsksForNothingMore() {
        var uncommitted = new FakeOffsetLookup().topic("events", 1);
        uncommitted.openTransaction("events", 0, 25);
        assertThat(warnings(() -> resolve(uncommitted, ReplayEnd.latest(), EVENTS))).isEmpty();
        assertThat(uncommitted.calls).doesNotContain("high watermark");
    }

    @Test
    void theHighWatermarksAreReadOnceAndBeforeTheEnds() {
        kafka.topic("events", 3);
        warnings(ReplayEnd.latest(), EVENTS);
        assertThat(kafka.calls).containsExactly("describe", "high watermark", "end", "earliest");
    }

    @Test
    void aPartitionWithoutALeaderIsAskedForOnlyOnce() {
        kafka.topic("events", 2).leaderless("events", 1);
        assertThat(Resolving.problems(kafka, ReplayEnd.latest(), EVENTS))
                .containsExactly("no leader");
    }

    @Test
    void partitionsThatAreFoundDuringTheReplayAreNamedToo() {
        kafka.topic("events", 2).openTransaction("events", 1, 25);
        var resolver = resolver(kafka, ReplayEnd.latest(), Optional.empty(), EVENTS);
        var known = Set.of(new PartitionId("events", 0));
        assertThat(warnings(() -> resolver.resolveDiscovered(known, false))).hasSize(1);
        assertThat(warnings(() -> resolver.resolveDiscovered(known, true)))
                .as("live at once")
                .isEmpty();
    }

    @Test
    void anOffsetBeyondItIsRefusedWithTheReason() {
        kafka.topic("events", 1).openTransaction("events", 0, 25);
        assertThat(Resolving.problems(kafka, ReplayEnd.offsets("events", Map.of(0, 22L)), EVENTS))
                .containsExactly(
                        "Topic 'events', partition 0: replay end 22 is beyond the end of the"
                                + " partition, 20: the replay would wait for records whose"
                                + " transaction is open. Choose an earlier end, or start when the"
                                + " transaction has ended");
        assertThat(
                        Resolving.problems(
                                kafka,
                                ReplayEnd.latest(),
                                SourceTopic.offsets("events", Map.of(0, 22L))))
                .containsExactly(
                        "Topic 'events', partition 0: cannot start at offset 22: must be from 10,"
                                + " the earliest offset, to 20, the end (a transaction is open"
                                + " there)");
    }

    @Test
    void aGroupThatStandsThereIsNamed() {
        kafka.topic("events", 1).openTransaction("events", 0, 25).committed("events", 0, 20);
        assertThat(warnings(ReplayEnd.latest(), SourceTopic.committed("events", Fallback.FAIL)))
                .hasSize(1);
    }
}
