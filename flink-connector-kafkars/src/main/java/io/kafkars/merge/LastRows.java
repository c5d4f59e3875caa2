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
    private int partitions;
    private int firstRow;

    /** By partition index, the walk that has found the partition last. */
    private int[] foundBy = {};

    private int walk;
    private int partitionsLeft;

    /** The run with which the walk began, and the row of the batch with which the run begins. */
    private int lastRun;

    private int lastRunStart;

    private int run;
    private int rowOfChunk;

    private int nextRun;
    private int nextRunStart;
    private int nextRunEnd;

    /** Begins with a batch; {@link #walk} says of which of its rows. */
    public void open(ReleasedBatch batch) {
        runs = batch.runs();
        partitions = batch.partitions().length;
        foundBy = foundBy.length < partitions ? new int[partitions] : foundBy;
        Arrays.fill(foundBy, 0, partitions, 0);
        walk = 0;
        lastRun = 0;
        lastRunStart = 0;
    }

    /**
     * Starts a walk, before the partition of the last row.
     *
     * @param first not before the end of the rows walked so far
     * @param rowCount at least 1
     */
    public void walk(int first, int rowCount) {
        firstRow = first;
        partitionsLeft = partitions;
        walk++;
        int end = first + rowCount;
        while (lastRunStart + runs.rowCount(lastRun) < end) {
            lastRunStart += runs.rowCount(lastRun);
            lastRun++;
        }
        nextRun = lastRun;
        nextRunStart = lastRunStart;
        nextRunEnd = end;
    }

    /** Moves to the next partition; false if there is none. */
    public boolean next() {
        while (partitionsLeft > 0 && nextRunEnd > firstRow) {
            run = nextRun;
            rowOfChunk = runs.firstRow(run) + nextRunEnd - nextRunStart - 1;
            nextRunEnd = nextRunStart;
            nextRun--;
            nextRunStart -= nextRun < 0 ? 0 : runs.rowCount(nextRun);
            if (foundBy[partitionIndex()] != walk) {
                foundBy[partitionIndex()] = walk;
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
