// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import io.kafkars.columns.Chunk;
import io.kafkars.columns.Header;
import io.kafkars.columns.HeaderBytes;
import io.kafkars.columns.Runs;
import io.kafkars.columns.TimestampType;

import java.util.List;

/**
 * Walks the records of released batches one by one, where they are held. Not thread-safe.
 *
 * <p>The records of a partition are neighbours in memory. So even a walk that changes partition
 * with each record reads the memory of each partition front to back.
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
    private Runs runs;

    /** The record's row in the batch. */
    private int batchRow;

    private int run;
    private int partitionIndex;

    /** The record's row in its chunk. */
    private int row;

    private int runEnd;

    private boolean sourceLive;

    /** Says whether the whole source is live, for this record and those after it. */
    public void setSourceLive(boolean live) {
        sourceLive = live;
    }

    /** Starts a walk, before the first record of the batch. */
    public void open(ReleasedBatch newBatch) {
        batch = newBatch;
        runs = newBatch.runs();
        batchRow = -1;
        run = -1;
        row = -1;
        runEnd = 0;
    }

    /** Moves to the next record; false if there is none, after which none may be read. */
    public boolean next() {
        batchRow++;
        if (++row < runEnd) {
            return true;
        }
        if (++run >= runs.count()) {
            return false;
        }
        partitionIndex = runs.partitionIndex(run);
        row = runs.firstRow(run);
        runEnd = row + runs.rowCount(run);
        return true;
    }

    /**
     * Looked up by each call. The cursor lives as long as the job, so setting a field of it to
     * another chunk would cost a GC write barrier, and the chunk may change with each record.
     */
    private Chunk chunk() {
        return runs.chunk(run);
    }

    /** Index of the record's partition in {@link ReleasedBatch#partitions()}. */
    @Override
    public int partitionIndex() {
        return partitionIndex;
    }

    @Override
    public PartitionId partitionId() {
        return batch.partitions()[partitionIndex];
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
        return hasTimestamp() ? chunk().timestampType() : TimestampType.NONE;
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
    public boolean isSourceLive() {
        return sourceLive;
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
     * Average heap that the records fetched together with this one take, in bytes, at least 1. Does
     * not touch their memory.
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
