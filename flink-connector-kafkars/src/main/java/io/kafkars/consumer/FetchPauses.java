// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.fetch.Fetched;
import io.kafkars.fetch.LogFetcher;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionQueue;

import org.apache.kafka.common.TopicPartition;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Pauses and resumes partitions at the fetcher. A partition is paused while the backpressure of the
 * merge or the caller asks for it. Not thread-safe.
 */
final class FetchPauses {

    private final LogFetcher fetcher;
    private final Assignment assignment;
    private final DeferredPauses deferred = new DeferredPauses();
    private final Set<TopicPartition> byCaller = new HashSet<>();

    FetchPauses(LogFetcher fetcher, Assignment assignment) {
        this.fetcher = fetcher;
        this.assignment = assignment;
    }

    /** Takes note of what a poll returned. */
    void polled(Fetched fetched) {
        deferred.polled(fetched.unfinished());
    }

    /** What the caller asks for; partitions that are not assigned are ignored. */
    void pauseOrResume(Collection<PartitionId> pause, Collection<PartitionId> resume) {
        var changed = new LinkedHashSet<TopicPartition>();
        pause.forEach(id -> changed.add(KafkaPartitions.of(id)));
        byCaller.addAll(changed);
        for (PartitionId id : resume) {
            TopicPartition partition = KafkaPartitions.of(id);
            byCaller.remove(partition);
            changed.add(partition);
        }
        forgetUnassigned();
        update(changed);
    }

    /**
     * What backpressure asks for, after a poll.
     *
     * @param changed queues that backpressure paused or resumed since the last call
     */
    void apply(List<PartitionQueue> changed) {
        var partitions = changed.stream().map(queue -> KafkaPartitions.of(queue.id())).toList();
        Set<TopicPartition> due = deferred.due(partitions);
        if (!due.isEmpty()) {
            update(due);
        }
    }

    /** Forgets what the caller asked for partitions that are no longer assigned. */
    void forgetUnassigned() {
        byCaller.retainAll(assignment.queues().keySet());
    }

    /** Pauses or resumes each of these partitions that is assigned, whichever applies now. */
    void update(Collection<TopicPartition> partitions) {
        var pause = new ArrayList<TopicPartition>();
        var resume = new ArrayList<TopicPartition>();
        for (TopicPartition partition : partitions) {
            PartitionQueue queue = assignment.queue(partition);
            if (queue != null) {
                boolean paused = queue.isPaused() || byCaller.contains(partition);
                (paused ? pause : resume).add(partition);
            }
        }
        fetcher.pause(pause);
        fetcher.resume(resume);
    }
}
