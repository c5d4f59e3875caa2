// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.TestTopic;
import io.kafkars.testing.Times;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

import static io.kafkars.consumer.BrokerReplay.from;
import static io.kafkars.consumer.LostPositionPolicy.EARLIEST;
import static io.kafkars.consumer.LostPositionPolicy.FAIL;
import static io.kafkars.consumer.LostPositionPolicy.LATEST;
import static io.kafkars.testing.Records.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Positions that a real log does not have. Each topic has 200 records in each partition. */
class LostPositionITCase {

    private static final long FIRST = 1_700_000_000_000L;
    private static final int RECORDS = 200;

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    private static TestTopic topic(String name, int partitions) {
        var topic = kafka.topic(name, partitions);
        for (int partition = 0; partition < partitions; partition++) {
            // In batches, which the client does not fetch all at once.
            for (int from = 0; from < RECORDS; from += 10) {
                var first = at(FIRST + 1_000L * from + partition);
                topic.write(partition, Times.every(Duration.ofSeconds(1), first, 10));
            }
        }
        return topic;
    }

    private static List<Long> offsets(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    private static PartitionProgress restored(
            String topic, long replayEnd, long nextOffset, int leaderEpoch) {
        return new PartitionProgress(
                new PartitionId(topic, 0),
                0,
                replayEnd,
                FIRST + 1_000_000,
                nextOffset,
                FIRST,
                leaderEpoch,
                PartitionProgress.UNKNOWN_TOLERANCE);
    }

    // The log begins after it

    @Test
    void aReplayOvertakenByRetentionSkipsOnlyTheDeletedRecordsAndKeepsTheOrder() throws Exception {
        var topic = topic("overtaken", 2);
        try (var replay =
                BrokerReplay.of(
                        kafka,
                        EARLIEST,
                        from("overtaken", 0, 0, RECORDS),
                        from("overtaken", 1, 0, RECORDS))) {
            replay.untilReleased(20);
            topic.deleteRecordsBefore(0, 150);
            replay.untilLive();

            List<Long> read = replay.offsetsOf(0);
            int before = (int) read.stream().filter(offset -> offset < 150).count();
            assertThat(before).as("read before the deletion").isBetween(10, 149);
            assertThat(read.subList(0, before)).isEqualTo(offsets(0, before));
            assertThat(read.subList(before, read.size())).isEqualTo(offsets(150, RECORDS));
            assertThat(replay.offsetsOf(1)).isEqualTo(offsets(0, RECORDS));
            assertThat(replay.released()).isSortedAccordingTo(BrokerReplay.MERGE_ORDER);
            assertThat(replay.lostOffsets())
                    .isEqualTo(Map.of(new PartitionId("overtaken", 0), 150L - before));
            assertThat(replay.progress("overtaken", 0).nextOffset()).isEqualTo(RECORDS);
        }
    }

    @Test
    void latestSkipsTheRemainderOfTheReplay() throws Exception {
        var topic = topic("left-out", 2);
        try (var replay =
                BrokerReplay.of(
                        kafka,
                        LATEST,
                        from("left-out", 0, 0, 180),
                        from("left-out", 1, 0, RECORDS))) {
            replay.untilReleased(20);
            topic.deleteRecordsBefore(0, 150);
            replay.untilReleased(20).untilLive();
            replay.untilReleased(
                    replay.released().size() + RECORDS - 180 - liveOf(replay, 0).size());

            List<Long> read = replay.offsetsOf(0);
            int before = (int) read.stream().filter(offset -> offset < 150).count();
            assertThat(read.subList(before, read.size()))
                    .as("records from the replay end on are live")
                    .isEqualTo(offsets(180, RECORDS));
            assertThat(replay.lostOffsets())
                    .isEqualTo(Map.of(new PartitionId("left-out", 0), 180L - before));
        }
    }

    private static List<Long> liveOf(BrokerReplay replay, int partition) {
        return replay.offsetsOf(partition).stream().filter(offset -> offset >= 180).toList();
    }

    @Test
    void withoutAPolicyTheMessageNamesTheLostOffsetsAndTheOption() throws Exception {
        topic("failing", 1).deleteRecordsBefore(0, 60);
        try (var replay = BrokerReplay.of(kafka, FAIL, from("failing", 0, 0, RECORDS))) {
            assertThatThrownBy(replay::untilLive)
                    .isInstanceOf(LostPositionException.class)
                    .hasMessageContainingAll(
                            "1 of 1 partitions",
                            "failing-0: wanted offset 0, the log has 60 to 200 (exclusive), 60"
                                    + " offsets are gone",
                            "setOnLostPosition",
                            "scan.on-lost-position");
        }
    }

    @Test
    void aDeletionBetweenResolvingAndTheFirstFetchIsALostPositionToo() throws Exception {
        var topic = topic("early", 1);
        var resolved = from("early", 0, 0, RECORDS);
        topic.deleteRecordsBefore(0, 40);
        try (var replay = BrokerReplay.of(kafka, EARLIEST, resolved)) {
            replay.untilLive();
            assertThat(replay.offsetsOf(0)).isEqualTo(offsets(40, RECORDS));
            assertThat(replay.lostOffsets().values()).containsExactly(40L);
        }
    }

    @Test
    void aReplayWithNoRecordLeftHasCaughtUpAndHoldsNothingUp() throws Exception {
        topic("gone", 2).deleteRecordsBefore(0, 120);
        try (var replay =
                BrokerReplay.of(
                        kafka, EARLIEST, from("gone", 0, 0, 100), from("gone", 1, 0, RECORDS))) {
            replay.untilReleased(RECORDS + 80).untilLive();
            assertThat(replay.offsetsOf(0)).isEqualTo(offsets(120, RECORDS));
            assertThat(replay.offsetsOf(1)).isEqualTo(offsets(0, RECORDS));
        }
    }

    @Test
    void anEmptiedLogIsLive() throws Exception {
        topic("emptied", 1).deleteRecordsBefore(0, RECORDS);
        for (LostPositionPolicy policy : List.of(EARLIEST, LATEST)) {
            try (var replay = BrokerReplay.of(kafka, policy, from("emptied", 0, 0, RECORDS))) {
                replay.untilLive();
                assertThat(replay.released()).isEmpty();
                assertThat(replay.progress("emptied", 0).nextOffset()).isEqualTo(RECORDS);
            }
        }
    }

    @Test
    void aRestoredPositionThatHasExpiredContinuesWhereTheLogBegins() throws Exception {
        topic("restored", 1).deleteRecordsBefore(0, 90);
        try (var replay = BrokerReplay.of(kafka, EARLIEST, restored("restored", RECORDS, 30, 0))) {
            replay.untilLive();
            assertThat(replay.offsetsOf(0)).isEqualTo(offsets(90, RECORDS));
            assertThat(replay.lostOffsets().values()).containsExactly(60L);
        }
    }

    // The log was truncated

    @Test
    void aRestoredPositionBeyondTheEndIsNoticedAndNotReset() throws Exception {
        topic("beyond", 1);
        var beyond = restored("beyond", 400, 350, -1);
        try (var replay = BrokerReplay.of(kafka, FAIL, beyond)) {
            assertThatThrownBy(replay::untilLive)
                    .isInstanceOf(LostPositionException.class)
                    .hasMessageContaining("beyond-0: wanted offset 350, the log has 0 to 200")
                    .hasMessageContaining("the log ends 150 offsets before it");
        }
        try (var replay = BrokerReplay.of(kafka, LATEST, beyond)) {
            replay.untilLive();
            assertThat(replay.released()).isEmpty();
            assertThat(replay.progress("beyond", 0))
                    .as("the replay ends where the log does")
                    .extracting(PartitionProgress::nextOffset, PartitionProgress::replayEnd)
                    .containsExactly(200L, 200L);
        }
        try (var replay = BrokerReplay.of(kafka, EARLIEST, beyond)) {
            replay.untilLive();
            assertThat(replay.offsetsOf(0))
                    .as("it is unknown where it was truncated")
                    .isEqualTo(offsets(0, RECORDS));
        }
    }

    @Test
    void theLeaderEpochInTheStateShowsWhereTheLogWasTruncated() throws Exception {
        var topic = topic("cut", 1);
        var cut = restored("cut", 400, 350, 0);
        try (var replay = BrokerReplay.of(kafka, FAIL, cut)) {
            assertThatThrownBy(replay::untilLive)
                    .isInstanceOf(LostPositionException.class)
                    .hasMessageContaining(
                            "the log was truncated at 200: 150 offsets are gone or differ");
        }
        try (var replay = BrokerReplay.of(kafka, EARLIEST, cut)) {
            replay.untilLive();
            assertThat(replay.released()).as("no record is repeated").isEmpty();
            assertThat(replay.lostOffsets().values()).containsExactly(150L);

            topic.write(0, at(FIRST), "next");
            replay.untilReleased(1);
            assertThat(replay.offsetsOf(0)).containsExactly(200L);
        }
    }

    @Test
    void anEpochThatTheLogNeverHadMeansAnotherLog() throws Exception {
        topic("another", 1);
        var inside = restored("another", RECORDS, 50, 9);
        try (var replay = BrokerReplay.of(kafka, FAIL, inside)) {
            assertThatThrownBy(replay::untilLive)
                    .isInstanceOf(LostPositionException.class)
                    .hasMessageContaining("the log was truncated, and it is unknown where");
        }
        try (var replay = BrokerReplay.of(kafka, EARLIEST, inside)) {
            replay.untilLive();
            assertThat(replay.offsetsOf(0)).isEqualTo(offsets(0, RECORDS));
        }
    }

    @Test
    void aStateWithTheEpochOfItsRecordIsAccepted() throws Exception {
        topic("whole", 1);
        PartitionProgress checkpoint;
        try (var replay = BrokerReplay.of(kafka, FAIL, from("whole", 0, 0, RECORDS))) {
            replay.untilReleased(20);
            checkpoint = replay.progress("whole", 0);
            assertThat(checkpoint.leaderEpoch()).as("epoch in the state").isZero();
        }
        try (var replay = BrokerReplay.of(kafka, FAIL, checkpoint)) {
            replay.untilLive();
            assertThat(replay.offsetsOf(0)).isEqualTo(offsets(checkpoint.nextOffset(), RECORDS));
        }
    }
}
