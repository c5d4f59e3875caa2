// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Defers the pause of a partition by one poll where Kafka's client may still hold a remainder of
 * its records.
 *
 * <p>A full poll, taken to be one with at least as many records as any before it, returns all that
 * was fetched of several partitions and only a part of the last one. The next poll begins with the
 * remainder. If that partition were paused, the client would keep the remainder, and with it the
 * fetch response of perhaps hundreds of partitions that it is a slice of, and would examine it in
 * each poll. A partition that fills a poll alone has much more to deliver, and is paused at once.
 * Not thread-safe.
 */
final class DeferredPauses {

    private int largestPoll;

    /** One of them may have a remainder; none of them was paused when they were polled. */
    private Set<TopicPartition> ofFullPoll = Set.of();

    private Set<TopicPartition> deferred = new LinkedHashSet<>();

    /** Takes note of what a poll returned. */
    void polled(ConsumerRecords<?, ?> fetched) {
        boolean full = fetched.count() >= largestPoll;
        largestPoll = Math.max(largestPoll, fetched.count());
        Set<TopicPartition> partitions = fetched.partitions();
        ofFullPoll = full && partitions.size() > 1 ? partitions : Set.of();
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
            (ofFullPoll.contains(partition) ? deferred : due).add(partition);
        }
        ofFullPoll = Set.of();
        return due;
    }
}
