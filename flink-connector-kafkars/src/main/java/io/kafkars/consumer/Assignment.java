// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.fetch.LogFetcher;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionQueue;
import io.kafkars.merge.RecordView;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The partitions that are fetched, each with its queue in the merge. A partition that joins or
 * leaves does not affect the positions of the others. Not thread-safe.
 */
final class Assignment {

    private final LogFetcher fetcher;
    private final Map<TopicPartition, PartitionQueue> queues = new HashMap<>();

    Assignment(LogFetcher fetcher) {
        this.fetcher = fetcher;
    }

    /** Starts to read these partitions too, each from its position. */
    void add(List<PartitionQueue> added) {
        added.forEach(queue -> queues.put(KafkaPartitions.of(queue.id()), queue));
        fetcher.assign(queues.keySet());
        added.forEach(this::seekToPosition);
    }

    /** Stops reading these partitions. */
    void remove(Collection<PartitionId> partitions) {
        partitions.forEach(id -> queues.remove(KafkaPartitions.of(id)));
        fetcher.assign(queues.keySet());
    }

    /** Reads an assigned partition from the position of its new queue. */
    void restart(PartitionQueue queue) {
        queues.put(KafkaPartitions.of(queue.id()), queue);
        seekToPosition(queue);
    }

    /** With the leader epoch, by which Kafka's client detects that the log was truncated. */
    private void seekToPosition(PartitionQueue queue) {
        int epoch = queue.progress().leaderEpoch();
        Optional<Integer> known =
                epoch == RecordView.NO_LEADER_EPOCH ? Optional.empty() : Optional.of(epoch);
        fetcher.seek(
                KafkaPartitions.of(queue.id()), new OffsetAndMetadata(queue.position(), known, ""));
    }

    /** The queue of a partition that is assigned; {@code null} for any other. */
    PartitionQueue queue(TopicPartition partition) {
        return queues.get(partition);
    }

    /** The queues of all partitions, in no particular order; a view. */
    Map<TopicPartition, PartitionQueue> queues() {
        return Collections.unmodifiableMap(queues);
    }

    boolean isEmpty() {
        return queues.isEmpty();
    }

    /** Offsets of all replays that are still to be released. */
    long replayRemaining() {
        return queues.values().stream().mapToLong(PartitionQueue::replayRemaining).sum();
    }

    /**
     * Offsets up to the ends of the logs that are still to be released, as far as those are known.
     */
    long pendingRecords() {
        long pending = 0;
        for (var entry : queues.entrySet()) {
            PartitionQueue queue = entry.getValue();
            long lag = fetcher.currentLag(entry.getKey()).orElse(0);
            long end = Math.max(queue.replayEnd(), queue.position() + lag);
            pending += end - queue.nextOffset();
        }
        return pending;
    }
}
