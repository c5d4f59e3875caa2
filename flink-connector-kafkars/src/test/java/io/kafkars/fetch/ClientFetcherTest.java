// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch;

import io.kafkars.consumer.ScriptedConsumer;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

class ClientFetcherTest {

    private static final TopicPartition A = new TopicPartition("t", 0);
    private static final TopicPartition B = new TopicPartition("t", 1);

    private final ScriptedConsumer consumer = new ScriptedConsumer();
    private final LogFetcher fetcher = consumer.fetcher();

    @BeforeEach
    void assign() {
        fetcher.assign(List.of(A, B));
        consumer.updateBeginningOffsets(Map.of(A, 0L, B, 0L));
        consumer.seekToBeginning(List.of(A, B));
    }

    private Set<TopicPartition> unfinishedAfter(int ofA, int ofB) {
        deliver(A, ofA);
        deliver(B, ofB);
        return fetcher.poll(Duration.ZERO).unfinished();
    }

    private void deliver(TopicPartition partition, int count) {
        long next = consumer.position(partition);
        for (int i = 0; i < count; i++) {
            consumer.deliver(partition, next + i, 1, "k", "v");
        }
    }

    @Test
    void aFullPollOfSeveralPartitionsMayLeaveTheRestOfAFetch() {
        assertThat(unfinishedAfter(3, 2)).containsExactlyInAnyOrder(A, B);
        assertThat(unfinishedAfter(1, 4)).containsExactlyInAnyOrder(A, B);
        assertThat(unfinishedAfter(0, 0)).isEmpty();
    }

    @Test
    void aPollThatIsNotFullLeavesNothing() {
        unfinishedAfter(3, 2);

        assertThat(unfinishedAfter(3, 1)).isEmpty();
    }

    @Test
    void aPartitionThatFillsAPollAloneCountsAsFinished() {
        assertThat(unfinishedAfter(5, 0)).isEmpty();
    }
}
