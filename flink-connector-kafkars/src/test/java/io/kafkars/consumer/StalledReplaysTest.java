// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.merge.Merge;
import io.kafkars.merge.MergeSettings;
import io.kafkars.merge.PartitionProgress;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** A replay that should end at offset 100, but whose log ends at offset 40. */
class StalledReplaysTest {

    private static final TopicPartition PARTITION = new TopicPartition("t", 0);
    private static final long PATIENCE = StalledReplays.PATIENCE_MILLIS;

    private final ScriptedConsumer consumer = new ScriptedConsumer();
    private final Merge merge = new Merge(MergeSettings.DEFAULT, false);
    private final Assignment assignment = new Assignment(consumer.fetcher());
    private final StalledReplays stalled = new StalledReplays(consumer.fetcher());

    StalledReplaysTest() {
        var progress = PartitionProgress.atStart(KafkaPartitions.id(PARTITION), 40, 100, 1_000_000);
        assignment.add(merge.add(List.of(progress), 0));
        logEndsAt(40);
    }

    private void logEndsAt(long offset) {
        consumer.updateEndOffsets(Map.of(PARTITION, offset));
    }

    private List<TopicPartition> find(long now) {
        return stalled.find(assignment.queues(), now);
    }

    @Test
    void aReplayAtTheEndOfItsLogIsFoundWhenPatienceRunsOut() {
        assertThat(find(0)).isEmpty();
        assertThat(find(PATIENCE - 1_000)).isEmpty();
        assertThat(find(PATIENCE)).containsExactly(PARTITION);
    }

    @Test
    void itIsFoundAgainAfterTheSameTime() {
        find(0);
        find(PATIENCE);
        assertThat(find(PATIENCE + 1_000)).isEmpty();
        assertThat(find(2 * PATIENCE)).isEmpty();
        assertThat(find(2 * PATIENCE + 1_000)).containsExactly(PARTITION);
    }

    @Test
    void moreRecordsInTheLogRenewThePatience() {
        find(0);
        logEndsAt(41);
        find(PATIENCE - 1_000);
        logEndsAt(40);
        assertThat(find(PATIENCE)).isEmpty();
        assertThat(find(2 * PATIENCE)).containsExactly(PARTITION);
    }

    @Test
    void aPartitionThatHasCaughtUpIsNotStalled() {
        merge.advance(assignment.queue(PARTITION), 100);
        find(0);
        assertThat(find(PATIENCE)).isEmpty();
    }

    @Test
    void checksAreASecondApart() {
        find(0);
        assertThat(find(PATIENCE - 1)).isEmpty();
        assertThat(find(PATIENCE + 998)).as("less than a second later").isEmpty();
        assertThat(find(PATIENCE + 999)).containsExactly(PARTITION);
    }
}
