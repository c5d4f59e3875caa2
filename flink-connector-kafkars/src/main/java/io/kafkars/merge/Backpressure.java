// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import java.util.ArrayList;
import java.util.List;

/**
 * Rule 9 of the design: which partitions are paused, so that the amount held stays bounded. Not
 * thread-safe.
 *
 * <p>Each partition has an equal share of the limits. A partition that holds more than its share is
 * paused, and is resumed, independently of the others, when it holds no more than half of it. A
 * partition that the merge waits for is never paused, even if it holds records whose merge keys are
 * not decided; so nothing stalls. The limits are soft: a fetch is always held whole, so a record
 * larger than the limit still passes.
 *
 * <p>A partition lags until it has been fetched to its replay end. While all partitions that lag
 * are paused, the others are paused too. Fetched alone, those would make the broker wait for new
 * records. Kafka's client sends a broker one fetch at a time, so this would delay the next fetch of
 * the partitions that lag.
 *
 * <p>If reading stops at the replay end, a partition that has been fetched to its replay end is
 * paused for good, since records after it would only be dropped.
 */
final class Backpressure {

    private final long recordLimit;
    private final long byteLimit;
    private final boolean stopAtReplayEnd;
    private long recordShare;
    private long byteShare;
    private int paused;

    /** By index: whether the partition lagged when it was last reviewed. */
    private boolean[] lags = {};

    private int lagging;
    private int laggingAndFetched;
    private boolean allLaggingPaused;
    private List<PartitionQueue> changed = new ArrayList<>();

    Backpressure(MergeSettings settings, boolean stopAtReplayEnd) {
        this.stopAtReplayEnd = stopAtReplayEnd;
        this.recordLimit = settings.maxHeldRecords();
        this.byteLimit = settings.maxHeldBytes();
    }

    /**
     * Divides the limits among the partitions of the merge. To be called when some have joined or
     * left.
     */
    void share(PartitionQueue[] queues) {
        recordShare = Math.max(1, recordLimit / Math.max(1, queues.length));
        byteShare = Math.max(1, byteLimit / Math.max(1, queues.length));
        paused = 0;
        lags = new boolean[queues.length];
        lagging = 0;
        laggingAndFetched = 0;
        for (PartitionQueue queue : queues) {
            paused += queue.isPaused() ? 1 : 0;
            review(queue);
        }
        reviewOthers(queues);
    }

    /** Pauses or resumes a partition whose held records or position have changed. */
    void review(PartitionQueue queue) {
        boolean lagged = lags[queue.index()];
        boolean wasPaused = queue.isPaused();
        laggingAndFetched -= lagged && !wasPaused ? 1 : 0;
        lagging -= lagged ? 1 : 0;

        boolean caughtUp = queue.isCaughtUp();
        boolean pause =
                caughtUp && (stopAtReplayEnd || allLaggingPaused)
                        || !Heads.isBlocking(queue)
                                && (wasPaused ? !underHalf(queue) : overShare(queue));
        if (pause != wasPaused) {
            queue.setPaused(pause);
            paused += pause ? 1 : -1;
            changed.add(queue);
        }
        lags[queue.index()] = !caughtUp;
        lagging += caughtUp ? 0 : 1;
        laggingAndFetched += caughtUp || pause ? 0 : 1;
    }

    /**
     * Pauses or resumes the partitions that do not lag. To be called after each partition that has
     * changed was {@linkplain #review reviewed}.
     */
    void reviewOthers(PartitionQueue[] queues) {
        boolean allPaused = lagging > 0 && laggingAndFetched == 0;
        if (allPaused != allLaggingPaused) {
            allLaggingPaused = allPaused;
            for (PartitionQueue queue : queues) {
                if (!lags[queue.index()]) {
                    review(queue);
                }
            }
        }
    }

    private boolean overShare(PartitionQueue queue) {
        // The held bytes are known without touching the chunks.
        return queue.heldRecords() > recordShare
                || (queue.heldBytes() > byteShare && queue.unreleasedBytes() > byteShare);
    }

    private boolean underHalf(PartitionQueue queue) {
        return queue.heldRecords() <= recordShare / 2 && queue.unreleasedBytes() <= byteShare / 2;
    }

    /** Number of partitions that are paused. */
    int paused() {
        return paused;
    }

    /** The partitions that were paused or resumed since the last call; one may be listed twice. */
    List<PartitionQueue> takeChanged() {
        if (changed.isEmpty()) {
            return List.of();
        }
        List<PartitionQueue> taken = changed;
        changed = new ArrayList<>();
        return taken;
    }
}
