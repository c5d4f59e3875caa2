package io.kafkars.merge;

/**
 * Walks the partitions that some rows of a released batch are from, each with the last of its rows:
 * how far they have come behind these rows. It begins with the partition of the very last row, and
 * looks no further back than it needs, which among many short runs is a small part of them. Not
 * thread-safe.
 */
public final class LastRows {

    private ReleasedBatch batch;
    private int firstRow;

    /** By partition, in which walk it was found last; so that nothing has to be cleared. */
    private int[] foundIn = {};

    private int walk;
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
        if (foundIn.length < partitionsLeft || walk == Integer.MAX_VALUE) {
            foundIn = new int[partitionsLeft];
            walk = 0;
        }
        walk++;
        nextRun = 0;
        nextRunStart = 0;
        nextRunEnd = first + rowCount;
        while (nextRunStart + batch.rows(nextRun) < nextRunEnd) {
            nextRunStart += batch.rows(nextRun);
            nextRun++;
        }
    }

    /** Moves to the next partition; false if there is none. */
    public boolean next() {
        while (partitionsLeft > 0 && nextRunEnd > firstRow) {
            run = nextRun;
            rowOfChunk = batch.firstRow(run) + nextRunEnd - nextRunStart - 1;
            nextRunEnd = nextRunStart;
            nextRun--;
            nextRunStart -= nextRun < 0 ? 0 : batch.rows(nextRun);
            if (foundIn[partitionIndex()] != walk) {
                foundIn[partitionIndex()] = walk;
                partitionsLeft--;
                return true;
            }
        }
        return false;
    }

    /** Index of the partition in {@link ReleasedBatch#partitions()}. */
    public int partitionIndex() {
        return batch.leaf(run);
    }

    /** Offset of its last row. */
    public long offset() {
        return batch.chunk(run).offset(rowOfChunk);
    }

    /** {@link RecordView#mergeKey()} of its last row. */
    public long mergeKey() {
        return batch.chunk(run).mergeKeys[rowOfChunk];
    }

    /** Leader epoch of its last row, {@link RecordView#NO_LEADER_EPOCH} if unknown. */
    public int leaderEpoch() {
        return batch.chunk(run).leaderEpoch;
    }
}
