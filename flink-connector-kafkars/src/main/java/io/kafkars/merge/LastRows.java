package io.kafkars.merge;

import java.util.Arrays;

/**
 * Walks the partitions that some rows of a released batch are from, each with the last of its rows:
 * how far they have come behind these rows. It counts its way to the very last row, begins with the
 * partition of that, and looks no further back than it needs, which among many short runs is a
 * small part of them. Not thread-safe.
 */
public final class LastRows {

    private ReleasedBatch batch;
    private int firstRow;

    /** By partition. */
    private boolean[] found = {};

    private int partitionsLeft;

    private int run;
    private int rowOfChunk;

    private int nextRun;
    private int nextRunStart;
    private int nextRunEnd;

    /**
     * Stands before the partition of the last of these rows.
     *
     * @param rowCount at least 1
     */
    public void open(ReleasedBatch newBatch, int first, int rowCount) {
        batch = newBatch;
        firstRow = first;
        partitionsLeft = batch.partitions().length;
        if (found.length < partitionsLeft) {
            found = new boolean[partitionsLeft];
        }
        Arrays.fill(found, false);
        nextRun = 0;
        nextRunStart = 0;
        nextRunEnd = first + rowCount;
        while (nextRunStart + batch.rowCounts[nextRun] < nextRunEnd) {
            nextRunStart += batch.rowCounts[nextRun];
            nextRun++;
        }
    }

    /** Moves to the next partition; false if there is none. */
    public boolean next() {
        while (partitionsLeft > 0 && nextRunEnd > firstRow) {
            run = nextRun;
            rowOfChunk = batch.firstRows[run] + nextRunEnd - nextRunStart - 1;
            nextRunEnd = nextRunStart;
            nextRun--;
            nextRunStart -= nextRun < 0 ? 0 : batch.rowCounts[nextRun];
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
        return batch.leaves[run];
    }

    /** Offset of its last row. */
    public long offset() {
        return batch.chunks[run].offset(rowOfChunk);
    }

    /** {@link RecordView#mergeKey()} of its last row. */
    public long mergeKey() {
        return batch.chunks[run].mergeKeys()[rowOfChunk];
    }

    /** Leader epoch of its last row, {@link RecordView#NO_LEADER_EPOCH} if unknown. */
    public int leaderEpoch() {
        return batch.chunks[run].leaderEpoch();
    }
}
