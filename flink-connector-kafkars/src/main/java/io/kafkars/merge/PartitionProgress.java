// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import java.io.Serializable;
import java.util.Objects;

/**
 * How far one partition has come: all that has to be remembered to continue its replay elsewhere
 * (rule 10 of the design). Held records are no part of it; they are read again.
 *
 * @param id the partition
 * @param replayStart offset at which the replay began; resolved once
 * @param replayEnd exclusive offset at which the replay ends and the partition goes live; resolved
 *     once, at least {@code replayStart}
 * @param resolveTime when both were resolved, epoch milliseconds
 * @param nextOffset next offset to release; everything below it was released
 * @param mergeKey merge key of the last released record, {@link #NO_KEY} before the first
 * @param leaderEpoch epoch of the leader that wrote the record before the next offset, by which
 *     Kafka tells whether the log was truncated there; {@link RecordView#NO_LEADER_EPOCH} if
 *     unknown
 * @param futureTolerance by how many milliseconds a timestamp may be ahead of what is expected and
 *     still be believed; fixed when the partition is first read, so that a replay has one answer.
 *     {@link #UNKNOWN_TOLERANCE} before that
 */
public record PartitionProgress(
        PartitionId id,
        long replayStart,
        long replayEnd,
        long resolveTime,
        long nextOffset,
        long mergeKey,
        int leaderEpoch,
        long futureTolerance)
        implements Serializable {

    /** The tolerance of a partition that has not been read yet. */
    public static final long UNKNOWN_TOLERANCE = -1;

    /** The merge key of a record that has no timestamp and no predecessor: before all others. */
    public static final long NO_KEY = Long.MIN_VALUE;

    public PartitionProgress {
        Objects.requireNonNull(id, "id");
        if (replayStart < 0 || replayEnd < replayStart || nextOffset < replayStart) {
            throw new IllegalArgumentException(
                    String.format(
                            "Progress of %s must have 0 <= replay start <= replay end and replay"
                                    + " start <= next offset, but has start %d, end %d, next %d",
                            id, replayStart, replayEnd, nextOffset));
        }
    }

    /** Progress with an unknown leader epoch and tolerance. */
    public PartitionProgress(
            PartitionId id,
            long replayStart,
            long replayEnd,
            long resolveTime,
            long nextOffset,
            long mergeKey) {
        this(
                id,
                replayStart,
                replayEnd,
                resolveTime,
                nextOffset,
                mergeKey,
                RecordView.NO_LEADER_EPOCH,
                UNKNOWN_TOLERANCE);
    }

    /** A partition of which nothing has been released yet. */
    public static PartitionProgress atStart(
            PartitionId id, long replayStart, long replayEnd, long resolveTime) {
        return new PartitionProgress(id, replayStart, replayEnd, resolveTime, replayStart, NO_KEY);
    }

    /** The same partition after more records were released. */
    public PartitionProgress advancedTo(long newNextOffset, long newMergeKey, int newLeaderEpoch) {
        return new PartitionProgress(
                id,
                replayStart,
                replayEnd,
                resolveTime,
                newNextOffset,
                newMergeKey,
                newLeaderEpoch,
                futureTolerance);
    }

    /**
     * The same partition, with this tolerance if it has none.
     *
     * @param milliseconds at least 0
     */
    public PartitionProgress withToleranceIfUnknown(long milliseconds) {
        return futureTolerance != UNKNOWN_TOLERANCE
                ? this
                : new PartitionProgress(
                        id,
                        replayStart,
                        replayEnd,
                        resolveTime,
                        nextOffset,
                        mergeKey,
                        leaderEpoch,
                        milliseconds);
    }

    /**
     * The latest watermark that the replay may give, epoch milliseconds: the resolve time and the
     * tolerance. The tolerance must be known.
     */
    public long watermarkLimit() {
        return MergeKeys.saturatedSum(resolveTime, futureTolerance);
    }

    /**
     * The same partition with a replay that ends earlier, because the log no longer has the
     * remainder.
     */
    public PartitionProgress endingAt(long newReplayEnd) {
        return new PartitionProgress(
                id,
                replayStart,
                newReplayEnd,
                resolveTime,
                nextOffset,
                mergeKey,
                leaderEpoch,
                futureTolerance);
    }

    /** Whether everything below the replay end has been released. Never goes back to false. */
    public boolean isLive() {
        return nextOffset >= replayEnd;
    }

    /** Length of the replay in offsets; at least the number of records in it. */
    public long replayLength() {
        return replayEnd - replayStart;
    }

    /** Offsets of the replay that are still to be released, 0 once live. */
    public long replayRemaining() {
        return Math.max(0, replayEnd - nextOffset);
    }
}
