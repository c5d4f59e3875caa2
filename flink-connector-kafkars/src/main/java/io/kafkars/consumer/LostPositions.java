// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.fetch.LogFetcher;
import io.kafkars.merge.Merge;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.merge.PartitionQueue;
import io.kafkars.validation.Explanation;

import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Resolves positions and replay ends that the log does not have, as the {@link LostPositionPolicy}
 * says: reading continues elsewhere, or fails. Counts what is lost. Section 9 of the design has the
 * rules. Not thread-safe.
 */
final class LostPositions {

    private static final Logger LOG = LoggerFactory.getLogger(LostPositions.class);

    private final LogFetcher fetcher;
    private final Assignment assignment;
    private final FetchPauses pauses;
    private final Merge merge;
    private final LostPositionPolicy policy;
    private final StalledReplays stalledReplays;
    private final Map<PartitionId, Long> lost = new HashMap<>();

    LostPositions(
            LogFetcher fetcher,
            Assignment assignment,
            FetchPauses pauses,
            Merge merge,
            LostPositionPolicy policy) {
        this.fetcher = fetcher;
        this.assignment = assignment;
        this.pauses = pauses;
        this.merge = merge;
        this.policy = policy;
        this.stalledReplays = new StalledReplays(fetcher);
    }

    /** Offsets lost so far, for the partitions that have lost any. */
    Map<PartitionId, Long> counts() {
        return Map.copyOf(lost);
    }

    // Positions

    /**
     * Continues where the log still has records, for each partition that the client complains
     * about.
     *
     * @param now wall clock, epoch milliseconds
     * @throws LostPositionException if the policy is to fail
     */
    void recover(OffsetOutOfRangeException complaint, long now) {
        List<LostPosition> found;
        try {
            found = examine(complaint);
        } catch (RetriableException e) {
            // The client will complain again.
            LOG.warn("A position is lost, and the bounds of its log cannot be read; retrying", e);
            return;
        }
        if (policy == LostPositionPolicy.FAIL) {
            throw Explanation.of(
                    new LostPositionException(found, assignment.queues().size()), complaint);
        }
        found.forEach(position -> recover(position, now));
    }

    private List<LostPosition> examine(OffsetOutOfRangeException complaint) {
        Map<TopicPartition, Long> wanted = complaint.offsetOutOfRangePartitions();
        Set<TopicPartition> partitions = wanted.keySet();
        Map<TopicPartition, Long> starts = fetcher.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = fetcher.endOffsets(partitions);
        Map<TopicPartition, OffsetAndMetadata> truncations =
                complaint instanceof LogTruncationException truncation
                        ? truncation.divergentOffsets()
                        : Map.of();
        return partitions.stream()
                .sorted(Comparator.comparing(KafkaPartitions::id))
                .map(
                        partition -> {
                            OffsetAndMetadata truncatedAt = truncations.get(partition);
                            return new LostPosition(
                                    partition,
                                    wanted.get(partition),
                                    starts.get(partition),
                                    ends.get(partition),
                                    complaint instanceof LogTruncationException,
                                    truncatedAt == null
                                            ? OptionalLong.empty()
                                            : OptionalLong.of(truncatedAt.offset()));
                        })
                .toList();
    }

    private void recover(LostPosition position, long now) {
        PartitionQueue queue = assignment.queue(position.partition());
        long target = position.target(policy, queue);
        if (position.isExpired()) {
            note(position, queue, position.wanted(), target);
            merge.advance(queue, target);
            merge.endReplayAt(queue, Math.max(target, position.logEnd()));
            fetcher.seek(position.partition(), new OffsetAndMetadata(target));
        } else {
            boolean skipsHeld = policy == LostPositionPolicy.LATEST;
            long from = skipsHeld ? queue.nextOffset() : position.wanted();
            PartitionProgress progress = position.afterTruncation(policy, queue);
            note(position, queue, from, target);
            assignment.restart(merge.restart(queue, progress, now));
            pauses.update(Set.of(position.partition()));
        }
    }

    // Replay ends

    /**
     * Moves replay ends that have turned out to be beyond the end of the log to where it ends. The
     * bounds of a log are read only when the replay of its partition has stalled.
     *
     * @param now wall clock, epoch milliseconds
     * @throws LostPositionException if there are any, and the policy is to fail
     * @throws org.apache.kafka.common.KafkaException if the bounds of a log cannot be read
     */
    void truncateUnreachableEnds(long now) {
        List<TopicPartition> stalled = stalledReplays.find(assignment.queues(), now);
        if (stalled.isEmpty()) {
            return;
        }
        List<LostPosition> unreachable = examineEnds(stalled);
        if (!unreachable.isEmpty() && policy == LostPositionPolicy.FAIL) {
            throw new LostPositionException(unreachable, assignment.queues().size());
        }
        for (LostPosition end : unreachable) {
            PartitionQueue queue = assignment.queue(end.partition());
            note(end, queue, end.wanted(), end.logEnd());
            merge.endReplayAt(queue, Math.max(queue.position(), end.logEnd()));
        }
    }

    private List<LostPosition> examineEnds(List<TopicPartition> partitions) {
        Map<TopicPartition, Long> starts = fetcher.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = fetcher.endOffsets(partitions);
        var unreachable = new ArrayList<LostPosition>();
        for (TopicPartition partition : partitions) {
            long end = ends.get(partition);
            long wanted = assignment.queue(partition).replayEnd();
            if (end < wanted) {
                unreachable.add(
                        new LostPosition(
                                partition,
                                wanted,
                                starts.get(partition),
                                end,
                                true,
                                OptionalLong.of(end)));
            }
        }
        return unreachable;
    }

    /** Counts the offsets as lost, and logs where reading continues. */
    private void note(LostPosition position, PartitionQueue queue, long from, long to) {
        long count = Math.abs(to - from);
        lost.merge(queue.id(), count, Long::sum);
        LOG.warn(
                "Topic '{}', partition {}: {}. Reading continues at offset {} instead of {}, as the"
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
