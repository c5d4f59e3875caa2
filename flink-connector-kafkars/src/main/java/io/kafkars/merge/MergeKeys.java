// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import io.kafkars.columns.Chunk;

import java.util.ArrayDeque;

/**
 * Gives the records of one partition their merge keys: the running maximum of those timestamps that
 * are believed (section 3 of the design, "What a record's time is"). A record whose timestamp is
 * not believed takes the key of its predecessor, and so does a record without one. Not thread-safe.
 *
 * <p>A replayed record is judged by the records after it, so a chunk may have to wait until more of
 * the log is fetched, or the replay end is reached. What is decided follows from the log alone, not
 * from where the fetches cut it.
 */
final class MergeKeys {

    /** Number of records after a record that may show it to be an outlier. */
    static final int LOOK_AHEAD = 32;

    /** Smaller than {@link Heads#NOTHING}, which stands for a partition without a record. */
    private static final long MAX_KEY = Heads.NOTHING - 1;

    private final long firstLimit;
    private final long tolerance;
    private final MergeTotals totals;
    private final UnlikelyTimestamps unlikely;

    /** Chunks of the replay whose keys are not decided; no records are missing between them. */
    private final ArrayDeque<Chunk> undecided = new ArrayDeque<>();

    private long last;

    /**
     * @param last key of the record before the first, {@link PartitionProgress#NO_KEY} if none
     * @param firstLimit the largest timestamp of a replayed record without a predecessor that is
     *     believed, whatever follows
     * @param tolerance by how many milliseconds a timestamp may exceed what is expected
     * @param totals counts the records that are out of order, or whose timestamp is not believed
     * @param unlikely learns of timestamps that deserve a warning
     */
    MergeKeys(
            long last,
            long firstLimit,
            long tolerance,
            MergeTotals totals,
            UnlikelyTimestamps unlikely) {
        this.last = last;
        this.firstLimit = firstLimit;
        this.tolerance = tolerance;
        this.totals = totals;
        this.unlikely = unlikely;
    }

    /** Key of the last record whose key is decided. */
    long last() {
        return last;
    }

    /** Whether there are records whose keys are not decided. */
    boolean hasUndecided() {
        return !undecided.isEmpty();
    }

    /** The first chunk whose keys are not decided, {@code null} if there is none. */
    Chunk undecided() {
        return undecided.peek();
    }

    // Live

    /**
     * Decides the keys of the next live records. Nothing may be undecided.
     *
     * @param now when they arrived, epoch milliseconds
     */
    void assignLive(Chunk chunk, long now) {
        long limit = Math.min(saturatedSum(now, tolerance), MAX_KEY);
        long[] timestamps = chunk.timestamps();
        long[] keys = timestamps;
        long key = last;
        for (int row = 0; row < timestamps.length; row++) {
            long timestamp = timestamps[row];
            if (timestamp >= key && timestamp <= limit && timestamp != Chunk.NO_TIMESTAMP) {
                key = timestamp;
                continue;
            }
            if (timestamp > limit) {
                totals.futureRecords++;
                unlikely.afterArrival(chunk.offset(row), timestamp, now);
            } else if (timestamp != Chunk.NO_TIMESTAMP) {
                totals.disorderedRecords++;
            }
            keys = keys == timestamps ? timestamps.clone() : keys;
            keys[row] = key;
        }
        last = key;
        chunk.mergeBy(keys);
    }

    // Replay

    /** Takes the next chunk of the replay, whose keys are to be {@linkplain #decide decided}. */
    void add(Chunk chunk) {
        undecided.add(chunk);
    }

    /**
     * Decides the keys of the next chunk, if they can be.
     *
     * @param complete whether no further record of the replay will follow
     * @return the chunk; {@code null} if more of the log is needed, or nothing is undecided
     */
    Chunk decide(boolean complete) {
        Chunk chunk = undecided.peek();
        if (chunk == null) {
            return null;
        }
        long[] timestamps = chunk.timestamps();
        long[] keys = timestamps;
        long key = last;
        long limit = limitAfter(key);
        int disordered = 0;
        int outliers = 0;
        for (int row = 0; row < timestamps.length; row++) {
            long timestamp = timestamps[row];
            if (timestamp >= key && timestamp <= limit && timestamp != Chunk.NO_TIMESTAMP) {
                key = timestamp;
                limit = limitAfter(key);
                continue;
            }
            if (timestamp > limit && timestamp != Chunk.NO_TIMESTAMP) {
                boolean atMaximum = limit == MAX_KEY;
                Verdict verdict =
                        atMaximum ? Verdict.BELIEVED : judge(row, timestamp, key, complete);
                if (verdict == Verdict.UNDECIDED) {
                    return null;
                }
                if (verdict == Verdict.OUTLIER) {
                    outliers++;
                    unlikely.outlier(chunk.offset(row), timestamp);
                } else {
                    key = Math.min(timestamp, MAX_KEY);
                    limit = limitAfter(key);
                }
            } else if (timestamp != Chunk.NO_TIMESTAMP) {
                disordered++;
            }
            if (key != timestamp) {
                keys = keys == timestamps ? timestamps.clone() : keys;
                keys[row] = key;
            }
        }
        last = key;
        totals.disorderedRecords += disordered;
        totals.futureRecords += outliers;
        chunk.mergeBy(keys);
        unlikely.replayed(chunk, complete && undecided.size() == 1);
        return undecided.poll();
    }

    /** The largest timestamp that is believed after this key, whatever follows. */
    private long limitAfter(long key) {
        long limit = key == PartitionProgress.NO_KEY ? firstLimit : saturatedSum(key, tolerance);
        return Math.min(limit, MAX_KEY);
    }

    private enum Verdict {
        BELIEVED,
        OUTLIER,
        UNDECIDED
    }

    /**
     * Judges a record of the first undecided chunk by the next {@link #LOOK_AHEAD} records.
     *
     * <p>It is an outlier if one of them falls back by more than the tolerance, and by more than
     * half of what this record is ahead of its predecessor's key. The second condition tells an
     * outlier from a gap in the log, after which some records are late. A record without a
     * predecessor is an outlier if half of those with a timestamp fall back by more than the
     * tolerance; some always do where a partition is out of order.
     */
    private Verdict judge(int row, long timestamp, long predecessor, boolean complete) {
        boolean first = predecessor == PartitionProgress.NO_KEY;
        long half = (timestamp - predecessor) >>> 1;
        long distance = first || Long.compareUnsigned(half, tolerance) < 0 ? tolerance : half;
        int seen = 0;
        int stamped = 0;
        int fallenBack = 0;
        int nextRow = row + 1;
        for (Chunk chunk : undecided) {
            long[] timestamps = chunk.timestamps();
            while (nextRow < timestamps.length && seen < LOOK_AHEAD) {
                long next = timestamps[nextRow++];
                seen++;
                if (next == Chunk.NO_TIMESTAMP) {
                    continue;
                }
                stamped++;
                if (next < timestamp && Long.compareUnsigned(timestamp - next, distance) > 0) {
                    fallenBack++;
                    if (!first) {
                        return Verdict.OUTLIER;
                    }
                }
            }
            nextRow = 0;
        }
        if (seen < LOOK_AHEAD && !complete) {
            return Verdict.UNDECIDED;
        }
        return fallenBack > 0 && 2 * fallenBack >= stamped ? Verdict.OUTLIER : Verdict.BELIEVED;
    }

    static long saturatedSum(long a, long b) {
        long sum = a + b;
        return b > 0 && sum < a ? Long.MAX_VALUE : sum;
    }
}
