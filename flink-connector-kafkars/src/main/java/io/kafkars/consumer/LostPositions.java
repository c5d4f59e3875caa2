package io.kafkars.consumer;

import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionQueue;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Finds out what a lost position has become, and keeps the count of what was lost. */
final class LostPositions {

    private static final Logger LOG = LoggerFactory.getLogger(LostPositions.class);

    private static final Comparator<TopicPartition> PARTITION_ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    private final Consumer<?, ?> consumer;
    private final LostPositionPolicy policy;
    private final Map<PartitionId, Long> lost = new HashMap<>();

    LostPositions(Consumer<?, ?> consumer, LostPositionPolicy policy) {
        this.consumer = consumer;
        this.policy = policy;
    }

    LostPositionPolicy policy() {
        return policy;
    }

    /** Offsets lost so far, of the partitions that have lost any. */
    Map<PartitionId, Long> counts() {
        return Map.copyOf(lost);
    }

    /**
     * The positions of the partitions that the client complains about, with what the log has.
     *
     * @throws LostPositionException if the policy is to fail
     * @throws org.apache.kafka.common.KafkaException if the log cannot be asked; the client will
     *     complain again
     */
    List<LostPosition> examine(OffsetOutOfRangeException complaint, int partitions) {
        Map<TopicPartition, Long> wanted = complaint.offsetOutOfRangePartitions();
        Set<TopicPartition> asked = wanted.keySet();
        Map<TopicPartition, Long> starts = consumer.beginningOffsets(asked);
        Map<TopicPartition, Long> ends = consumer.endOffsets(asked);
        Map<TopicPartition, OffsetAndMetadata> cuts =
                complaint instanceof LogTruncationException truncation
                        ? truncation.divergentOffsets()
                        : Map.of();
        var found = new ArrayList<LostPosition>();
        for (TopicPartition partition : asked.stream().sorted(PARTITION_ORDER).toList()) {
            OffsetAndMetadata cut = cuts.get(partition);
            found.add(
                    new LostPosition(
                            partition,
                            wanted.get(partition),
                            starts.get(partition),
                            ends.get(partition),
                            complaint instanceof LogTruncationException,
                            cut == null ? OptionalLong.empty() : OptionalLong.of(cut.offset())));
        }
        if (policy == LostPositionPolicy.FAIL) {
            throw new LostPositionException(found, partitions, complaint);
        }
        return found;
    }

    /**
     * The replay ends of these partitions that the log does not reach.
     *
     * @throws LostPositionException if there are any, and the policy is to fail
     * @throws org.apache.kafka.common.KafkaException if the log cannot be asked
     */
    List<LostPosition> examineEnds(
            List<TopicPartition> partitions, Map<TopicPartition, PartitionQueue> queues) {
        if (partitions.isEmpty()) {
            return List.of();
        }
        Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        var found = new ArrayList<LostPosition>();
        for (TopicPartition partition : partitions) {
            long end = ends.get(partition);
            long wanted = queues.get(partition).replayEnd();
            if (end < wanted) {
                found.add(
                        new LostPosition(
                                partition,
                                wanted,
                                starts.get(partition),
                                end,
                                true,
                                OptionalLong.of(end)));
            }
        }
        if (!found.isEmpty() && policy == LostPositionPolicy.FAIL) {
            throw new LostPositionException(found, queues.size(), null);
        }
        return found;
    }

    /** Says and counts that reading goes on elsewhere. */
    void note(LostPosition position, PartitionQueue queue, long from, long to) {
        long count = Math.abs(to - from);
        lost.merge(queue.id(), count, Long::sum);
        LOG.warn(
                "Topic '{}', partition {}: {}. Reading goes on at offset {} instead of {}, as the"
                        + " policy for lost positions is {}; {} offsets count as lost",
                queue.id().topic(),
                queue.id().partition(),
                position.describe(),
                to,
                from,
                policy,
                count);
    }
}
