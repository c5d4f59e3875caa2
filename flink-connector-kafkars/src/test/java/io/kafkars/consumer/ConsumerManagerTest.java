// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.merge.MergeSettings;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.merge.RecordCursor;
import io.kafkars.merge.ReleasedBatch;

import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ConsumerManagerTest {

    private static final TopicPartition A = new TopicPartition("t", 0);
    private static final TopicPartition B = new TopicPartition("t", 1);
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final MergeSettings SETTINGS =
            MergeSettings.DEFAULT.withBatchSize(1).withMaxHeldRecords(4);

    private final ScriptedConsumer consumer = new ScriptedConsumer();
    private ConsumerManager manager = manager(SETTINGS, false);

    private ConsumerManager manager(MergeSettings settings, boolean stopAtReplayEnd) {
        return new ConsumerManager(consumer, settings, stopAtReplayEnd, consumer::now);
    }

    @AfterEach
    void close() {
        manager.close();
        assertThat(consumer.closed()).isTrue();
    }

    private static PartitionId id(TopicPartition partition) {
        return new PartitionId(partition.topic(), partition.partition());
    }

    private void read(TopicPartition partition, long start, long end) {
        manager.add(List.of(PartitionProgress.atStart(id(partition), start, end, 1_000_000)));
    }

    /** Records with these timestamps, from this offset on. */
    private void deliver(TopicPartition partition, long offset, long... timestamps) {
        for (long timestamp : timestamps) {
            consumer.deliver(partition, offset++, timestamp, "k", "v");
        }
    }

    private static List<String> placesOf(ReleasedBatch batch) {
        var cursor = new RecordCursor();
        cursor.open(batch);
        var places = new ArrayList<String>();
        while (cursor.next()) {
            places.add(cursor.toString());
        }
        return places;
    }

    /** Polls this many times without waiting, and returns all that is released. */
    private List<String> poll(int times) {
        var places = new ArrayList<String>();
        for (int i = 0; i < times; i++) {
            places.addAll(placesOf(manager.poll(Duration.ZERO)));
        }
        return places;
    }

    // Pausing

    @Test
    void aPartitionAheadOfItsShareIsPausedAtTheConsumerUntilItIsDrained() {
        read(A, 0, 9);
        read(B, 0, 9);
        deliver(A, 0, 1, 2, 3);
        poll(1);
        assertThat(consumer.paused()).containsExactly(A);
        assertThat(manager.pausedPartitions()).isEqualTo(1);

        deliver(A, 3, 4);
        deliver(B, 0, 10);
        assertThat(poll(2)).containsExactly("t-0@0", "t-0@1");
        assertThat(consumer.paused()).isEmpty();
        assertThat(poll(2)).containsExactly("t-0@2", "t-0@3");
    }

    @Test
    void aPartitionWhoseRecordsEndedAFullPollIsPausedOnePollLater() {
        read(A, 0, 9);
        read(B, 0, 9);
        deliver(A, 0, 10, 11, 12);
        deliver(B, 0, 1, 2, 3, 4, 5);
        poll(1);
        assertThat(manager.pausedPartitions()).isEqualTo(2);
        assertThat(consumer.paused())
                .as("the client may still hold a remainder of one of them")
                .isEmpty();

        poll(1);
        assertThat(manager.pausedPartitions()).isEqualTo(2);
        assertThat(consumer.paused()).containsExactlyInAnyOrder(A, B);
    }

    @Test
    void aPartitionIsFetchedWhileNeitherTheCallerNorBackpressureWantsItPaused() {
        read(A, 0, 9);
        read(B, 0, 9);
        manager.pauseOrResume(List.of(id(B)), List.of());
        assertThat(consumer.paused()).containsExactly(B);

        deliver(A, 0, 1, 2, 3);
        poll(1);
        assertThat(consumer.paused()).containsExactlyInAnyOrder(A, B);
        manager.pauseOrResume(List.of(id(A)), List.of(id(B)));
        deliver(B, 0, 10);
        poll(3);
        assertThat(manager.pausedPartitions()).as("backpressure has let go").isZero();
        assertThat(consumer.paused()).as("the caller has not").containsExactly(A);

        manager.pauseOrResume(List.of(), List.of(id(A)));
        assertThat(consumer.paused()).isEmpty();
    }

    @Test
    void resumingFromOutsideDoesNotLiftBackpressure() {
        read(A, 0, 9);
        read(B, 0, 9);
        deliver(A, 0, 1, 2, 3);
        poll(1);
        manager.pauseOrResume(List.of(), List.of(id(A)));

        assertThat(consumer.paused()).containsExactly(A);
    }

    @Test
    void aPartitionPausedFromOutsideStillHoldsTheOthersBack() {
        read(A, 0, 1);
        read(B, 0, 1);
        manager.pauseOrResume(List.of(id(B)), List.of());
        deliver(A, 0, 5);
        deliver(B, 0, 1);
        assertThat(poll(3)).isEmpty();

        manager.pauseOrResume(List.of(), List.of(id(B)));
        assertThat(poll(2)).containsExactly("t-1@0", "t-0@0");
    }

    @Test
    void pausingAPartitionThatIsNotReadIsIgnored() {
        read(A, 0, 9);
        manager.pauseOrResume(List.of(id(B)), List.of(id(B)));
        manager.pauseOrResume(List.of(id(B)), List.of());
        read(B, 0, 9);

        assertThat(consumer.paused()).isEmpty();
    }

    @Test
    void aPauseFromOutsideEndsWithThePartition() {
        manager = manager(SETTINGS, true);
        read(A, 0, 9);
        read(B, 0, 9);
        deliver(A, 0, 1);
        poll(1);
        manager.pauseOrResume(List.of(id(A)), List.of());
        consumer.reach(A, 9);
        deliver(B, 0, 2);
        poll(2);
        assertThat(consumer.assignment()).containsExactly(B);

        read(A, 0, 9);
        deliver(A, 0, 3, 4, 5, 6, 7);
        consumer.reach(B, 9);
        poll(5);
        deliver(A, 5, 8);
        assertThat(poll(1)).as("after backpressure paused and resumed it").contains("t-0@5");
    }

    @Test
    void aPartitionThatJoinsLeavesThePositionsAndPausesOfTheOthers() {
        read(A, 0, 9);
        manager.pauseOrResume(List.of(id(A)), List.of());
        consumer.reach(A, 4);
        poll(1);
        manager.add(List.of(new PartitionProgress(id(B), 3, 20, 0, 7, 100)));

        assertThat(consumer.paused()).containsExactly(A);
        assertThat(consumer.position(A)).isEqualTo(4);
        assertThat(consumer.position(B)).as("its next offset").isEqualTo(7);
    }

    // Waiting

    @Test
    void pollWaitsForItsTimeoutAndGivesAnEmptyBatch() {
        read(A, 0, 9);
        ReleasedBatch batch = manager.poll(LONG);

        assertThat(batch.isEmpty()).isTrue();
        assertThat(consumer.now()).isEqualTo(LONG.toMillis());
    }

    @Test
    void pollDoesNotWaitWhileARecordCanBeReleased() {
        read(A, 0, 3);
        deliver(A, 0, 1, 2, 3);
        for (int offset = 0; offset < 3; offset++) {
            assertThat(placesOf(manager.poll(LONG))).containsExactly("t-0@" + offset);
        }
        assertThat(consumer.now()).isZero();
    }

    @Test
    void pollDoesNotWaitWhenAPartitionIsLiveAtOnce() {
        read(A, 5, 5);
        ReleasedBatch batch = manager.poll(LONG);

        assertThat(batch.isLiveAfter()).isTrue();
        assertThat(batch.isEmpty()).isFalse();
        assertThat(consumer.now()).isZero();
    }

    @Test
    void pollWithoutPartitionsReturnsAtOnce() {
        assertThat(manager.poll(LONG).rows()).isZero();
        assertThat(manager.isLive()).isFalse();
        assertThat(consumer.takePollTimeouts()).isEmpty();
    }

    @Test
    void theLongestTimeoutWaitsForEver() {
        read(A, 0, 9);
        consumer.sleep(1_700_000_000_000L);
        manager.poll(Duration.ZERO);
        consumer.takePollTimeouts();
        consumer.schedulePollTask(() -> deliver(A, 0, 1));

        assertThat(placesOf(manager.poll(Duration.ofMillis(Long.MAX_VALUE))))
                .containsExactly("t-0@0");
        assertThat(consumer.takePollTimeouts().get(0)).isGreaterThan(Duration.ofDays(1_000_000));
    }

    @Test
    void aLiveRecordWaitsForEmptyPartitionsAsLongAsAllowed() {
        manager = manager(SETTINGS.withLiveMaxWait(Duration.ofMillis(500)), false);
        read(A, 0, 0);
        read(B, 0, 0);
        manager.poll(Duration.ZERO);
        deliver(A, 0, 1);
        ReleasedBatch watermarkOnly = manager.poll(LONG);
        assertThat(watermarkOnly.rows()).isZero();
        assertThat(watermarkOnly.watermark()).isZero();

        assertThat(placesOf(manager.poll(LONG))).containsExactly("t-0@0");
        assertThat(consumer.now()).isEqualTo(500);
    }

    @Test
    void wakeupEndsAPollAndLosesNothing() {
        read(A, 0, 9);
        manager.wakeup();
        deliver(A, 0, 1);

        assertThat(manager.poll(LONG).rows()).isZero();
        assertThat(consumer.now()).isZero();
        assertThat(placesOf(manager.poll(LONG))).containsExactly("t-0@0");
    }

    @Test
    void wakeupStillReleasesRecordsThatAreReady() {
        read(A, 0, 9);
        deliver(A, 0, 1, 2);
        manager.poll(LONG);
        manager.wakeup();

        assertThat(placesOf(manager.poll(LONG))).containsExactly("t-0@1");
    }

    // Errors

    @Test
    void aTransientErrorLosesAndReordersNothing() {
        read(A, 0, 2);
        read(B, 0, 2);
        deliver(A, 0, 1, 3);
        consumer.failRetriablyAfterNextPoll();
        poll(1);
        deliver(B, 0, 2, 4);

        assertThat(poll(6)).containsExactly("t-0@0", "t-1@0", "t-0@1", "t-1@1");
    }

    @Test
    void anyOtherErrorEndsThePoll() {
        read(A, 0, 2);
        consumer.setPollException(new TopicAuthorizationException(Set.of("t")));

        assertThatThrownBy(() -> manager.poll(LONG))
                .isInstanceOf(TopicAuthorizationException.class);
    }

    @Test
    void theErrorForALostPositionHasItsOffsetAndTheBoundsOfTheLog() {
        read(A, 5, 100);
        read(B, 70, 100);
        consumer.updateBeginningOffsets(Map.of(A, 20L, B, 0L));
        consumer.updateEndOffsets(Map.of(A, 90L, B, 60L));
        consumer.setPollException(new OffsetOutOfRangeException(Map.of(A, 5L, B, 70L)));

        assertThatThrownBy(() -> manager.poll(LONG))
                .isInstanceOf(LostPositionException.class)
                .hasMessageContaining("2 of 2 partitions")
                .hasMessageContaining(
                        "t-0: wanted offset 5, the log has 20 to 90 (exclusive),"
                                + " 15 offsets are gone")
                .hasMessageContaining(
                        "t-1: wanted offset 70, the log has 0 to 60 (exclusive),"
                                + " the log ends 10 offsets before it");
    }

    @Test
    void aPartitionIsAddedOnlyOnce() {
        read(A, 0, 2);
        assertThatThrownBy(() -> read(A, 0, 2)).hasMessageContaining("t-0");
        assertThat(consumer.assignment()).containsExactly(A);
    }

    // The end, and the state

    @Test
    void aFinishedPartitionIsNoLongerRead() {
        manager = manager(SETTINGS, true);
        read(A, 0, 1);
        read(B, 0, 2);
        deliver(A, 0, 1, 9);
        deliver(B, 0, 2);
        ReleasedBatch first = manager.poll(LONG);
        assertThat(placesOf(first)).containsExactly("t-0@0");
        assertThat(first.finished()).containsExactly(id(A));
        assertThat(consumer.assignment()).containsExactly(B);

        assertThat(placesOf(manager.poll(LONG))).containsExactly("t-1@0");
        consumer.reach(B, 2);
        ReleasedBatch last = manager.poll(LONG);
        assertThat(last.finished()).containsExactly(id(B));
        assertThat(consumer.assignment()).isEmpty();
        assertThat(manager.partitionStates()).isEmpty();
    }

    @Test
    void aReplayOfEmptyPartitionsFinishesAtOnce() {
        manager = manager(SETTINGS, true);
        read(A, 3, 3);

        assertThat(manager.poll(LONG).finished()).containsExactly(id(A));
        assertThat(consumer.now()).isZero();
    }

    @Test
    void statusCountsTheRemainderOfTheReplay() {
        read(A, 0, 3);
        read(B, 10, 14);
        deliver(A, 0, 5, 6);
        poll(1);
        assertThat(manager.primingWatermark()).isEmpty();
        ReplayStatus blocked = manager.status();
        assertThat(blocked.partitions()).isEqualTo(2);
        assertThat(blocked.heldRecords()).isEqualTo(2);
        assertThat(blocked.replayRemaining()).isEqualTo(7);
        assertThat(blocked.slowestPartition()).contains(id(B));
        assertThat(blocked.slowestRemaining()).isEqualTo(4);

        deliver(B, 10, 8);
        poll(2);
        assertThat(manager.primingWatermark()).hasValue(6);
        assertThat(manager.status().releasedRecords()).isEqualTo(2);
        assertThat(manager.status().replayRemaining()).isEqualTo(5);

        consumer.reach(A, 3);
        consumer.reach(B, 14);
        poll(2);
        assertThat(manager.isLive()).isTrue();
        assertThat(manager.status().isLive()).isTrue();
        assertThat(manager.status().replayRemaining()).isZero();
        assertThat(manager.primingWatermark()).isEmpty();
    }
}
