package io.kafkars.merge;

import java.util.List;

/**
 * Walks the records of released batches, one after the other. Not thread-safe.
 *
 * <pre>{@code
 * cursor.open(batch);
 * while (cursor.next()) {
 *     use(cursor.topic(), cursor.offset(), cursor.value());
 * }
 * }</pre>
 */
public final class RecordCursor implements RecordView {

    private final BatchColumns columns = new BatchColumns();
    private ReleasedBatch batch;
    private int row;
    private int run;
    private int runEnd;
    private Chunk chunk;
    private int leaf;

    /** Gathers the batch, and stands before its first record. */
    public void open(ReleasedBatch newBatch) {
        batch = newBatch;
        columns.gather(newBatch);
        row = -1;
        run = -1;
        runEnd = 0;
    }

    /** Moves to the next record; false, and past the end, if there is none. */
    public boolean next() {
        if (++row < runEnd) {
            return true;
        }
        if (++run >= batch.runs()) {
            return false;
        }
        runEnd += batch.rows(run);
        chunk = batch.chunk(run);
        leaf = batch.leaf(run);
        return true;
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
        return columns.offset(row);
    }

    @Override
    public long timestamp() {
        return columns.timestamp(row);
    }

    @Override
    public TimestampType timestampType() {
        return columns.timestamp(row) < 0 ? TimestampType.NONE : chunk.timestampType;
    }

    @Override
    public long mergeKey() {
        return columns.mergeKey(row);
    }

    @Override
    public boolean isLive() {
        return row >= batch.replayRows();
    }

    @Override
    public long receiveTime() {
        return chunk.arrival;
    }

    @Override
    public int leaderEpoch() {
        return chunk.leaderEpoch;
    }

    @Override
    public byte[] key() {
        return columns.keys().copy(row);
    }

    @Override
    public byte[] value() {
        return columns.values().copy(row);
    }

    @Override
    public int keySize() {
        return columns.keys().size(row);
    }

    @Override
    public int valueSize() {
        return columns.values().size(row);
    }

    @Override
    public List<Header> headers() {
        return HeaderBytes.decode(columns.headers(row));
    }

    @Override
    public String toString() {
        return partitionId() + "@" + offset();
    }
}
