// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import org.apache.kafka.common.TopicPartition;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Defers the pause of a partition by one poll where the fetcher may still hold the rest of a fetch
 * of it. The next poll begins with the rest. If the partition were paused, the client would keep
 * the rest, and with it the fetch response of perhaps hundreds of partitions that it is a slice of,
 * and would examine it in each poll. Not thread-safe.
 */
final class DeferredPauses {

    /** None of them was paused when they were polled. */
    private Set<TopicPartition> unfinished = Set.of();

    private Set<TopicPartition> deferred = new LinkedHashSet<>();

    /**
     * Takes note of a poll.
     *
     * @param partitions of which the next poll may begin with the rest of a fetch
     */
    void polled(Set<TopicPartition> partitions) {
        unfinished = partitions;
    }

    /**
     * The partitions to pause or resume now, after a poll.
     *
     * @param changed the partitions for which that has changed since the last call
     */
    Set<TopicPartition> due(Collection<TopicPartition> changed) {
        Set<TopicPartition> due = deferred;
        deferred = new LinkedHashSet<>();
        for (TopicPartition partition : changed) {
            (unfinished.contains(partition) ? deferred : due).add(partition);
        }
        unfinished = Set.of();
        return due;
    }
}
