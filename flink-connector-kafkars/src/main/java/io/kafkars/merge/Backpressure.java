package io.kafkars.merge;

import java.util.ArrayList;
import java.util.List;

/**
 * Rule 9 of the design: which partitions are paused, so that what is held stays bounded.
 *
 * <p>Each partition has an equal share of the limits. One that holds more than its share is paused;
 * it is resumed, alone, when it holds no more than half of it. A partition that lags and holds
 * nothing is never paused, so the one that the merge waits for always gets its turn, and nothing
 * stalls. The limits are soft: a fetch is never cut, so that a record larger than the limit still
 * passes.
 *
 * <p>A partition lags until it has been fetched to its replay end. While all that lag are paused,
 * the others are too: fetched alone, they would have the broker wait for new records, and so hold
 * up the next fetch of those that lag, for Kafka's client sends a broker one fetch at a time.
 *
 * <p>If reading stops at the replay end, a partition that has reached it is paused for good: what
 * lies behind would only be dropped.
 */
final class Backpressure {

    private final long recordLimit;
    private final long byteLimit;
    private final boolean stopAtReplayEnd;
    private long recordShare;
    private long byteShare;
    private int pausedCount;
    private int lagging;
    private int laggingAndFetched;
    private boolean allLaggingPaused;
    private List<PartitionQueue> changed = new ArrayList<>();

    Backpressure(MergeSettings settings, boolean stopAtReplayEnd) {
        this.stopAtReplayEnd = stopAtReplayEnd;
        this.recordLimit = settings.maxHeldRecords();
        this.byteLimit = settings.maxHeldBytes();
    }

    /** Divides the limits among the partitions of the merge. */
    void share(PartitionQueue[] queues) {
        recordShare = Math.max(1, recordLimit / Math.max(1, queues.length));
        byteShare = Math.max(1, byteLimit / Math.max(1, queues.length));
        pausedCount = 0;
        lagging = 0;
        laggingAndFetched = 0;
        for (PartitionQueue queue : queues) {
            pausedCount += queue.paused ? 1 : 0;
            queue.lags = false;
            review(queue);
        }
        reviewOthers(queues);
    }

    /** Looks at a partition whose held records or position have changed. */
    void review(PartitionQueue queue) {
        boolean caughtUp = queue.isCaughtUp();
        laggingAndFetched -= queue.lags && !queue.paused ? 1 : 0;
        lagging -= queue.lags ? 1 : 0;
        boolean pause =
                caughtUp && (stopAtReplayEnd || allLaggingPaused)
                        || (queue.paused ? !underHalf(queue) : overShare(queue));
        if (pause != queue.paused) {
            queue.paused = pause;
            pausedCount += pause ? 1 : -1;
            changed.add(queue);
        }
        queue.lags = !caughtUp;
        lagging += queue.lags ? 1 : 0;
        laggingAndFetched += queue.lags && !queue.paused ? 1 : 0;
    }

    /** Looks at those that do not lag, once all that changed have been reviewed. */
    void reviewOthers(PartitionQueue[] queues) {
        boolean allPaused = lagging > 0 && laggingAndFetched == 0;
        if (allPaused != allLaggingPaused) {
            allLaggingPaused = allPaused;
            for (PartitionQueue queue : queues) {
                if (!queue.lags) {
                    review(queue);
                }
            }
        }
    }

    private boolean overShare(PartitionQueue queue) {
        return queue.heldRecords() > recordShare || queue.unreleasedBytes() > byteShare;
    }

    private boolean underHalf(PartitionQueue queue) {
        return queue.heldRecords() <= recordShare / 2 && queue.unreleasedBytes() <= byteShare / 2;
    }

    int pausedCount() {
        return pausedCount;
    }

    /** The partitions that were paused or resumed since the last call; may name one twice. */
    List<PartitionQueue> takeChanged() {
        if (changed.isEmpty()) {
            return List.of();
        }
        List<PartitionQueue> taken = changed;
        changed = new ArrayList<>();
        return taken;
    }
}
