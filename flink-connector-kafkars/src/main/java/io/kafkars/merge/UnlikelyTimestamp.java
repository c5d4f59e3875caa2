// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

/**
 * The first timestamp of a partition that is most likely wrong, for a warning.
 *
 * @param partition the partition
 * @param offset offset of the record
 * @param timestamp epoch milliseconds
 * @param kind in which way it is unlikely
 * @param clock the time when this should have been the past, epoch milliseconds: resolve time of
 *     the replay, arrival of a live record, or time of the restore
 * @param furthest the largest timestamp seen when this was noted, epoch milliseconds
 */
public record UnlikelyTimestamp(
        PartitionId partition, long offset, long timestamp, Kind kind, long clock, long furthest) {

    /** In which way a timestamp is unlikely, and what became of it. */
    public enum Kind {
        /**
         * Ahead of its predecessor, and the records after it are not. It takes the merge key of its
         * predecessor, or none if it has no predecessor.
         */
        OUTLIER,
        /**
         * Later than the resolve time by more than the tolerance, as are the records after it. The
         * order follows it; watermarks do not.
         */
        AFTER_RESOLVE_TIME,
        /**
         * Later than the arrival of a live record by more than the tolerance. It takes the merge
         * key of its predecessor.
         */
        AFTER_ARRIVAL,
        /**
         * The merge key in the state of a live partition is later than the time of the restore by
         * more than the tolerance. It is dropped.
         */
        RESTORED_KEY,
        /** In January or February 1970, where the present time is in seconds. It is believed. */
        SECONDS
    }
}
