// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import io.kafkars.flink.metrics.MetricNames;
import io.kafkars.flink.metrics.PartitionMetrics;
import io.kafkars.flink.metrics.ReaderMetrics;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

import static io.kafkars.flink.reader.TestMerge.state;
import static org.assertj.core.api.Assertions.assertThat;

class CheckpointCommitsTest {

    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    private record Commit(
            Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {

        void answer(Exception failure) {
            callback.onComplete(offsets, failure);
        }
    }

    private final Queue<Commit> sent = new ArrayDeque<>();
    private final RegisteredMetrics registered = new RegisteredMetrics();
    private final ReaderMetrics metrics = registered.ofReader();
    private final Map<TopicPartition, PartitionMetrics> partitionMetrics = new HashMap<>();
    private final CheckpointCommits commits =
            new CheckpointCommits(
                    (offsets, callback) -> sent.add(new Commit(offsets, callback)),
                    metrics,
                    partitionMetrics);

    private final KafkarsSplitState split = state(0, 100);

    @Test
    void aCompletedCheckpointCommitsTheOffsetsThatItHolds() {
        split.emitted(9, 1_000, 0);
        commits.snapshot(1, List.of(split));
        split.emitted(19, 2_000, 0);
        commits.completed(1);

        assertThat(sent.remove().offsets()).isEqualTo(Map.of(PARTITION, new OffsetAndMetadata(10)));
    }

    @Test
    void aCheckpointWithoutSplitsCommitsNothing() {
        commits.snapshot(1, List.of());
        commits.completed(1);

        assertThat(sent).isEmpty();
    }

    @Test
    void theEndOfAFinishedSplitIsCommittedWithTheNextCheckpoint() {
        split.emitted(99, 1_000, 0);
        commits.finished(split);
        commits.snapshot(1, List.of());
        commits.completed(1);

        assertThat(sent.remove().offsets())
                .isEqualTo(Map.of(PARTITION, new OffsetAndMetadata(100)));
    }

    @Test
    void anAcceptedCommitIsCountedAndShown() {
        partitionMetrics.put(PARTITION, metrics.partition("t", 0, split::nextOffset));
        split.emitted(9, 1_000, 0);
        commits.snapshot(1, List.of(split));
        commits.completed(1);
        sent.remove().answer(null);

        assertThat(registered.count(MetricNames.COMMITS_SUCCEEDED)).isEqualTo(1);
        assertThat(registered.gauge(MetricNames.COMMITTED_OFFSET)).isEqualTo(10L);
    }

    @Test
    void aFailedCommitIsCountedAndDoesNotThrow() {
        split.emitted(99, 1_000, 0);
        commits.finished(split);
        commits.snapshot(1, List.of());
        commits.completed(1);
        sent.remove().answer(new KafkaException("not authorised"));
        assertThat(registered.count(MetricNames.COMMITS_FAILED)).isEqualTo(1);

        commits.snapshot(2, List.of());
        commits.completed(2);
        assertThat(sent.remove().offsets()).as("sent again").containsKey(PARTITION);
    }

    @Test
    @Timeout(60)
    void closingWaitsForTheAnswerToTheLastCommit() throws Exception {
        commits.snapshot(1, List.of(split));
        commits.completed(1);
        var fetcher = new Thread(() -> sent.remove().answer(null));
        fetcher.start();
        commits.awaitLast();

        assertThat(registered.count(MetricNames.COMMITS_SUCCEEDED)).isEqualTo(1);
        fetcher.join();
    }

    @Test
    void withoutACommitThereIsNothingToWaitFor() throws Exception {
        commits.awaitLast();

        assertThat(sent).isEmpty();
    }
}
