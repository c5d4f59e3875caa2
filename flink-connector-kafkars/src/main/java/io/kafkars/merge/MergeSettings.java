// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import io.kafkars.validation.Durations;
import io.kafkars.validation.Problems;

import java.io.Serializable;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * How the merge behaves; immutable. A value that is out of its range is rejected by {@link #check}
 * and by the merge, not by the constructor. Durations are rounded down to whole milliseconds and
 * limited to a million years.
 *
 * @param batchSize maximum number of records that one batch releases, at least 1
 * @param maxHeldRecords number of records that a reader holds before it pauses partitions, at least
 *     1; a soft limit: what a poll fetches is always held whole, and a partition may be paused one
 *     poll late
 * @param maxHeldBytes the same limit in bytes of keys, values and headers, at least 1; the records
 *     that one poll fetches from a partition keep their heap until the last of them is released,
 *     but a released record no longer counts
 * @param outOfOrderness how far the watermark stays behind the merge keys, at least zero
 * @param watermarkInterval distance of the watermarks of a replay (rule 6 of the design), at least
 *     1 ms
 * @param liveMaxWait how long a live record waits for partitions that hold nothing, at least zero
 * @param liveIdleTimeout how long a live partition may deliver no records before it no longer holds
 *     the watermark back, at least zero
 * @param batchLinger how long live records wait for a batch to fill, at least zero
 * @param futureTolerance by how much a timestamp may be ahead of what is expected and still be
 *     believed at once, at least zero
 */
public record MergeSettings(
        int batchSize,
        long maxHeldRecords,
        long maxHeldBytes,
        Duration outOfOrderness,
        Duration watermarkInterval,
        Duration liveMaxWait,
        Duration liveIdleTimeout,
        Duration batchLinger,
        Duration futureTolerance)
        implements Serializable {

    /** The defaults; the options of each front end refer to these. */
    public static final MergeSettings DEFAULT =
            new MergeSettings(
                    2_000,
                    32_000,
                    64L << 20,
                    Duration.ZERO,
                    Duration.ofSeconds(1),
                    Duration.ZERO,
                    Duration.ofMinutes(1),
                    Duration.ZERO,
                    Duration.ofHours(1));

    public MergeSettings {
        outOfOrderness = Durations.countable(outOfOrderness);
        watermarkInterval = Durations.countable(watermarkInterval);
        liveMaxWait = Durations.countable(liveMaxWait);
        liveIdleTimeout = Durations.countable(liveIdleTimeout);
        batchLinger = Durations.countable(batchLinger);
        futureTolerance = Durations.countable(futureTolerance);
    }

    /** Adds every value that is out of its range, by the name of its component. */
    public void check(Problems problems) {
        check(component -> component, problems);
    }

    /**
     * Adds every value that is out of its range.
     *
     * @param nameOf what the user calls a component, given its name
     */
    public void check(UnaryOperator<String> nameOf, Problems problems) {
        var ranges = new Ranges(nameOf, problems);
        ranges.requireAtLeast(1, batchSize, "batchSize");
        ranges.requireAtLeast(1, maxHeldRecords, "maxHeldRecords");
        ranges.requireAtLeast(1, maxHeldBytes, "maxHeldBytes");
        ranges.requireNotNegative(outOfOrderness, "outOfOrderness");
        ranges.requireAtLeastOneMilli(watermarkInterval, "watermarkInterval");
        ranges.requireNotNegative(liveMaxWait, "liveMaxWait");
        ranges.requireNotNegative(liveIdleTimeout, "liveIdleTimeout");
        ranges.requireNotNegative(batchLinger, "batchLinger");
        ranges.requireNotNegative(futureTolerance, "futureTolerance");
    }

    private record Ranges(UnaryOperator<String> nameOf, Problems problems) {

        void requireAtLeast(long least, long value, String component) {
            problems.require(
                    value >= least,
                    "%s must be at least %d, is %d",
                    nameOf.apply(component),
                    least,
                    value);
        }

        void requireNotNegative(Duration value, String component) {
            requireAtLeastMillis(0, value, component);
        }

        void requireAtLeastOneMilli(Duration value, String component) {
            requireAtLeastMillis(1, value, component);
        }

        private void requireAtLeastMillis(long least, Duration value, String component) {
            problems.require(
                    value.toMillis() >= least,
                    "%s must be at least %d ms, is %d ms",
                    nameOf.apply(component),
                    least,
                    value.toMillis());
        }
    }

    /**
     * These settings, if the merge can work with them.
     *
     * @throws IllegalArgumentException with every value that is out of its range
     */
    public MergeSettings checked() {
        var problems = new Problems();
        check(problems);
        problems.throwIfAny("The merge cannot work with these settings");
        return this;
    }

    public MergeSettings withBatchSize(int records) {
        return new MergeSettings(
                records,
                maxHeldRecords,
                maxHeldBytes,
                outOfOrderness,
                watermarkInterval,
                liveMaxWait,
                liveIdleTimeout,
                batchLinger,
                futureTolerance);
    }

    public MergeSettings withMaxHeldRecords(long records) {
        return new MergeSettings(
                batchSize,
                records,
                maxHeldBytes,
                outOfOrderness,
                watermarkInterval,
                liveMaxWait,
                liveIdleTimeout,
                batchLinger,
                futureTolerance);
    }

    public MergeSettings withMaxHeldBytes(long bytes) {
        return new MergeSettings(
                batchSize,
                maxHeldRecords,
                bytes,
                outOfOrderness,
                watermarkInterval,
                liveMaxWait,
                liveIdleTimeout,
                batchLinger,
                futureTolerance);
    }

    public MergeSettings withOutOfOrderness(Duration delay) {
        return new MergeSettings(
                batchSize,
                maxHeldRecords,
                maxHeldBytes,
                delay,
                watermarkInterval,
                liveMaxWait,
                liveIdleTimeout,
                batchLinger,
                futureTolerance);
    }

    public MergeSettings withWatermarkInterval(Duration interval) {
        return new MergeSettings(
                batchSize,
                maxHeldRecords,
                maxHeldBytes,
                outOfOrderness,
                interval,
                liveMaxWait,
                liveIdleTimeout,
                batchLinger,
                futureTolerance);
    }

    public MergeSettings withLiveMaxWait(Duration wait) {
        return new MergeSettings(
                batchSize,
                maxHeldRecords,
                maxHeldBytes,
                outOfOrderness,
                watermarkInterval,
                wait,
                liveIdleTimeout,
                batchLinger,
                futureTolerance);
    }

    public MergeSettings withLiveIdleTimeout(Duration timeout) {
        return new MergeSettings(
                batchSize,
                maxHeldRecords,
                maxHeldBytes,
                outOfOrderness,
                watermarkInterval,
                liveMaxWait,
                timeout,
                batchLinger,
                futureTolerance);
    }

    public MergeSettings withBatchLinger(Duration linger) {
        return new MergeSettings(
                batchSize,
                maxHeldRecords,
                maxHeldBytes,
                outOfOrderness,
                watermarkInterval,
                liveMaxWait,
                liveIdleTimeout,
                linger,
                futureTolerance);
    }

    public MergeSettings withFutureTolerance(Duration tolerance) {
        return new MergeSettings(
                batchSize,
                maxHeldRecords,
                maxHeldBytes,
                outOfOrderness,
                watermarkInterval,
                liveMaxWait,
                liveIdleTimeout,
                batchLinger,
                tolerance);
    }
}
