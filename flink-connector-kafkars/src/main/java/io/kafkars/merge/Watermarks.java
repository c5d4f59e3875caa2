// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import java.util.Arrays;
import java.util.List;

/**
 * Rule 7 of the design: how far event time has advanced once the merge is live. A watermark W
 * promises that no record with a merge key of W or less will follow, except from a partition that
 * was idle, or was found later. Never goes back.
 */
final class Watermarks {

    /** No watermark yet. */
    static final long NONE = Long.MIN_VALUE;

    private final long delay;
    private final long idleTimeout;
    private final long futureTolerance;
    private long current = NONE;
    private boolean idle;
    private boolean requiresReadToEnd;

    Watermarks(MergeSettings settings) {
        this.delay = settings.outOfOrderness().toMillis() + 1;
        this.idleTimeout = settings.liveIdleTimeout().toMillis();
        this.futureTolerance = settings.futureTolerance().toMillis();
    }

    /** While priming, watermarks follow from the records (rule 6), and the reader is not idle. */
    void priming() {
        idle = false;
    }

    /**
     * Once live, the watermark follows the slowest partition that is not idle, by the key of its
     * next held record, or by its frontier if it holds none. An unreadable partition is not idle:
     * what it has to deliver may be as old as its frontier, or of any age if it has none. When all
     * partitions are idle, everything fetched has been released. Then the watermark follows the
     * partition that is furthest ahead, as in Flink when all inputs turn idle. A record from the
     * future does not move it further than the tolerance past the present.
     */
    void live(PartitionQueue[] queues, long now) {
        long slowest = Long.MAX_VALUE;
        long furthest = NONE;
        idle = true;
        for (PartitionQueue queue : queues) {
            furthest = Math.max(furthest, queue.frontier());
            if (!queue.isEmpty()) {
                slowest = Math.min(slowest, queue.headKey());
                idle = false;
            } else if (!isIdle(queue, now)) {
                slowest = Math.min(slowest, queue.frontier());
                idle = false;
            }
        }
        advance(Math.min(idle ? furthest : slowest, now + futureTolerance));
    }

    private boolean isIdle(PartitionQueue queue, long now) {
        Readability readability = queue.readability();
        boolean mayBeSilent = !requiresReadToEnd || readability == Readability.READ_TO_END;
        return readability != Readability.UNREADABLE
                && (queue.frontier() == PartitionProgress.NO_KEY
                        || mayBeSilent && isSilent(queue, now));
    }

    private boolean isSilent(PartitionQueue queue, long now) {
        return queue.isEmpty() && now - queue.lastArrival() >= idleTimeout;
    }

    /** Those that hold nothing, and have brought nothing for the idle timeout. */
    List<PartitionQueue> silent(PartitionQueue[] queues, long now) {
        return Arrays.stream(queues).filter(queue -> isSilent(queue, now)).toList();
    }

    /** See {@link Merge#requireReadToEnd}. */
    void requireReadToEnd() {
        requiresReadToEnd = true;
    }

    private void advance(long bound) {
        if (bound >= NONE + delay) {
            current = Math.max(current, bound - delay);
        }
    }

    /** The watermark in epoch milliseconds, {@link #NONE} before the first. */
    long current() {
        return current;
    }

    /** Whether every partition is live, holds nothing and has been silent for the idle timeout. */
    boolean idle() {
        return idle;
    }
}
