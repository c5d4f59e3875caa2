// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.columns.ContentForm;
import io.kafkars.merge.MergeSettings;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.merge.RecordCursor;
import io.kafkars.merge.ReleasedBatch;

import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static io.kafkars.consumer.LostPositionPolicy.EARLIEST;
import static io.kafkars.consumer.LostPositionPolicy.LATEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** How a replay continues after a position is lost. */
class LostPositionsTest {

    private static final TopicPartition A = new TopicPartition("t", 0);
    private static final TopicPartition B = new TopicPartition("t", 1);

    private final ScriptedConsumer consumer = new ScriptedConsumer();
    private final Map<PartitionId, PartitionProgress> settled = new HashMap<>();
    private ConsumerManager manager;

    private void policy(LostPositionPolicy policy) {
        manager =
                new ConsumerManager(
                        consumer.fetcher(),
                        MergeSettings.DEFAULT.withBatchSize(1).withMaxHeldRecords(100),
                        false,
                        ContentForm.COLUMNS,
                        policy,
                        consumer::now);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private static PartitionId id(TopicPartition partition) {
        return new PartitionId(partition.topic(), partition.partition());
    }

    private void read(TopicPartition partition, long start, long end) {
        manager.add(List.of(PartitionProgress.atStart(id(partition), start, end, 1_000_000)));
    }

    private void deliver(TopicPartition partition, long offset, long... timestamps) {
        for (long timestamp : timestamps) {
            consumer.deliver(partition, offset++, timestamp, "k", "v");
        }
    }

    private void lose(TopicPartition partition, long wanted, long start, long end) {
        log(partition, start, end);
        consumer.setPollException(new OffsetOutOfRangeException(Map.of(partition, wanted)));
    }

    private void truncate(TopicPartition partition, long wanted, long at, long start, long end) {
        log(partition, start, end);
        consumer.setPollException(
                new LogTruncationException(
                        Map.of(partition, wanted), Map.of(partition, new OffsetAndMetadata(at))));
    }

    private void log(TopicPartition partition, long start, long end) {
        consumer.updateBeginningOffsets(Map.of(partition, start));
        consumer.updateEndOffsets(Map.of(partition, end));
    }

    private List<String> poll(int times) {
        var places = new ArrayList<String>();
        for (int i = 0; i < times; i++) {
            ReleasedBatch batch = manager.poll(Duration.ZERO);
            batch.settled().forEach(progress -> settled.put(progress.id(), progress));
            var cursor = new RecordCursor();
            cursor.open(batch);
            while (cursor.next()) {
                places.add(cursor.toString());
            }
        }
        return places;
    }

    // The log begins after it

    @Test
    void recordsHeldBelowTheGapAreReleasedFirstAndTheOrderContinuesAfterIt() {
        policy(EARLIEST);
        read(A, 0, 100);
        read(B, 0, 2);
        deliver(A, 0, 10, 20);
        poll(1);
        lose(A, 2, 50, 200);
        deliver(B, 0, 15, 60);

        assertThat(poll(4)).containsExactly("t-0@0", "t-1@0", "t-0@1");
        assertThat(consumer.position(A)).isEqualTo(50);
        deliver(A, 50, 55, 70);
        assertThat(poll(3)).containsExactly("t-0@50", "t-1@1", "t-0@51");
        assertThat(manager.status().lostOffsets()).isEqualTo(Map.of(id(A), 48L));
    }

    @Test
    void theStateCrossesTheGapOnlyAfterTheRecordsHeldBelowItAreReleased() {
        policy(EARLIEST);
        read(A, 0, 100);
        read(B, 0, 100);
        deliver(A, 0, 10, 20);
        poll(1);
        lose(A, 2, 50, 200);
        poll(2);
        assertThat(settled).as("two records are held below the gap").doesNotContainKey(id(A));

        deliver(B, 0, 30);
        poll(3);
        assertThat(settled.get(id(A)).nextOffset()).isEqualTo(50);
        assertThat(settled.get(id(A)).mergeKey()).isEqualTo(20);
    }

    @Test
    void aPartitionThatLostItsWholeReplayHoldsNothingBack() {
        policy(EARLIEST);
        read(A, 0, 10);
        read(B, 0, 1);
        deliver(B, 0, 5);
        assertThat(poll(1)).isEmpty();
        lose(A, 0, 30, 40);

        assertThat(poll(2)).containsExactly("t-1@0");
        assertThat(manager.isLive()).isTrue();
        assertThat(consumer.position(A)).isEqualTo(30);
    }

    @Test
    void latestIsTheReplayEndWhileThereIsAReplayAndTheEndOfTheLogAfterwards() {
        policy(LATEST);
        read(A, 0, 60);
        lose(A, 0, 50, 200);
        poll(1);
        assertThat(consumer.position(A)).isEqualTo(60);
        assertThat(manager.isLive()).isTrue();
        assertThat(manager.status().allLostOffsets()).isEqualTo(60);

        lose(A, 60, 150, 300);
        poll(1);
        assertThat(consumer.position(A)).isEqualTo(300);
        assertThat(manager.status().allLostOffsets()).isEqualTo(60 + 240);
    }

    // The log was truncated

    @Test
    void recordsHeldFromATruncatedPartAreDroppedAndTheRemainderIsReadAgain() {
        policy(EARLIEST);
        read(A, 0, 10);
        read(B, 0, 10);
        deliver(A, 0, 10, 20, 30, 40);
        deliver(B, 0, 15);
        assertThat(poll(3)).containsExactly("t-0@0", "t-1@0");
        truncate(A, 4, 2, 0, 10);
        poll(1);
        assertThat(consumer.position(A)).as("record 1 was held, and is still there").isEqualTo(1);

        deliver(A, 1, 20, 35, 45);
        deliver(B, 1, 36, 50);
        assertThat(poll(6)).containsExactly("t-0@1", "t-0@2", "t-1@1", "t-0@3");
        assertThat(manager.status().lostOffsets()).isEqualTo(Map.of(id(A), 2L));
    }

    @Test
    void theOrderContinuesFromTheMergeKeyThatWasReached() {
        policy(EARLIEST);
        read(A, 0, 10);
        deliver(A, 0, 100, 200);
        assertThat(poll(3)).containsExactly("t-0@0", "t-0@1");
        truncate(A, 2, 1, 0, 2);
        poll(1);
        deliver(A, 1, 50);
        assertThat(poll(2)).containsExactly("t-0@1");
        assertThat(manager.isLive()).isTrue();
        assertThat(manager.poll(Duration.ZERO).watermark())
                .as("just below the record that is gone")
                .isEqualTo(199);
    }

    @Test
    void aReplayThatTheLogNoLongerReachesEndsWhereTheLogDoes() {
        policy(EARLIEST);
        read(A, 0, 100);
        read(B, 0, 1);
        deliver(A, 0, 10, 20, 30);
        deliver(B, 0, 90);
        poll(3);
        truncate(A, 3, 3, 0, 3);

        assertThat(poll(2)).as("nothing is left to wait for").containsExactly("t-1@0");
        assertThat(manager.isLive()).isTrue();
        assertThat(settled.get(id(A)).replayEnd()).isEqualTo(3);
    }

    @Test
    void aLivePartitionStaysLiveWhenItGoesBack() {
        policy(EARLIEST);
        read(A, 5, 8);
        deliver(A, 5, 10, 20, 30, 40);
        poll(5);
        assertThat(manager.isLive()).isTrue();
        truncate(A, 9, 2, 0, 4);
        poll(1);

        assertThat(manager.isLive()).isTrue();
        assertThat(settled.get(id(A)).nextOffset()).isEqualTo(2);
        assertThat(settled.get(id(A)).isLive()).isTrue();
        deliver(A, 2, 50);
        assertThat(poll(2)).containsExactly("t-0@2");
    }

    @Test
    void latestDropsTheHeldRecordsOfATruncatedLog() {
        policy(LATEST);
        read(A, 0, 100);
        read(B, 0, 10);
        deliver(A, 0, 10, 20, 30);
        poll(1);
        truncate(A, 3, 1, 0, 2);
        poll(1);

        assertThat(consumer.position(A)).isEqualTo(2);
        assertThat(manager.heldRecords()).isZero();
        assertThat(manager.status().lostOffsets()).isEqualTo(Map.of(id(A), 2L));
    }

    @Test
    void aReplayAtTheEndOfALogThatIsTooShortDoesNotWaitForEver() {
        policy(EARLIEST);
        read(A, 0, 100);
        read(B, 0, 1);
        deliver(A, 0, 10, 20);
        deliver(B, 0, 90);
        log(A, 0, 2);
        log(B, 0, 1);
        assertThat(poll(3)).containsExactly("t-0@0", "t-0@1");
        consumer.sleep(StalledReplays.PATIENCE_MILLIS - 1);
        assertThat(poll(2)).as("the known end may be out of date for a moment").isEmpty();

        consumer.sleep(StalledReplays.PATIENCE_MILLIS);
        assertThat(poll(2)).containsExactly("t-1@0");
        assertThat(manager.isLive()).isTrue();
        assertThat(settled.get(id(A)).replayEnd()).isEqualTo(2);
        assertThat(manager.status().lostOffsets()).isEqualTo(Map.of(id(A), 98L));
    }

    @Test
    void aReplayAtTheEndOfALogThatIsTooShortFailsByDefault() {
        policy(LostPositionPolicy.FAIL);
        read(A, 0, 100);
        log(A, 0, 2);
        deliver(A, 0, 10, 20);
        poll(3);
        consumer.sleep(2 * StalledReplays.PATIENCE_MILLIS);

        assertThat(catchThrowable(() -> poll(2)))
                .isInstanceOf(LostPositionException.class)
                .hasMessageContaining("t-0: wanted offset 100, the log has 0 to 2 (exclusive)");
    }

    @Test
    void aSlowReplayIsNotAStalledOne() {
        policy(LostPositionPolicy.FAIL);
        read(A, 0, 100);
        log(A, 0, 100);
        for (int i = 0; i < 5; i++) {
            consumer.sleep(StalledReplays.PATIENCE_MILLIS);
            assertThat(poll(2)).isEmpty();
        }
    }

    // The client

    @Test
    void aPositionThatIsBackInTheLogIsKept() {
        policy(EARLIEST);
        read(A, 0, 100);
        deliver(A, 0, 10);
        poll(2);
        lose(A, 1, 0, 50);
        poll(1);

        assertThat(consumer.position(A)).isEqualTo(1);
        assertThat(manager.status().allLostOffsets()).isZero();
    }

    @Test
    void aPartitionPausedByTheCallerStaysPaused() {
        policy(EARLIEST);
        read(A, 0, 100);
        manager.pauseOrResume(List.of(id(A)), List.of());
        truncate(A, 0, 0, 0, 50);
        poll(1);

        assertThat(consumer.paused()).containsExactly(A);
    }

    @Test
    void whileTheBoundsOfTheLogCannotBeReadRecoveryIsRetried() {
        policy(EARLIEST);
        read(A, 0, 100);
        consumer.setOffsetsException(new TimeoutException("scripted"));
        lose(A, 0, 50, 200);
        assertThat(poll(1)).isEmpty();
        assertThat(consumer.position(A)).isZero();

        lose(A, 0, 50, 200);
        poll(1);
        assertThat(consumer.position(A)).isEqualTo(50);
    }

    @Test
    void theLeaderEpochIsGivenToTheClientWithThePosition() {
        policy(EARLIEST);
        manager.add(List.of(new PartitionProgress(id(A), 0, 100, 0, 7, 1, 3, 0)));
        assertThat(consumer.soughtEpochs()).containsEntry(A, 3);
    }

    @Test
    void theErrorSaysWhereTheLogWasTruncatedAndKeepsWhatTheClientThrew() {
        policy(LostPositionPolicy.FAIL);
        read(A, 0, 100);
        truncate(A, 5, 2, 0, 50);
        assertThat(catchThrowable(() -> poll(1)))
                .isInstanceOf(KafkaException.class)
                .hasMessageContaining("the log was truncated at 2: 3 offsets are gone or differ")
                .hasNoCause()
                .satisfies(
                        error ->
                                assertThat(error.getSuppressed())
                                        .hasOnlyElementsOfType(LogTruncationException.class)
                                        .isNotEmpty());
    }
}
