// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import io.kafkars.consumer.AdminOffsetLookup;
import io.kafkars.consumer.ConsumerProperties;
import io.kafkars.flink.split.KafkarsSplit;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.topics.OffsetLookup;
import io.kafkars.topics.OffsetLookup.TopicPartitions;
import io.kafkars.topics.RecreatedTopicPolicy;
import io.kafkars.topics.ResolveException;
import io.kafkars.topics.TopicIds;
import io.kafkars.validation.Problems;

import org.apache.flink.annotation.Internal;

import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Compares the topic ids of restored splits with those that the topics have now, before a record is
 * read at an offset that may be another topic's. A topic that does not exist is left to the
 * enumerator, which watches for it. Task thread only.
 */
@Internal
public final class RestoredSplitCheck {

    private static final Logger LOG = LoggerFactory.getLogger(RestoredSplitCheck.class);

    private final Supplier<? extends OffsetLookup> lookups;
    private final RecreatedTopicPolicy policy;
    private final LongSupplier clock;

    /**
     * @param lookups opens a lookup for each check, which closes it
     * @param clock wall clock, epoch milliseconds
     */
    RestoredSplitCheck(
            Supplier<? extends OffsetLookup> lookups,
            RecreatedTopicPolicy policy,
            LongSupplier clock) {
        this.lookups = lookups;
        this.policy = policy;
        this.clock = clock;
    }

    /**
     * @param properties how to reach Kafka
     * @param clientIdSuffix goes after the client id of the properties
     */
    public static RestoredSplitCheck in(
            ConsumerProperties properties, String clientIdSuffix, RecreatedTopicPolicy policy) {
        return new RestoredSplitCheck(
                () -> AdminOffsetLookup.open(properties, clientIdSuffix),
                policy,
                System::currentTimeMillis);
    }

    /**
     * The splits as they are to be read, in the same order. Splits of a recreated topic start at
     * its start, if the policy asks for that.
     *
     * @throws org.apache.kafka.common.KafkaException if a topic was recreated, and the policy is to
     *     fail
     * @throws ResolveException if recreated topics are to be read from their start, and Kafka does
     *     not say which topics were recreated, or where they start
     */
    public List<KafkarsSplit> toRead(List<KafkarsSplit> restored) {
        try (OffsetLookup lookup = lookups.get()) {
            var problems = new Problems();
            Map<PartitionId, Uuid> newIds = newTopicIds(restored, lookup, problems);
            return switch (policy) {
                case FAIL -> {
                    requireSameTopics(restored, newIds, problems);
                    yield restored;
                }
                case EARLIEST -> recreatedFromTheirStart(restored, newIds, lookup, problems);
            };
        }
    }

    /** The partitions of recreated topics, with the ids that the topics have now. */
    private static Map<PartitionId, Uuid> newTopicIds(
            List<KafkarsSplit> restored, OffsetLookup lookup, Problems problems) {
        List<String> names =
                restored.stream().map(split -> split.partition().topic()).distinct().toList();
        Map<String, Optional<TopicPartitions>> topics = lookup.describe(names, problems);
        var newIds = new HashMap<PartitionId, Uuid>();
        for (KafkarsSplit split : restored) {
            topics.getOrDefault(split.partition().topic(), Optional.empty())
                    .map(TopicPartitions::topicId)
                    .filter(now -> TopicIds.differ(split.topicId(), now))
                    .ifPresent(now -> newIds.put(split.partition(), now));
        }
        return newIds;
    }

    private static void requireSameTopics(
            List<KafkarsSplit> restored, Map<PartitionId, Uuid> newIds, Problems problems) {
        for (KafkarsSplit split : restored) {
            Uuid now = newIds.getOrDefault(split.partition(), split.topicId());
            TopicIds.requireSame(split.partition().topic(), split.topicId(), now);
        }
        if (!problems.none()) {
            LOG.warn(
                    "Cannot find out whether topics were recreated. Reading continues, and the"
                            + " enumerator checks again: {}",
                    new ResolveException(problems).getMessage());
        }
    }

    private List<KafkarsSplit> recreatedFromTheirStart(
            List<KafkarsSplit> restored,
            Map<PartitionId, Uuid> newIds,
            OffsetLookup lookup,
            Problems problems) {
        Collection<PartitionId> recreated = newIds.keySet();
        // Ends before starts, as in OffsetResolver: the replay ends with what was there first.
        Map<PartitionId, Long> ends =
                recreated.isEmpty() ? Map.of() : lookup.endOffsets(recreated, problems);
        Map<PartitionId, Long> starts =
                recreated.isEmpty() ? Map.of() : lookup.earliestOffsets(recreated, problems);
        if (!problems.none()) {
            throw new ResolveException(problems);
        }
        return restored.stream()
                .map(
                        split -> {
                            PartitionId id = split.partition();
                            return recreated.contains(id)
                                    ? fromStart(split, newIds.get(id), starts.get(id), ends.get(id))
                                    : split;
                        })
                .toList();
    }

    private KafkarsSplit fromStart(KafkarsSplit restored, Uuid newId, long start, long logEnd) {
        PartitionId id = restored.partition();
        LOG.warn(
                "Topic '{}' was deleted and recreated: partition {} is read from its start, offset"
                        + " {}, instead of offset {} of the old topic",
                id.topic(),
                id.partition(),
                start,
                restored.progress().nextOffset());
        long replayEnd = restored.progress().isLive() ? start : Math.max(start, logEnd);
        return new KafkarsSplit(
                PartitionProgress.atStart(id, start, replayEnd, clock.getAsLong()), newId);
    }
}
