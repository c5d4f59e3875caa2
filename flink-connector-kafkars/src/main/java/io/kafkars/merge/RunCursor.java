package io.kafkars.merge;

import io.kafkars.columns.TimestampType;

/**
 * Walks the runs that some rows of a released batch are of: stretches of rows that were neighbours
 * in their partition too, and so share what records of a fetch have in common. Not thread-safe.
 */
public final class RunCursor {

    private ReleasedBatch batch;
    private int run;
    private int runEnd;
    private int firstRow;
    private int rows;
    private int end;

    /** Stands before the run of the first of these rows; other runs are left out or cut. */
    public void open(ReleasedBatch newBatch, int first, int rowCount) {
        batch = newBatch;
        run = -1;
        runEnd = 0;
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
            runEnd += batch.rowCounts[run];
        }
        rows = Math.min(runEnd, end) - firstRow;
        return true;
    }

    /** Row of the batch at which the run begins, as far as its rows are walked. */
    public int firstRow() {
        return firstRow;
    }

    /** Number of rows of the run that are walked, at least 1. */
    public int rows() {
        return rows;
    }

    /** Index in {@link ReleasedBatch#partitions()} of the partition that the rows are from. */
    public int partitionIndex() {
        return batch.leaves[run];
    }

    /** What the timestamps of the rows mean, of those that have one. */
    public TimestampType timestampType() {
        return batch.chunks[run].timestampType();
    }

    /** Leader epoch of the rows, {@link RecordView#NO_LEADER_EPOCH} if unknown. */
    public int leaderEpoch() {
        return batch.chunks[run].leaderEpoch();
    }
}
