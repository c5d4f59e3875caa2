// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import io.kafkars.columns.Runs;
import io.kafkars.columns.TimestampType;

/**
 * Walks the runs of some rows of a released batch. The rows of a run are neighbours in their
 * partition too, and come from the same fetch, so they share what all records of a fetch have in
 * common. Not thread-safe.
 */
public final class RunCursor {

    private Runs runs;
    private int run;
    private int runEnd;
    private int firstRow;
    private int rows;
    private int end;

    /** Begins with a batch; {@link #walk} says which of its rows are walked. */
    public void open(ReleasedBatch batch) {
        runs = batch.runs();
        run = -1;
        runEnd = 0;
    }

    /** Begins with a batch, and walks all its rows. */
    public void openAll(ReleasedBatch batch) {
        open(batch);
        walk(0, batch.rows());
    }

    /**
     * Starts a walk, before the run of the first row. Of a run that reaches beyond these rows, only
     * the part within them is walked. All walks of a batch together pass each run once.
     *
     * @param first not before the end of the rows walked so far
     */
    public void walk(int first, int rowCount) {
        firstRow = first;
        rows = 0;
        end = first + rowCount;
    }

    /** Moves to the next run; false if there is none. */
    public boolean next() {
        firstRow += rows;
        if (firstRow >= end) {
            return false;
        }
        while (runEnd <= firstRow) {
            run++;
            runEnd += runs.rowCount(run);
        }
        rows = Math.min(runEnd, end) - firstRow;
        return true;
    }

    /** The row of the batch at which the run begins, or the first row of the walk. */
    public int firstRow() {
        return firstRow;
    }

    /** Number of rows of the run that are part of the walk, at least 1. */
    public int rows() {
        return rows;
    }

    /** Index in {@link ReleasedBatch#partitions()} of the partition that the rows are from. */
    public int partitionIndex() {
        return runs.partitionIndex(run);
    }

    /** {@link RecordView#mergeKey()} of one of the rows; they never decrease. */
    public long mergeKey(int row) {
        return runs.chunk(run).mergeKeys()[rowOfChunk(row)];
    }

    /** Offset of the first row in its partition. */
    public long firstOffset() {
        return runs.chunk(run).offset(rowOfChunk(firstRow));
    }

    private int rowOfChunk(int row) {
        int runStart = runEnd - runs.rowCount(run);
        return runs.firstRow(run) + row - runStart;
    }

    /** What the timestamps of the rows mean, as far as they have one. */
    public TimestampType timestampType() {
        return runs.chunk(run).timestampType();
    }

    /** Leader epoch of the rows, {@link RecordView#NO_LEADER_EPOCH} if unknown. */
    public int leaderEpoch() {
        return runs.chunk(run).leaderEpoch();
    }
}
