package io.kafkars.merge;

import io.kafkars.validation.Problems;

import java.io.Serializable;

/**
 * How the merge behaves; immutable. Times are in milliseconds.
 *
 * @param batchSize most records that one batch releases, at least 1
 * @param holdRecords most records that a reader holds before it pauses partitions, at least 1; a
 *     soft limit: what a poll brings is never cut, and a partition may be paused a poll late
 * @param holdBytes the same in bytes of keys, values and headers, at least 1; what was fetched of a
 *     partition at once takes its heap until its last record is released, but counts only as far as
 *     it is not
 * @param outOfOrderness how far the watermark stays behind the low-water-mark, at least 0
 * @param liveMaxWait how long a live record waits for partitions that hold nothing, at least 0
 * @param liveIdleTimeout after how long without records a live partition no longer holds the
 *     watermark back, at least 0
 * @param batchLinger how long live records wait for more, until there is a full batch of them, at
 *     least 0
 * @param futureTolerance how far past the resolve time a replayed timestamp is believed, at least 0
 */
public record MergeSettings(
        int batchSize,
        long holdRecords,
        long holdBytes,
        long outOfOrderness,
        long liveMaxWait,
        long liveIdleTimeout,
        long batchLinger,
        long futureTolerance)
        implements Serializable {

    /** The defaults; the options of each front end refer to these. */
    public static final MergeSettings DEFAULT =
            new MergeSettings(2_000, 32_000, 64L << 20, 0, 0, 60_000, 0, 3_600_000);

    public MergeSettings {
        var problems = new Problems();
        check(
                batchSize,
                holdRecords,
                holdBytes,
                outOfOrderness,
                liveMaxWait,
                liveIdleTimeout,
                batchLinger,
                futureTolerance,
                problems);
        problems.throwIfAny("The merge cannot work with these settings");
    }

    /** Adds whatever is out of range, so that it can be shown together with other problems. */
    public static void check(
            long batchSize,
            long holdRecords,
            long holdBytes,
            long outOfOrderness,
            long liveMaxWait,
            long liveIdleTimeout,
            long batchLinger,
            long futureTolerance,
            Problems problems) {
        atLeast(1, batchSize, "Batch size", problems);
        atLeast(1, holdRecords, "Hold limit in records", problems);
        atLeast(1, holdBytes, "Hold limit in bytes", problems);
        atLeast(0, outOfOrderness, "Out-of-orderness in ms", problems);
        atLeast(0, liveMaxWait, "Live max-wait in ms", problems);
        atLeast(0, liveIdleTimeout, "Live idle-timeout in ms", problems);
        atLeast(0, batchLinger, "Batch linger in ms", problems);
        atLeast(0, futureTolerance, "Future tolerance in ms", problems);
    }

    private static void atLeast(long least, long value, String what, Problems problems) {
        problems.require(value >= least, "%s must be at least %d, is %d", what, least, value);
    }

    public MergeSettings withBatchSize(int records) {
        return new MergeSettings(
                records,
                holdRecords,
                holdBytes,
                outOfOrderness,
                liveMaxWait,
                liveIdleTimeout,
                batchLinger,
                futureTolerance);
    }

    public MergeSettings withHoldRecords(long records) {
        return new MergeSettings(
                batchSize,
                records,
                holdBytes,
                outOfOrderness,
                liveMaxWait,
                liveIdleTimeout,
                batchLinger,
                futureTolerance);
    }

    public MergeSettings withHoldBytes(long bytes) {
        return new MergeSettings(
                batchSize,
                holdRecords,
                bytes,
                outOfOrderness,
                liveMaxWait,
                liveIdleTimeout,
                batchLinger,
                futureTolerance);
    }

    public MergeSettings withLiveMaxWait(long millis) {
        return new MergeSettings(
                batchSize,
                holdRecords,
                holdBytes,
                outOfOrderness,
                millis,
                liveIdleTimeout,
                batchLinger,
                futureTolerance);
    }

    public MergeSettings withBatchLinger(long millis) {
        return new MergeSettings(
                batchSize,
                holdRecords,
                holdBytes,
                outOfOrderness,
                liveMaxWait,
                liveIdleTimeout,
                millis,
                futureTolerance);
    }
}
