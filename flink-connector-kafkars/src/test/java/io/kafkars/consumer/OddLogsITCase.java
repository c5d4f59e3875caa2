// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.consumer.BrokerReplay.Released;
import io.kafkars.merge.MergeSettings;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.testing.Await;
import io.kafkars.testing.EmbeddedKafka;
import io.kafkars.testing.TimedRecords;
import io.kafkars.topics.OffsetResolver;
import io.kafkars.topics.ReplayEnd;
import io.kafkars.topics.ResolvedPartition;
import io.kafkars.topics.SourceTopic;

import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Logs on a real broker with offsets that have no record, or timestamps that are not in order. */
class OddLogsITCase {

    private static final long FIRST = 1_700_000_000_000L;
    private static final Map<String, String> COMMITTED =
            Map.of("isolation.level", "read_committed");

    /** Cleaned as soon as there is something to clean, except for the last segment. */
    private static final Map<String, String> COMPACTED =
            Map.of(
                    "cleanup.policy", "compact",
                    "segment.ms", "1",
                    "min.cleanable.dirty.ratio", "0.001",
                    "delete.retention.ms", "0");

    private static EmbeddedKafka kafka;
    private static long lastTime = FIRST;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.start(Map.of("log.cleaner.backoff.ms", "50"));
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    // ------------------------------------------------------------ transactions

    @Test
    void aPartitionWithOnlyAbortedRecordsHoldsNothingUp() throws Exception {
        kafka.createTopic("aborted", 2);
        try (var producer = transactional("aborts")) {
            for (int i = 0; i < 3; i++) {
                producer.beginTransaction();
                TimedRecords.at("aborted", 0, times(0, 4)).forEach(producer::send);
                producer.flush();
                producer.abortTransaction();
            }
        }
        awaitEnd("aborted", 0, 15);
        kafka.produce(TimedRecords.at("aborted", 1, times(0, 5)));

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
        kafka.createTopic("markers", 2);
        try (var producer = transactional("marks")) {
            producer.beginTransaction();
            TimedRecords.at("markers", 0, times(0, 3)).forEach(producer::send);
            producer.commitTransaction();
        }
        awaitEnd("markers", 0, 4);
        BrokerReplay.expire(kafka, "markers", 0, 3);
        kafka.produce(TimedRecords.at("markers", 1, times(0, 2)));

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
        kafka.createTopic("open", 2);
        kafka.produce(TimedRecords.at("open", 0, times(0, 3)));
        kafka.produce(TimedRecords.at("open", 1, times(0, 3)));
        try (var producer = transactional("opens")) {
            producer.beginTransaction();
            TimedRecords.at("open", 0, times(3, 2)).forEach(producer::send);
            producer.flush();
            kafka.produce(TimedRecords.at("open", 0, times(5, 1)));

            try (var replay = replay("open", COMMITTED)) {
                replay.untilLive();
                assertThat(replay.offsetsOf(0))
                        .as("up to the last stable offset")
                        .containsExactly(0L, 1L, 2L);
                assertThat(replay.progress("open", 0).replayEnd()).isEqualTo(3);

                producer.commitTransaction();
                replay.untilReleased(9);
                assertThat(replay.offsetsOf(0)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
            }
        }
    }

    @Test
    void uncommittedRecordsAreReadByDefaultAndTheirMarkersAreNot() throws Exception {
        kafka.createTopic("uncommitted", 1);
        try (var producer = transactional("uncommits")) {
            producer.beginTransaction();
            TimedRecords.at("uncommitted", 0, times(0, 2)).forEach(producer::send);
            producer.flush();
            producer.abortTransaction();
            producer.beginTransaction();
            TimedRecords.at("uncommitted", 0, times(2, 2)).forEach(producer::send);
            producer.commitTransaction();
        }
        awaitEnd("uncommitted", 0, 6);
        try (var replay = replay("uncommitted", Map.of())) {
            replay.untilLive();
            assertThat(replay.offsetsOf(0)).containsExactly(0L, 1L, 3L, 4L);
        }
    }

    // ------------------------------------------------------------ compaction

    @Test
    void holesInACompactedLogHoldNothingUp() throws Exception {
        kafka.createTopic("holes", 2, COMPACTED);
        // The keys a and b are overwritten, at the start and in the middle; c to f are not.
        send("holes", 0, "a", "b", "c", "a", "d", "b", "a", "e", "b", "a", "f", "z");
        send("holes", 1, "x", "y");
        awaitCompacted("holes", 0, 2, 4, 7, 8, 9, 10, 11);

        try (var replay = replay("holes", Map.of())) {
            replay.untilLive();
            assertThat(replay.offsetsOf(0)).containsExactly(2L, 4L, 7L, 8L, 9L, 10L, 11L);
            assertThat(replay.released()).isSortedAccordingTo(BrokerReplay.MERGE_ORDER);
        }
    }

    @Test
    void aReplayWhoseEndWasCompactedAwayMeanwhileIsCaughtUp() throws Exception {
        kafka.createTopic("tail", 2, COMPACTED);
        send("tail", 0, "a", "b", "c", "d");
        send("tail", 1, "x", "y");
        List<PartitionProgress> resolved = resolve("tail", Map.of());
        send("tail", 0, "c", "d", "z");
        awaitCompacted("tail", 0, 0, 1, 4, 5, 6);

        try (var replay = BrokerReplay.of(kafka, LostPositionPolicy.FAIL, Map.of(), resolved)) {
            replay.untilLive().untilReleased(7);
            assertThat(replay.offsetsOf(0)).containsExactly(0L, 1L, 4L, 5L, 6L);
            assertThat(replay.offsetsOf(1)).containsExactly(0L, 1L);
        }
    }

    @Test
    void aReplayOfWhichCompactionLeftNothingIsCaughtUp() throws Exception {
        kafka.createTopic("interval", 2, COMPACTED);
        send("interval", 0, "a", "b", "a", "b");
        send("interval", 1, "x", "y");
        List<PartitionProgress> resolved = resolve("interval", Map.of());
        send("interval", 0, "a", "b", "z");
        awaitCompacted("interval", 0, 4, 5, 6);

        try (var replay = BrokerReplay.of(kafka, LostPositionPolicy.FAIL, Map.of(), resolved)) {
            replay.untilLive().untilReleased(5);
            assertThat(replay.offsetsOf(0)).containsExactly(4L, 5L, 6L);
            assertThat(replay.lostOffsets()).as("compaction is no loss").isEmpty();
        }
    }

    // ------------------------------------------------------------ times

    @Test
    void topicsWithTheBrokersTimeAndTheProducersTimeAreOneOrder() throws Exception {
        kafka.createTopic("append-time", 1, Map.of("message.timestamp.type", "LogAppendTime"));
        kafka.createTopic("create-time", 1);
        long before = System.currentTimeMillis();
        kafka.produce(TimedRecords.at("append-time", 0, times(0, 3)));
        kafka.produce(
                TimedRecords.at(
                        "create-time",
                        0,
                        LongStream.of(
                                FIRST, before - 1, before + Duration.ofMinutes(30).toMillis())));
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
        kafka.createTopic("times", 2);
        long century = Duration.ofDays(36_500).toMillis();
        kafka.produce(
                TimedRecords.at(
                        "times",
                        0,
                        LongStream.of(FIRST, FIRST + century, FIRST - 5_000, 0, FIRST + 2_000)));
        kafka.produce(TimedRecords.at("times", 1, LongStream.of(FIRST + 1_000, FIRST + 3_000)));

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
    void emptyPartitionsAreLiveAtOnce() throws Exception {
        kafka.createTopic("empty", 3);
        kafka.produce(TimedRecords.at("empty", 1, times(0, 3)));
        try (var replay = replay("empty", Map.of())) {
            replay.untilLive();
            assertThat(replay.released()).hasSize(3);
        }
    }

    // ------------------------------------------------------------ logs

    private static LongStream times(int from, int count) {
        return LongStream.range(from, from + count).map(second -> FIRST + 1_000 * second);
    }

    /**
     * Each record is a segment of its own, because it is younger than the one before it, so that
     * all but the last can be cleaned.
     */
    private static void send(String topic, int partition, String... keys) {
        for (String key : keys) {
            kafka.produce(
                    List.of(
                            TimedRecords.withKey(
                                    TimedRecords.at(topic, partition, lastTime += 1_000), key)));
        }
    }

    private static KafkaProducer<byte[], byte[]> transactional(String id) {
        KafkaProducer<byte[], byte[]> producer = kafka.producer(Map.of("transactional.id", id));
        producer.initTransactions();
        return producer;
    }

    /** An abort or commit returns before its marker is in each log. */
    private static void awaitEnd(String topic, int partition, long end) throws Exception {
        var place = new TopicPartition(topic, partition);
        Await.until(
                topic + " to end at " + end,
                () ->
                        kafka.admin()
                                        .listOffsets(Map.of(place, OffsetSpec.latest()))
                                        .partitionResult(place)
                                        .get()
                                        .offset()
                                == end);
    }

    private static void awaitCompacted(String topic, int partition, long... left) throws Exception {
        List<Long> expected = Arrays.stream(left).boxed().toList();
        Await.until(topic + " to be " + expected, () -> offsets(topic, partition).equals(expected));
    }

    private static List<Long> offsets(String topic, int partition) {
        var place = new TopicPartition(topic, partition);
        var config = ConsumerProperties.of(Map.of("bootstrap.servers", kafka.bootstrapServers()));
        try (var consumer =
                new KafkaConsumer<>(
                        config.forConsumer("offsets", 1, MergeSettings.DEFAULT, false))) {
            consumer.assign(Set.of(place));
            consumer.seekToBeginning(Set.of(place));
            long end = consumer.endOffsets(Set.of(place)).get(place);
            var found = new ArrayList<Long>();
            while (consumer.position(place) < end) {
                consumer.poll(Duration.ofMillis(50)).forEach(record -> found.add(record.offset()));
            }
            return found;
        }
    }

    // ------------------------------------------------------------ replays

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
