// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import io.kafkars.flink.metrics.PartitionMetrics;
import io.kafkars.flink.metrics.ReaderMetrics;

import org.apache.flink.annotation.Internal;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Commits the offsets of completed checkpoints to the consumer group, and shows them in the
 * metrics. Task thread only, except for the callbacks.
 */
@Internal
final class CheckpointCommits {

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointCommits.class);

    /** How long closing waits for the last commit, on which nothing depends. */
    private static final int LAST_COMMIT_SECONDS = 10;

    /** Sends a commit, and later calls back from the fetcher thread. */
    @FunctionalInterface
    interface Client {
        void commit(Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback);
    }

    private final Client client;
    private final ReaderMetrics metrics;
    private final Map<TopicPartition, PartitionMetrics> partitionMetrics;
    private final OffsetCommits offsets = new OffsetCommits();
    private CompletableFuture<Void> lastCommit = CompletableFuture.completedFuture(null);

    /**
     * @param partitionMetrics of the reader's splits; read by the fetcher thread too
     */
    CheckpointCommits(
            Client client,
            ReaderMetrics metrics,
            Map<TopicPartition, PartitionMetrics> partitionMetrics) {
        this.client = client;
        this.metrics = metrics;
        this.partitionMetrics = partitionMetrics;
    }

    /** The checkpoint holds these states. */
    void snapshot(long checkpointId, Collection<KafkarsSplitState> states) {
        var next = new HashMap<TopicPartition, OffsetAndMetadata>();
        states.forEach(state -> next.put(state.topicPartition(), state.offsetToCommit()));
        offsets.snapshot(checkpointId, next);
    }

    /** A split has finished; its last offset is part of the next checkpoints. */
    void finished(KafkarsSplitState state) {
        offsets.finished(state.topicPartition(), state.offsetToCommit());
    }

    /** Commits the offsets of the checkpoint, if it has any. */
    void completed(long checkpointId) {
        Map<TopicPartition, OffsetAndMetadata> toCommit = offsets.completed(checkpointId);
        if (!toCommit.isEmpty()) {
            var commit = new CompletableFuture<Void>();
            lastCommit = commit;
            client.commit(
                    toCommit,
                    (done, failure) -> {
                        answered(toCommit, failure);
                        commit.complete(null);
                    });
        }
    }

    /** Fetcher thread. */
    private void answered(Map<TopicPartition, OffsetAndMetadata> sent, Exception failure) {
        if (failure != null) {
            metrics.commitFailed();
            LOG.warn(
                    "Offsets of {} partitions were not committed to the consumer group. The job"
                            + " does not depend on them; the next checkpoint tries again.",
                    sent.size(),
                    failure);
            return;
        }
        metrics.commitSucceeded();
        offsets.committed(sent);
        sent.forEach(
                (partition, next) -> {
                    PartitionMetrics shown = partitionMetrics.get(partition);
                    if (shown != null) {
                        shown.committed(next.offset());
                    }
                });
    }

    /** Waits for the answer to the last commit, but not for long. */
    void awaitLast() throws Exception {
        lastCommit.completeOnTimeout(null, LAST_COMMIT_SECONDS, TimeUnit.SECONDS).get();
    }
}
