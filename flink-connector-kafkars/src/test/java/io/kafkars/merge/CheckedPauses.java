package io.kafkars.merge;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rule 9 of the design: a partition over its share is paused, only what holds something is, and a
 * consumer that follows the changes has paused exactly those.
 */
final class CheckedPauses {

    private final MergeSettings settings;
    private final boolean stopAtReplayEnd;
    private final Set<PartitionId> pausedAtConsumer = new HashSet<>();

    CheckedPauses(MergeSettings settings, boolean stopAtReplayEnd) {
        this.settings = settings;
        this.stopAtReplayEnd = stopAtReplayEnd;
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
        long recordShare = Math.max(1, settings.holdRecords() / Math.max(1, queues.size()));
        long byteShare = Math.max(1, settings.holdBytes() / Math.max(1, queues.size()));
        for (PartitionQueue queue : queues) {
            boolean paused = pausedAtConsumer.contains(queue.id());
            boolean hasAll = stopAtReplayEnd && queue.isCaughtUp();
            boolean overShare = queue.heldRecords() > recordShare || queue.heldBytes() > byteShare;
            boolean underHalf =
                    queue.heldRecords() <= recordShare / 2 && queue.heldBytes() <= byteShare / 2;
            assertThat(queue.isPaused()).as("%s paused", queue.id()).isEqualTo(paused);
            assertThat(paused && queue.isEmpty()).as("paused, holds nothing").isFalse();
            assertThat(!paused && overShare).as("over its share, fetched").isFalse();
            assertThat(!paused && hasAll).as("has all that is read of it, fetched").isFalse();
            assertThat(paused && underHalf && !hasAll)
                    .as("under half of its share, paused")
                    .isFalse();
        }
        assertThat(merge.pausedPartitions()).isEqualTo(pausedAtConsumer.size());
    }
}
