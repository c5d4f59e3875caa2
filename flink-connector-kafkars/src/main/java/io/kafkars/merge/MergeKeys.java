// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

/**
 * Gives the records of one partition their merge keys: the running maximum of its timestamps. Not
 * thread-safe.
 *
 * <p>A record without a timestamp takes the key of its predecessor, and so does a replayed record
 * that is stamped too far after the resolve time (section 2 of the design).
 */
final class MergeKeys {

    /** Smaller than {@link Heads#NOTHING}, which stands for a partition without a record. */
    private static final long MAX_KEY = Heads.NOTHING - 1;

    private final long maxReplayTimestamp;
    private long last;

    /**
     * @param last key of the record before the first, {@link PartitionProgress#NO_KEY} if none
     * @param maxReplayTimestamp the largest timestamp that counts during the replay
     */
    MergeKeys(long last, long maxReplayTimestamp) {
        this.last = last;
        this.maxReplayTimestamp = maxReplayTimestamp;
    }

    /**
     * The keys of the next records, one for each. If all are equal to the timestamps, as usual, it
     * is the array of the timestamps itself.
     *
     * @param replaying whether the records are before the replay end
     * @param totals counts the records that are out of order, or stamped too far in the future
     */
    long[] assign(long[] timestamps, boolean replaying, MergeTotals totals) {
        long limit = replaying ? maxReplayTimestamp : Long.MAX_VALUE;
        int inOrder = rowsInOrder(timestamps, Math.min(limit, MAX_KEY));
        if (inOrder > 0) {
            last = timestamps[inOrder - 1];
        }
        if (inOrder == timestamps.length) {
            return timestamps;
        }
        long[] keys = timestamps.clone();
        assignFrom(inOrder, keys, limit, totals);
        return keys;
    }

    /** How many of the first rows have their timestamp as merge key. */
    private int rowsInOrder(long[] timestamps, long limit) {
        long key = Math.max(0, last);
        int row = 0;
        while (row < timestamps.length && timestamps[row] >= key && timestamps[row] <= limit) {
            key = timestamps[row++];
        }
        return row;
    }

    /** Replaces timestamps with keys. */
    private void assignFrom(int firstRow, long[] keys, long limit, MergeTotals totals) {
        long key = last;
        for (int i = firstRow; i < keys.length; i++) {
            long timestamp = keys[i];
            if (timestamp > limit) {
                totals.futureRecords++;
            } else if (timestamp >= 0 && timestamp >= key) {
                key = Math.min(timestamp, MAX_KEY);
            } else if (timestamp >= 0) {
                totals.disorderedRecords++;
            }
            keys[i] = key;
        }
        last = key;
    }

    /** Key of the last record. */
    long last() {
        return last;
    }
}
