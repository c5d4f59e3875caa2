// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import io.kafkars.columns.Chunk;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks rule 9 of the design. A partition over its share is paused, unless the merge waits for it.
 * A paused partition holds records, unless it has caught up and need not be fetched now: because
 * reading stops there, or because all partitions that have not caught up are paused. A consumer
 * that follows the reported changes has paused exactly the paused partitions.
 */
final class CheckedPauses {

    private final MergeSettings settings;
    private final boolean stopAtReplayEnd;
    private final Set<PartitionId> pausedAtConsumer = new HashSet<>();
    private final Map<PartitionId, HeldChunks> held = new HashMap<>();

    CheckedPauses(MergeSettings settings, boolean stopAtReplayEnd) {
        this.settings = settings;
        this.stopAtReplayEnd = stopAtReplayEnd;
    }

    void appended(PartitionId id, Chunk chunk) {
        held.computeIfAbsent(id, unknown -> new HeldChunks()).chunks.add(chunk);
    }

    void released(PartitionId id) {
        held.get(id).release();
    }

    void forget(PartitionId id) {
        held.remove(id);
    }

    long unreleasedBytes() {
        return held.values().stream().mapToLong(HeldChunks::unreleasedBytes).sum();
    }

    /** To be called after each batch, with the partitions that are still there. */
    void check(Merge merge, Collection<PartitionQueue> queues) {
        for (PartitionQueue queue : merge.takePauseChanges()) {
            if (queue.isPaused()) {
                pausedAtConsumer.add(queue.id());
            } else {
                pausedAtConsumer.remove(queue.id());
            }
        }
        pausedAtConsumer.retainAll(queues.stream().map(PartitionQueue::id).toList());
        long recordShare = Math.max(1, settings.maxHeldRecords() / Math.max(1, queues.size()));
        long byteShare = Math.max(1, settings.maxHeldBytes() / Math.max(1, queues.size()));
        List<PartitionQueue> lagging =
                queues.stream().filter(queue -> !queue.isCaughtUp()).toList();
        boolean allLaggingPaused =
                !lagging.isEmpty() && lagging.stream().allMatch(PartitionQueue::isPaused);
        for (PartitionQueue queue : queues) {
            boolean paused = pausedAtConsumer.contains(queue.id());
            boolean notNeeded = queue.isCaughtUp() && (stopAtReplayEnd || allLaggingPaused);
            long bytes = held.getOrDefault(queue.id(), new HeldChunks()).unreleasedBytes();
            boolean overShare = queue.heldRecords() > recordShare || bytes > byteShare;
            boolean underHalf = queue.heldRecords() <= recordShare / 2 && bytes <= byteShare / 2;
            assertThat(queue.isPaused()).as("%s paused", queue.id()).isEqualTo(paused);
            assertThat(paused && queue.isEmpty() && !notNeeded)
                    .as("paused, holds nothing")
                    .isFalse();
            assertThat(!paused && overShare && !Heads.isBlocking(queue))
                    .as("over its share, fetched although the merge does not wait for it")
                    .isFalse();
            assertThat(!paused && notNeeded).as("not needed now, fetched").isFalse();
            assertThat(paused && underHalf && !notNeeded)
                    .as("under half of its share, paused")
                    .isFalse();
        }
        assertThat(merge.pausedPartitions()).isEqualTo(pausedAtConsumer.size());
    }

    /**
     * What a partition holds. Some rows of the first chunk may be released; all of its rows count
     * as equally large.
     */
    private static final class HeldChunks {

        private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();
        private int releasedOfFirst;

        void release() {
            releasedOfFirst++;
            if (releasedOfFirst == chunks.element().rows()) {
                chunks.remove();
                releasedOfFirst = 0;
            }
        }

        long unreleasedBytes() {
            long all = chunks.stream().mapToLong(Chunk::footprint).sum();
            Chunk first = chunks.peek();
            return first == null ? 0 : all - first.footprint() * releasedOfFirst / first.rows();
        }
    }
}
