package io.kafkars.merge;

import io.kafkars.columns.Chunk;
import io.kafkars.columns.Header;
import io.kafkars.columns.HeaderBytes;
import io.kafkars.columns.TimestampType;

import java.util.List;

/**
 * Walks the records of released batches, one after the other, where they are held: each partition's
 * records are neighbours in memory, so that even a walk that changes partition with every record
 * reads each of them front to back. Not thread-safe.
 *
 * <pre>{@code
 * cursor.open(batch);
 * while (cursor.next()) {
 *     use(cursor.topic(), cursor.offset(), cursor.value());
 * }
 * }</pre>
 */
public final class RecordCursor implements RecordView {

    private ReleasedBatch batch;

    /** The record's row in the batch. */
    private int batchRow;

    private int run;
    private int leaf;

    /** The record's row in its chunk. */
    private int row;

    private int runEnd;

    /** Stands before the first record of the batch. */
    public void open(ReleasedBatch newBatch) {
        batch = newBatch;
        batchRow = -1;
        run = -1;
        row = -1;
        runEnd = 0;
    }

    /** Moves to the next record; false, and past the end, if there is none. */
    public boolean next() {
        batchRow++;
        if (++row < runEnd) {
            return true;
        }
        if (++run >= batch.runs()) {
            return false;
        }
        leaf = batch.leaves[run];
        row = batch.firstRows[run];
        runEnd = row + batch.rowCounts[run];
        return true;
    }

    /**
     * Looked up by each call: the cursor lives as long as the job, and a field of it would have to
     * be noted by the collector whenever it changes, which may be with every record.
     */
    private Chunk chunk() {
        return batch.chunks[run];
    }

    /** Index of the record's partition in {@link ReleasedBatch#partitions()}. */
    @Override
    public int partitionIndex() {
        return leaf;
    }

    @Override
    public PartitionId partitionId() {
        return batch.partitions()[leaf];
    }

    @Override
    public long offset() {
        return chunk().offset(row);
    }

    @Override
    public long timestamp() {
        return chunk().timestamps()[row];
    }

    @Override
    public TimestampType timestampType() {
        return timestamp() < 0 ? TimestampType.NONE : chunk().timestampType();
    }

    @Override
    public long mergeKey() {
        return chunk().mergeKeys()[row];
    }

    @Override
    public boolean isLive() {
        return batchRow >= batch.replayRows();
    }

    @Override
    public long receiveTime() {
        return chunk().arrival();
    }

    @Override
    public int leaderEpoch() {
        return chunk().leaderEpoch();
    }

    @Override
    public byte[] key() {
        return chunk().keys().bytes(row);
    }

    @Override
    public byte[] value() {
        return chunk().values().bytes(row);
    }

    @Override
    public int keySize() {
        return chunk().keys().size(row);
    }

    @Override
    public int valueSize() {
        return chunk().values().size(row);
    }

    /**
     * Heap in bytes that the records fetched together with this one take on average, at least 1;
     * does not touch them.
     */
    public long typicalSize() {
        return Math.max(1, chunk().footprint() / chunk().rows());
    }

    @Override
    public List<Header> headers() {
        return HeaderBytes.decode(chunk().headers() == null ? null : chunk().headers().bytes(row));
    }

    @Override
    public String toString() {
        return partitionId() + "@" + offset();
    }
}
