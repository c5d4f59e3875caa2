package io.kafkars.consumer;

import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Has partitions paused a poll late where Kafka's client may still have a rest of their records.
 *
 * <p>A poll that brings as many records as one can, which is taken to be as many as any before it,
 * takes those of several partitions whole, and part of the last one's. The rest comes first in the
 * next poll; but were that partition paused, the client would keep it, and with it the fetch of
 * perhaps hundreds of partitions that it is a slice of, and come across it in each poll. A
 * partition that fills a poll alone has much more to give, and is paused at once. Not thread-safe.
 */
final class LatePauses {

    private int largestPoll;

    /** One of them may have a rest; all of them are fetched as yet. */
    private Set<TopicPartition> ofFullPoll = Set.of();

    private Set<TopicPartition> late = new LinkedHashSet<>();

    /** Takes note of what a poll brought. */
    void polled(ConsumerRecords<?, ?> fetched) {
        boolean full = fetched.count() >= largestPoll;
        largestPoll = Math.max(largestPoll, fetched.count());
        Set<TopicPartition> partitions = fetched.partitions();
        ofFullPoll = full && partitions.size() > 1 ? partitions : Set.of();
    }

    /**
     * Which partitions to pause or resume now, behind a poll, when these are those that changed.
     */
    Set<TopicPartition> due(Collection<TopicPartition> changed) {
        Set<TopicPartition> due = late;
        late = new LinkedHashSet<>();
        for (TopicPartition partition : changed) {
            (ofFullPoll.contains(partition) ? late : due).add(partition);
        }
        ofFullPoll = Set.of();
        return due;
    }
}
