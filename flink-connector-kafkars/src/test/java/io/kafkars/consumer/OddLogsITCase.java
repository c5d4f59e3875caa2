// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.consumer.BrokerReplay.Released;
import io.kafkars.fixtures.CapturedLog;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.TestTopic;
import io.kafkars.testing.Times;
import io.kafkars.topics.OffsetResolver;
import io.kafkars.topics.ReplayEnd;
import io.kafkars.topics.ResolvedPartition;
import io.kafkars.topics.SourceTopic;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

import static io.kafkars.testing.Records.at;
import static org.assertj.core.api.Assertions.assertThat;

/** Logs on a real broker with offsets that have no record, or timestamps that are not in order. */
class OddLogsITCase {

    private static final long FIRST = 1_700_000_000_000L;
    private static final Map<String, String> COMMITTED =
            Map.of("isolation.level", "read_committed");

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    private static long lastTime = FIRST;

    // Transactions

    @Test
    void aPartitionWithOnlyAbortedRecordsHoldsNothingUp() throws Exception {
        var topic = kafka.topic("aborted", 2).write(1, seconds(0, 5));
        for (int i = 0; i < 3; i++) {
            topic.aborted(transaction -> transaction.write(0, seconds(0, 4)));
        }

        try (var replay = replay("aborted", COMMITTED)) {
            replay.untilLive();
            assertThat(replay.offsetsOf(0)).isEmpty();
            assertThat(replay.offsetsOf(1)).containsExactly(0L, 1L, 2L, 3L, 4L);
            assertThat(replay.progress("aborted", 0).nextOffset())
                    .as("after the last marker")
                    .isEqualTo(15);
        }
    }

    @Test
    void aPartitionWithOnlyMarkersHoldsNothingUp() throws Exception {
        kafka.topic("markers", 2)
                .committed(transaction -> transaction.write(0, seconds(0, 3)))
                .deleteRecordsBefore(0, 3)
                .write(1, seconds(0, 2));

        for (Map<String, String> isolation : List.of(COMMITTED, Map.<String, String>of())) {
            try (var replay = replay("markers", isolation)) {
                replay.untilLive();
                assertThat(replay.offsetsOf(0)).isEmpty();
                assertThat(replay.offsetsOf(1)).containsExactly(0L, 1L);
            }
        }
    }

    @Test
    void aTransactionThatIsOpenAtTheReplayEndIsLiveWhenItIsCommitted() throws Exception {
        var topic = kafka.topic("open", 2).write(0, seconds(0, 3)).write(1, seconds(0, 3));
        try (var transaction = topic.begin()) {
            transaction.write(0, seconds(3, 2));
            topic.write(0, seconds(5, 1));

            try (var log = CapturedLog.begin();
                    var replay = replay("open", COMMITTED)) {
                assertThat(log.lines())
                        .filteredOn(line -> line.startsWith("WARN io.kafkars"))
                        .singleElement()
                        .asString()
                        .contains("a transaction is open: open-0 at offset 3 of 6.");
                replay.untilLive();
                assertThat(replay.offsetsOf(0))
                        .as("up to the last stable offset")
                        .containsExactly(0L, 1L, 2L);
                assertThat(replay.progress("open", 0).replayEnd()).isEqualTo(3);

                transaction.commit();
                replay.untilReleased(9);
                assertThat(replay.offsetsOf(0)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
            }
        }
    }

    @Test
    void uncommittedRecordsAreReadByDefaultAndTheirMarkersAreNot() throws Exception {
        kafka.topic("uncommitted", 1)
                .aborted(transaction -> transaction.write(0, seconds(0, 2)))
                .committed(transaction -> transaction.write(0, seconds(2, 2)));
        try (var replay = replay("uncommitted", Map.of())) {
            replay.untilLive();
            assertThat(replay.offsetsOf(0)).containsExactly(0L, 1L, 3L, 4L);
        }
    }

    // Compaction

    @Test
    void holesInACompactedLogHoldNothingUp() throws Exception {
        var topic = kafka.compactedTopic("holes", 2);
        // The keys a and b are overwritten, at the start and in the middle; c to f are not.
        write(topic, 0, "a", "b", "c", "a", "d", "b", "a", "e", "b", "a", "f");
        write(topic, 1, "x", "y");
        topic.compact();

        try (var replay = replay("holes", Map.of())) {
            replay.untilLive();
            assertThat(replay.offsetsOf(0)).containsExactly(2L, 4L, 7L, 8L, 9L, 10L);
            assertThat(replay.released()).isSortedAccordingTo(BrokerReplay.MERGE_ORDER);
        }
    }

    @Test
    void aReplayWhoseEndIsCompactedAwayCatchesUp() throws Exception {
        var topic = kafka.compactedTopic("tail", 2);
        write(topic, 0, "a", "b", "c", "d");
        write(topic, 1, "x", "y");
        List<PartitionProgress> resolved = resolve("tail", Map.of());
        write(topic, 0, "c", "d");
        topic.compact();

        try (var replay = BrokerReplay.of(kafka, LostPositionPolicy.FAIL, Map.of(), resolved)) {
            replay.untilLive().untilReleased(6);
            assertThat(replay.offsetsOf(0)).containsExactly(0L, 1L, 4L, 5L);
            assertThat(replay.offsetsOf(1)).containsExactly(0L, 1L);
        }
    }

    @Test
    void aReplayThatIsCompactedAwayCatchesUp() throws Exception {
        var topic = kafka.compactedTopic("interval", 2);
        write(topic, 0, "a", "b", "a", "b");
        write(topic, 1, "x", "y");
        List<PartitionProgress> resolved = resolve("interval", Map.of());
        write(topic, 0, "a", "b");
        topic.compact();

        try (var replay = BrokerReplay.of(kafka, LostPositionPolicy.FAIL, Map.of(), resolved)) {
            replay.untilLive().untilReleased(4);
            assertThat(replay.offsetsOf(0)).containsExactly(4L, 5L);
            assertThat(replay.lostOffsets()).as("compaction is no loss").isEmpty();
        }
    }

    // Times

    @Test
    void topicsWithBrokerTimeAndProducerTimeAreMergedIntoOneOrder() throws Exception {
        kafka.topic("append-time", 1, Map.of("message.timestamp.type", "LogAppendTime"));
        kafka.topic("create-time", 1);
        long before = System.currentTimeMillis();
        kafka.topic("append-time").write(0, seconds(0, 3));
        kafka.topic("create-time")
                .write(
                        0,
                        Times.ofMillis(
                                LongStream.of(
                                        FIRST,
                                        before - 1,
                                        before + Duration.ofMinutes(30).toMillis())));
        var progress = new ArrayList<>(resolve("append-time", Map.of()));
        progress.addAll(resolve("create-time", Map.of()));

        try (var replay = BrokerReplay.of(kafka, LostPositionPolicy.FAIL, Map.of(), progress)) {
            replay.untilLive();
            assertThat(replay.released())
                    .extracting(record -> record.topic() + "@" + record.offset())
                    .containsExactly(
                            "create-time@0",
                            "create-time@1",
                            "append-time@0",
                            "append-time@1",
                            "append-time@2",
                            "create-time@2");
            assertThat(replay.released().get(2).timestamp())
                    .as("the producer's is not kept")
                    .isGreaterThanOrEqualTo(before);
        }
    }

    @Test
    void timestampsThatGoBackOrFarAheadStallNothing() throws Exception {
        kafka.topic("times", 2);
        long century = Duration.ofDays(36_500).toMillis();
        kafka.topic("times")
                .write(
                        0,
                        Times.ofMillis(
                                LongStream.of(
                                        FIRST, FIRST + century, FIRST - 5_000, 0, FIRST + 2_000)));
        kafka.topic("times").write(1, Times.ofMillis(LongStream.of(FIRST + 1_000, FIRST + 3_000)));

        try (var replay = replay("times", Map.of())) {
            replay.untilLive();
            assertThat(replay.released())
                    .extracting(record -> record.partition() + "@" + record.offset())
                    .containsExactly("0@0", "0@1", "0@2", "0@3", "1@0", "0@4", "1@1");
            assertThat(replay.released()).extracting(Released::mergeKey).isSorted();
            assertThat(replay.status().futureRecords()).isEqualTo(1);
            assertThat(replay.status().disorderedRecords()).isEqualTo(2);
        }
    }

    @Test
    void timesBefore1970KeepTheirValueAndTheirPlace() throws Exception {
        long year1950 = Instant.parse("1950-01-01T00:00:00Z").toEpochMilli();
        long goZeroTime = Instant.parse("0001-01-01T00:00:00Z").toEpochMilli();
        kafka.topic("before-1970", 2)
                .writeStamped(0, goZeroTime, "Go's zero time")
                .writeStamped(0, year1950 + 1, "1950")
                .writeStamped(0, -2, "1969")
                .writeStamped(1, year1950, "1950")
                .write(1, at(FIRST), "now");

        try (var replay = replay("before-1970", Map.of())) {
            replay.untilLive();
            assertThat(replay.released())
                    .extracting(record -> record.partition() + " " + record.timestamp())
                    .containsExactly(
                            "0 " + goZeroTime,
                            "1 " + year1950,
                            "0 " + (year1950 + 1),
                            "0 -2",
                            "1 " + FIRST);
        }
    }

    /** Local time taken for UTC, microseconds, and one partition a year ahead. */
    @Test
    void topicsThatAreAheadAsAWholeAreOneOrder() throws Exception {
        long hour = Duration.ofHours(1).toMillis();
        long now = System.currentTimeMillis();
        write("eight-hours", now - 2 * hour, hour / 2, 0);
        write("microseconds", (now - 20 * hour) * 1_000, hour * 1_000, 0);
        write("a-year", now - 20 * hour, hour, Duration.ofDays(365).toMillis());

        for (String topic : List.of("eight-hours", "microseconds", "a-year")) {
            try (var replay = replay(topic, Map.of())) {
                replay.untilLive();
                assertThat(replay.released())
                        .extracting(Released::timestamp)
                        .as(topic)
                        .hasSize(60)
                        .isSorted();
                assertThat(replay.status().futureRecords()).isZero();
            }
        }
    }

    /** Three partitions of 20 records each, of which the last is further on. */
    private static void write(String topic, long first, long step, long lastPartitionAhead) {
        kafka.topic(topic, 3);
        for (int partition = 0; partition < 3; partition++) {
            long from = first + partition * step / 3 + (partition == 2 ? lastPartitionAhead : 0);
            kafka.topic(topic)
                    .write(
                            partition,
                            Times.ofMillis(LongStream.range(0, 20).map(i -> from + i * step)));
        }
    }

    @Test
    void aRunOfOutliersDelaysNoOtherRecord() throws Exception {
        long year2099 = Instant.parse("2099-01-01T00:00:00Z").toEpochMilli();
        LongStream log =
                LongStream.range(0, 100)
                        .map(i -> i >= 30 && i < 50 ? year2099 + i : FIRST + 1_000 * i);
        kafka.topic("outliers", 2)
                .write(0, Times.ofMillis(log))
                .write(1, Times.every(Duration.ofSeconds(1), at(FIRST), 100));

        try (var replay = replay("outliers", Map.of())) {
            replay.untilLive();
            assertThat(replay.released()).extracting(Released::mergeKey).isSorted();
            assertThat(replay.released())
                    .extracting(Released::mergeKey)
                    .last()
                    .isEqualTo(FIRST + 99_000);
            assertThat(replay.status().futureRecords()).isEqualTo(20);
        }
    }

    @Test
    void oneLiveRecordFarAheadDoesNotEndEventTime() throws Exception {
        long now = System.currentTimeMillis();
        long year2099 = Instant.parse("2099-01-01T00:00:00Z").toEpochMilli();
        var topic = kafka.topic("poison", 1).write(0, at(now), "now");

        try (var replay = replay("poison", Map.of())) {
            replay.untilLive();
            topic.write(0, at(year2099), "poison").write(0, at(now + 1), "now");
            replay.untilReleased(3);
            assertThat(replay.released())
                    .extracting(Released::mergeKey)
                    .containsExactly(now, now, now + 1);
            assertThat(replay.status().futureRecords()).isEqualTo(1);
        }
    }

    @Test
    void emptyPartitionsAreLiveAtOnce() throws Exception {
        kafka.topic("empty", 3).write(1, seconds(0, 3));
        try (var replay = replay("empty", Map.of())) {
            replay.untilLive();
            assertThat(replay.released()).hasSize(3);
        }
    }

    // Logs

    private static Times seconds(int from, int count) {
        return Times.every(Duration.ofSeconds(1), at(FIRST + 1_000L * from), count);
    }

    private static void write(TestTopic topic, int partition, String... keys) {
        for (String key : keys) {
            topic.write(partition, at(lastTime += 1_000), key, "value");
        }
    }

    // Replays

    private static List<PartitionProgress> resolve(String topic, Map<String, String> more) {
        var properties = new HashMap<>(more);
        properties.put("bootstrap.servers", kafka.bootstrapServers());
        try (var lookup = AdminOffsetLookup.open(ConsumerProperties.of(properties), "test")) {
            return new OffsetResolver(
                            List.of(SourceTopic.earliest(topic)),
                            ReplayEnd.latest(),
                            Optional.empty(),
                            lookup,
                            Clock.systemUTC())
                    .resolve().partitions().stream().map(ResolvedPartition::progress).toList();
        }
    }

    private static BrokerReplay replay(String topic, Map<String, String> more) {
        return BrokerReplay.of(kafka, LostPositionPolicy.FAIL, more, resolve(topic, more));
    }
}
