// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class DeferredPausesTest {

    private static final TopicPartition A = new TopicPartition("t", 0);
    private static final TopicPartition B = new TopicPartition("t", 1);
    private static final TopicPartition C = new TopicPartition("t", 2);

    private final DeferredPauses pauses = new DeferredPauses();

    private void polled(Map<TopicPartition, Integer> counts) {
        var records = new HashMap<TopicPartition, List<ConsumerRecord<byte[], byte[]>>>();
        counts.forEach(
                (partition, count) ->
                        records.put(partition, Collections.nCopies(count, recordOf(partition))));
        pauses.polled(new ConsumerRecords<>(records, Map.of()));
    }

    private static ConsumerRecord<byte[], byte[]> recordOf(TopicPartition partition) {
        return new ConsumerRecord<>(partition.topic(), partition.partition(), 0, null, null);
    }

    @Test
    void partitionsOfAFullPollWaitForOnePoll() {
        polled(Map.of(A, 3, B, 2));
        assertThat(pauses.due(List.of(A, B, C))).containsExactly(C);

        polled(Map.of(B, 1, C, 4));
        assertThat(pauses.due(List.of(C))).containsExactlyInAnyOrder(A, B);

        polled(Map.of());
        assertThat(pauses.due(List.of())).containsExactly(C);
        assertThat(pauses.due(List.of())).isEmpty();
    }

    @Test
    void aPollThatIsNotFullLeavesNoRemainder() {
        polled(Map.of(A, 3, B, 2));
        pauses.due(List.of());
        polled(Map.of(A, 3, B, 1));

        assertThat(pauses.due(List.of(A, B))).containsExactlyInAnyOrder(A, B);
    }

    @Test
    void aPartitionThatFillsAPollAloneIsPausedAtOnce() {
        polled(Map.of(A, 5));

        assertThat(pauses.due(List.of(A))).containsExactly(A);
    }

    @Test
    void betweenPollsNothingIsDeferred() {
        polled(Map.of(A, 3, B, 2));
        pauses.due(List.of());

        assertThat(pauses.due(List.of(A, B))).containsExactlyInAnyOrder(A, B);
    }
}
