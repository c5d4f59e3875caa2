// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.merge.Merge;
import io.kafkars.merge.MergeSettings;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.merge.PartitionQueue;
import io.kafkars.merge.RecordView;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class AssignmentTest {

    private static final TopicPartition A = new TopicPartition("t", 0);
    private static final TopicPartition B = new TopicPartition("t", 1);

    private final ScriptedConsumer consumer = new ScriptedConsumer();
    private final Merge merge = new Merge(MergeSettings.DEFAULT, false);
    private final Assignment assignment = new Assignment(consumer.fetcher());

    private PartitionQueue add(TopicPartition partition, long nextOffset, int leaderEpoch) {
        List<PartitionQueue> added = merge.add(List.of(at(partition, nextOffset, leaderEpoch)), 0);
        assignment.add(added);
        return added.get(0);
    }

    private static PartitionProgress at(
            TopicPartition partition, long nextOffset, int leaderEpoch) {
        PartitionId id = KafkaPartitions.id(partition);
        return new PartitionProgress(id, 0, 100, 1_000, nextOffset, 1, leaderEpoch, 0);
    }

    @Test
    void aPartitionThatJoinsIsReadFromItsPositionAndLeavesThoseOfTheOthers() {
        PartitionQueue first = add(A, 3, 1);
        consumer.seek(A, 8);
        PartitionQueue second = add(B, 5, 1);

        assertThat(consumer.assignment()).containsExactlyInAnyOrder(A, B);
        assertThat(consumer.position(A)).isEqualTo(8);
        assertThat(consumer.position(B)).isEqualTo(5);
        assertThat(assignment.queue(A)).isSameAs(first);
        assertThat(assignment.queue(B)).isSameAs(second);
    }

    @Test
    void theLeaderEpochGoesWithThePositionIfItIsKnown() {
        add(A, 3, 7);
        add(B, 3, RecordView.NO_LEADER_EPOCH);

        assertThat(consumer.soughtEpochs()).isEqualTo(Map.of(A, 7));
    }

    @Test
    void aPartitionThatLeavesIsNoLongerRead() {
        add(A, 0, 1);
        add(B, 0, 1);
        assignment.remove(List.of(KafkaPartitions.id(A)));

        assertThat(consumer.assignment()).containsExactly(B);
        assertThat(assignment.queue(A)).isNull();
        assignment.remove(List.of(KafkaPartitions.id(B)));
        assertThat(assignment.isEmpty()).isTrue();
    }

    @Test
    void aRestartedPartitionIsReadFromThePositionOfItsNewQueue() {
        PartitionQueue queue = add(A, 30, 1);
        PartitionQueue restarted = merge.restart(queue, at(A, 10, 1), 0);
        assignment.restart(restarted);

        assertThat(consumer.position(A)).isEqualTo(10);
        assertThat(assignment.queue(A)).isSameAs(restarted);
    }

    @Test
    void recordsArePendingUpToTheReplayEndOrToTheEndOfTheLogIfThatIsLater() {
        add(A, 30, 1);
        consumer.updateEndOffsets(Map.of(A, 90L));
        assertThat(assignment.pendingRecords()).isEqualTo(70);
        consumer.updateEndOffsets(Map.of(A, 150L));
        assertThat(assignment.pendingRecords()).isEqualTo(120);

        add(B, 99, 1);
        assertThat(assignment.pendingRecords()).as("the end of its log is unknown").isEqualTo(121);
        assertThat(assignment.replayRemaining()).isEqualTo(71);
    }
}
