// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

/**
 * Rule 6 of the design: the watermarks of a replay. Each follows from a replayed record alone, so
 * the same log has the same watermarks between the same records, and a restore needs no state to
 * continue with them. Immutable.
 */
public final class ReplayWatermarks {

    /** No watermark. */
    public static final long NONE = Watermarks.NONE;

    private final long interval;
    private final long delay;

    /** The watermarks at the interval and with the out-of-orderness of these settings. */
    public ReplayWatermarks(MergeSettings settings) {
        this.interval = settings.watermarkInterval().toMillis();
        this.delay = settings.outOfOrderness().toMillis() + 1;
    }

    /**
     * The watermark that a replayed record raises event time to before it is emitted, {@link #NONE}
     * if it has no merge key.
     *
     * @param mergeKey of the record, {@link PartitionProgress#NO_KEY} if it has none
     * @param limit no watermark is larger
     */
    public long before(long mergeKey, long limit) {
        long time = Math.min(mergeKey, limit);
        return time < smallestKey() ? NONE : floor(time) - delay;
    }

    /**
     * The smallest merge key of a record that raises event time above a watermark.
     *
     * @param watermark at most a million years from now, as the settings ensure
     */
    public long nextKey(long watermark) {
        return watermark == NONE ? smallestKey() : floor(watermark + delay) + interval;
    }

    /** Keys below this one would have no watermark that a long can hold. */
    private long smallestKey() {
        return NONE + delay + interval;
    }

    private long floor(long time) {
        return Math.floorDiv(time, interval) * interval;
    }
}
