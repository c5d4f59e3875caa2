// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.fixtures.Interceptors;
import io.kafkars.merge.MergeSettings;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.merge.PartitionState;
import io.kafkars.merge.RecordCursor;
import io.kafkars.merge.ReleasedBatch;

import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How far a partition is, when what a poll returns does not say so. */
class ConsumerPositionsTest {

    private static final TopicPartition A = new TopicPartition("t", 0);
    private static final TopicPartition B = new TopicPartition("t", 1);
    private static final Duration LONG = Duration.ofMinutes(10);

    private final ScriptedConsumer consumer = new ScriptedConsumer();
    private final ConsumerManager manager =
            new ConsumerManager(consumer, MergeSettings.DEFAULT, false, consumer::now);
    private final Map<PartitionId, PartitionProgress> settled = new HashMap<>();

    @AfterEach
    void close() {
        manager.close();
    }

    private static PartitionId id(TopicPartition partition) {
        return new PartitionId(partition.topic(), partition.partition());
    }

    private void read(TopicPartition partition, long end) {
        manager.add(List.of(PartitionProgress.atStart(id(partition), 0, end, 1_000_000)));
    }

    private void deliver(TopicPartition partition, long... offsets) {
        for (long offset : offsets) {
            consumer.deliver(partition, offset, 100 + offset, "k", "v");
        }
    }

    private List<String> poll(Duration timeout) {
        ReleasedBatch batch = manager.poll(timeout);
        batch.settled().forEach(each -> settled.put(each.id(), each));
        var cursor = new RecordCursor();
        cursor.open(batch);
        var places = new ArrayList<String>();
        while (cursor.next()) {
            places.add(cursor.toString());
        }
        return places;
    }

    static List<Class<? extends ConsumerInterceptor<byte[], byte[]>>> interceptors() {
        return Interceptors.ALL;
    }

    @ParameterizedTest
    @MethodSource("interceptors")
    void aReplayEndsWhateverAnInterceptorReturns(
            Class<? extends ConsumerInterceptor<byte[], byte[]>> interceptor) throws Exception {
        consumer.intercept(interceptor.getConstructor().newInstance());
        read(A, 3);
        read(B, 3);
        deliver(A, 0, 1, 2);
        deliver(B, 0, 1, 2);
        long begin = consumer.now();
        while (!manager.isLive() && consumer.now() < begin + LONG.toMillis()) {
            poll(Duration.ofSeconds(1));
        }

        assertThat(manager.isLive()).isTrue();
        assertThat(consumer.now() - begin).isLessThanOrEqualTo(1_000);
        assertThat(manager.status().replayRemaining()).isZero();
        assertThat(manager.status().pendingRecords()).isZero();
    }

    @Test
    void aMarkerAtTheEndWithoutAPositionEndsTheReplayAtOnce() {
        consumer.intercept(new Interceptors.Copying());
        read(A, 3);
        deliver(A, 0, 1);
        consumer.reach(A, 3);

        assertThat(poll(LONG)).containsExactly("t-0@0", "t-0@1");
        assertThat(manager.isLive()).isTrue();
        assertThat(consumer.now()).isZero();
    }

    @Test
    void aMarkerThatComesAloneWithoutAPositionEndsTheReplayAtOnce() {
        consumer.intercept(new Interceptors.Copying());
        read(A, 3);
        deliver(A, 0, 1);
        poll(LONG);
        consumer.reach(A, 3);
        poll(LONG);

        assertThat(manager.isLive()).isTrue();
        assertThat(consumer.now()).isZero();
    }

    @Test
    void aPartitionOfWhichNothingIsLeftBlocksTheOthersUntilTheNextQuestion() {
        nothingIsLeftOfAPartition(1_000);
    }

    private void nothingIsLeftOfAPartition(long millisUntilTheNextQuestion) {
        read(A, 3);
        read(B, 1);
        poll(Duration.ZERO);
        consumer.intercept(new Interceptors.DroppingPartition());
        deliver(A, 0, 1, 2);
        deliver(B, 0, 1, 2, 3);

        assertThat(poll(Duration.ZERO)).isEmpty();
        consumer.sleep(millisUntilTheNextQuestion);
        assertThat(poll(Duration.ZERO)).contains("t-1@0");
        assertThat(manager.isLive()).isTrue();
    }

    @Test
    void aClockThatIsSetBackDelaysNoQuestion() {
        consumer.sleep(3_600_000);
        nothingIsLeftOfAPartition(-3_600_000);
    }

    @Test
    void droppedRecordsArePassedInTheStateToo() {
        consumer.intercept(new Interceptors.DroppingLast());
        read(A, 5);
        deliver(A, 0, 1, 2);
        assertThat(poll(LONG)).containsExactly("t-0@0", "t-0@1");
        poll(Duration.ZERO);

        assertThat(settled.get(id(A)).nextOffset()).isEqualTo(3);
        assertThat(manager.status().replayRemaining()).isEqualTo(2);
        PartitionState state = manager.partitionStates().get(0);
        assertThat(state.consumedOffset()).as("the last record that came").isEqualTo(1);
        assertThat(state.releasedOffset()).isEqualTo(1);
    }

    @Test
    void recordsThatAreStillHeldAreNotPassed() {
        consumer.intercept(new Interceptors.DroppingLast());
        read(A, 5);
        read(B, 5);
        deliver(A, 0, 1, 2);
        poll(Duration.ofSeconds(2));

        assertThat(manager.heldRecords()).isEqualTo(2);
        assertThat(settled).doesNotContainKey(id(A));
        assertThat(manager.status().replayRemaining()).isEqualTo(10);
    }

    @Test
    void aPositionThatIsBeingValidatedIsAskedForAgainLater() {
        consumer.intercept(new Interceptors.DroppingAll());
        read(A, 2);
        consumer.validating(A, true);
        deliver(A, 0, 1);
        poll(Duration.ofSeconds(1));
        assertThat(manager.isLive()).isFalse();

        consumer.validating(A, false);
        poll(Duration.ofSeconds(1));
        assertThat(manager.isLive()).isTrue();
    }

    @Test
    void onlySomeAreAskedForWhileManyPositionsAreBeingValidated() {
        for (int number = 0; number < 100; number++) {
            var partition = new TopicPartition("many", number);
            read(partition, 1);
            consumer.validating(partition, true);
        }
        poll(Duration.ZERO);
        assertThat(consumer.takePositionsAsked()).isEqualTo(10);
    }

    @Test
    void theConsumerIsNotAskedWhileEachPollBringsRecordsAndTheirPositions() {
        read(A, 100);
        poll(Duration.ZERO);
        consumer.takePositionsAsked();
        for (long offset = 0; offset < 50; offset++) {
            deliver(A, offset);
            poll(offset % 2 == 0 ? LONG : Duration.ZERO);
        }
        assertThat(consumer.takePositionsAsked()).isZero();
    }

    @Test
    void anInterceptorThatReturnsNullIsNamedAsTheCause() {
        consumer.intercept(new Interceptors.ReturningNull());
        read(A, 2);
        deliver(A, 0);

        assertThatThrownBy(() -> poll(LONG))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("returned null instead of records")
                .hasMessageContaining("'interceptor.classes'");
    }

    @Test
    void recordsOfAPartitionThatIsNotReadAreNamedWithTheCause() {
        consumer.intercept(new Interceptors.Renaming());
        read(A, 2);
        deliver(A, 0);

        assertThatThrownBy(() -> poll(LONG))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("records of renamed-0, which is not being read")
                .hasMessageContaining("'interceptor.classes'");
    }
}
