// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import io.kafkars.columns.Chunk;

/**
 * How far one partition has been released, as it changes: what a {@link PartitionProgress} says at
 * one moment. Not thread-safe.
 */
final class ReleasedProgress {

    private PartitionProgress start;
    private long nextOffset;
    private long lastOffset;
    private long mergeKey;
    private int leaderEpoch;

    ReleasedProgress(PartitionProgress start) {
        this.start = start;
        this.nextOffset = start.nextOffset();
        this.lastOffset = Math.max(start.replayStart(), start.nextOffset() - 1);
        this.mergeKey = start.mergeKey();
        this.leaderEpoch = start.leaderEpoch();
    }

    /** Everything up to this row has been released. */
    void released(Chunk chunk, int row) {
        lastOffset = chunk.offset(row);
        nextOffset = lastOffset + 1;
        mergeKey = chunk.mergeKeys()[row];
        leaderEpoch = chunk.leaderEpoch();
    }

    /**
     * Skips offsets that carry no record, as far as they are not released.
     *
     * @param offset the next offset that may carry one
     * @param epochBefore leader epoch of what is before that offset
     * @return whether there was anything to skip
     */
    boolean skipTo(long offset, int epochBefore) {
        if (offset <= nextOffset) {
            return false;
        }
        nextOffset = offset;
        leaderEpoch = epochBefore;
        return true;
    }

    void endReplayAt(long replayEnd) {
        start = start.endingAt(replayEnd);
    }

    /** The next offset to release. */
    long nextOffset() {
        return nextOffset;
    }

    /** Offset of the last record released, the replay start before the first. */
    long lastOffset() {
        return lastOffset;
    }

    PartitionProgress toProgress() {
        return start.advancedTo(nextOffset, mergeKey, leaderEpoch);
    }
}
