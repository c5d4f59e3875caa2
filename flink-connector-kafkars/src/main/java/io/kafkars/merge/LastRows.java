// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import io.kafkars.columns.Runs;

import java.util.Arrays;

/**
 * Walks the partitions that some rows of a released batch are from, each with its last row: how far
 * each partition has come after these rows. Not thread-safe.
 *
 * <p>The walk goes backwards, from the partition of the very last row. It ends as soon as every
 * partition of the batch was found, so with many short runs it visits a small part of them.
 */
public final class LastRows {

    private Runs runs;
    private int firstRow;

    /** By partition index. */
    private boolean[] found = {};

    private int partitionsLeft;

    private int run;
    private int rowOfChunk;

    private int nextRun;
    private int nextRunStart;
    private int nextRunEnd;

    /**
     * Starts a walk, before the partition of the last row.
     *
     * @param rowCount at least 1
     */
    public void open(ReleasedBatch batch, int first, int rowCount) {
        runs = batch.runs();
        firstRow = first;
        partitionsLeft = batch.partitions().length;
        if (found.length < partitionsLeft) {
            found = new boolean[partitionsLeft];
        }
        Arrays.fill(found, false);
        nextRun = 0;
        nextRunStart = 0;
        nextRunEnd = first + rowCount;
        while (nextRunStart + runs.rowCount(nextRun) < nextRunEnd) {
            nextRunStart += runs.rowCount(nextRun);
            nextRun++;
        }
    }

    /** Moves to the next partition; false if there is none. */
    public boolean next() {
        while (partitionsLeft > 0 && nextRunEnd > firstRow) {
            run = nextRun;
            rowOfChunk = runs.firstRow(run) + nextRunEnd - nextRunStart - 1;
            nextRunEnd = nextRunStart;
            nextRun--;
            nextRunStart -= nextRun < 0 ? 0 : runs.rowCount(nextRun);
            if (!found[partitionIndex()]) {
                found[partitionIndex()] = true;
                partitionsLeft--;
                return true;
            }
        }
        return false;
    }

    /** Index of the partition in {@link ReleasedBatch#partitions()}. */
    public int partitionIndex() {
        return runs.partitionIndex(run);
    }

    /** Offset of the partition's last row. */
    public long offset() {
        return runs.chunk(run).offset(rowOfChunk);
    }

    /** {@link RecordView#mergeKey()} of the partition's last row. */
    public long mergeKey() {
        return runs.chunk(run).mergeKeys()[rowOfChunk];
    }

    /** Leader epoch of the partition's last row, {@link RecordView#NO_LEADER_EPOCH} if unknown. */
    public int leaderEpoch() {
        return runs.chunk(run).leaderEpoch();
    }
}
