// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.merge.PartitionId;
import io.kafkars.validation.Problems;

import org.apache.kafka.common.Uuid;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;

/**
 * What {@link OffsetResolver} asks Kafka. Each request is for all partitions at once, so the time
 * to resolve hardly depends on their number.
 *
 * <p>A topic or partition for which there is no answer is missing from the result, and a problem in
 * words for the user is added; the others are answered. If the wait for an answer is interrupted,
 * that is a problem too, and the thread's interrupt flag is set.
 *
 * <p>Called by one thread at a time; calls block.
 */
public interface OffsetLookup extends AutoCloseable {

    /** Names of all visible topics except Kafka's internal ones. */
    Set<String> topicNames(Problems problems);

    /** Ids and partitions of topics; empty for a topic that does not exist. */
    Map<String, Optional<TopicPartitions>> describe(Collection<String> topics, Problems problems);

    /**
     * The offset after the last record that the reader may see, for each partition: the last stable
     * offset if it reads only committed records, otherwise the high watermark.
     */
    Map<PartitionId, Long> endOffsets(Collection<PartitionId> partitions, Problems problems);

    /** Whether the reader sees nothing of a transaction before it has ended. */
    boolean readsCommittedOnly();

    /**
     * The high watermark of each partition: the offset after the last record, including those of
     * open transactions.
     */
    Map<PartitionId, Long> highWatermarks(Collection<PartitionId> partitions, Problems problems);

    /** The offset of the first record that Kafka still has, for each partition. */
    Map<PartitionId, Long> earliestOffsets(Collection<PartitionId> partitions, Problems problems);

    /**
     * The offset of the first record stamped at or after a time, for each partition; empty where
     * there is none.
     *
     * @param times epoch milliseconds by partition, at least 0
     */
    Map<PartitionId, OptionalLong> offsetsForTimes(Map<PartitionId, Long> times, Problems problems);

    /** The offset that a consumer group has committed, for each partition; empty for none. */
    Map<PartitionId, OptionalLong> committedOffsets(
            String groupId, Collection<PartitionId> partitions, Problems problems);

    /** Closes the client; may be called while a request is in flight, which then fails. */
    @Override
    void close();

    /**
     * A topic as Kafka describes it.
     *
     * @param topicId changes if the topic is recreated
     * @param numbers numbers of its partitions
     */
    record TopicPartitions(Uuid topicId, SortedSet<Integer> numbers) {}
}
