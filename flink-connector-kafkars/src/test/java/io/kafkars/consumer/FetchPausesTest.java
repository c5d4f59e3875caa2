// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.columns.ChunkBuilder;
import io.kafkars.columns.ContentForm;
import io.kafkars.columns.TimestampType;
import io.kafkars.merge.Merge;
import io.kafkars.merge.MergeSettings;
import io.kafkars.merge.PartitionProgress;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/** Partitions that hold more than one record are paused. */
class FetchPausesTest {

    private static final TopicPartition A = new TopicPartition("t", 0);
    private static final TopicPartition B = new TopicPartition("t", 1);
    private static final TopicPartition C = new TopicPartition("t", 2);

    private final ScriptedConsumer consumer = new ScriptedConsumer();
    private final Merge merge = new Merge(MergeSettings.DEFAULT.withMaxHeldRecords(3), false);
    private final Assignment assignment = new Assignment(consumer.fetcher());
    private final FetchPauses pauses = new FetchPauses(consumer.fetcher(), assignment);

    FetchPausesTest() {
        for (TopicPartition partition : List.of(A, B, C)) {
            assignment.add(
                    merge.add(
                            List.of(
                                    PartitionProgress.atStart(
                                            KafkaPartitions.id(partition), 0, 100, 1_000)),
                            0));
        }
    }

    /** The partition holds this many more records, and backpressure has reviewed it. */
    private void hold(TopicPartition partition, int count) {
        var chunk = new ChunkBuilder(ContentForm.ARRAYS);
        long next = assignment.queue(partition).position();
        for (int i = 0; i < count; i++) {
            chunk.append(next + i, 1, null, null, null);
        }
        merge.append(assignment.queue(partition), chunk.build(TimestampType.CREATE_TIME, 0), 0);
        merge.release(0);
    }

    private void callerPauses(TopicPartition partition) {
        pauses.pauseOrResume(List.of(KafkaPartitions.id(partition)), List.of());
    }

    private void callerResumes(TopicPartition partition) {
        pauses.pauseOrResume(List.of(), List.of(KafkaPartitions.id(partition)));
    }

    private void pauseAfterAFullPollOfAAndB() {
        consumer.deliver(A, 0, 1, "k", "v");
        consumer.deliver(B, 0, 1, "k", "v");
        pauses.polled(consumer.fetcher().poll(Duration.ZERO));
        hold(A, 2);
        pauses.apply(merge.takePauseChanges());
    }

    @Test
    void aPartitionIsPausedWhileBackpressureOrTheCallerAsksForIt() {
        hold(A, 2);
        pauses.apply(merge.takePauseChanges());
        callerPauses(A);
        callerPauses(B);
        assertThat(consumer.paused()).containsExactlyInAnyOrder(A, B);

        callerResumes(A);
        callerResumes(B);
        assertThat(consumer.paused()).containsExactly(A);
    }

    @Test
    void afterAFullPollOfSeveralPartitionsTheirPausesAreDeferredByOnePoll() {
        pauseAfterAFullPollOfAAndB();
        assertThat(consumer.paused()).isEmpty();

        pauses.polled(consumer.fetcher().poll(Duration.ZERO));
        pauses.apply(merge.takePauseChanges());
        assertThat(consumer.paused()).containsExactly(A);
    }

    @Test
    void aDeferredPauseEndsWithItsPartition() {
        pauseAfterAFullPollOfAAndB();
        assignment.remove(List.of(KafkaPartitions.id(A)));

        pauses.apply(List.of());
        assertThat(consumer.paused()).isEmpty();
    }

    @Test
    void aPauseByTheCallerEndsWithThePartition() {
        callerPauses(C);
        var queue = assignment.queue(C);
        assignment.remove(List.of(queue.id()));
        pauses.forgetUnassigned();
        assignment.add(List.of(queue));

        pauses.update(Set.of(C));
        assertThat(consumer.paused()).isEmpty();
    }
}
