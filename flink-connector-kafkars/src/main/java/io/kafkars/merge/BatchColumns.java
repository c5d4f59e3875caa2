package io.kafkars.merge;

import java.nio.LongBuffer;

/**
 * The rows of a released batch, copied in merge order into one array for each column, so that
 * whoever makes rows or vectors of them reads memory front to back. The arrays are used again for
 * the next batch. Not thread-safe.
 */
public final class BatchColumns {

    private long[] offsets = {};
    private long[] timestamps = {};
    private long[] mergeKeys = {};
    private final BytesColumn keys = new BytesColumn(0, 0);
    private final BytesColumn values = new BytesColumn(0, 0);
    private final BytesColumn headers = new BytesColumn(0, 0);
    private boolean hasHeaders;
    private int rows;

    /** Replaces the rows by those of the batch. */
    public void gather(ReleasedBatch batch) {
        reserve(batch);
        for (int run = 0; run < batch.runs(); run++) {
            Chunk chunk = batch.chunk(run);
            int first = batch.firstRow(run);
            int count = batch.rows(run);
            System.arraycopy(chunk.offsets, first, offsets, rows, count);
            System.arraycopy(chunk.timestamps, first, timestamps, rows, count);
            System.arraycopy(chunk.mergeKeys, first, mergeKeys, rows, count);
            keys.appendRange(chunk.keys, first, count);
            values.appendRange(chunk.values, first, count);
            if (chunk.headers != null) {
                headers.appendRange(chunk.headers, first, count);
            } else if (hasHeaders) {
                headers.appendNulls(count);
            }
            rows += count;
        }
    }

    private void reserve(ReleasedBatch batch) {
        int keyBytes = 0;
        int valueBytes = 0;
        int headerBytes = 0;
        hasHeaders = false;
        for (int run = 0; run < batch.runs(); run++) {
            Chunk chunk = batch.chunk(run);
            int first = batch.firstRow(run);
            int count = batch.rows(run);
            keyBytes += chunk.keys.byteCount(first, count);
            valueBytes += chunk.values.byteCount(first, count);
            if (chunk.headers != null) {
                headerBytes += chunk.headers.byteCount(first, count);
                hasHeaders = true;
            }
        }
        int capacity = batch.rows();
        if (offsets.length < capacity) {
            offsets = new long[capacity];
            timestamps = new long[capacity];
            mergeKeys = new long[capacity];
        }
        keys.reset(capacity, keyBytes);
        values.reset(capacity, valueBytes);
        headers.reset(hasHeaders ? capacity : 0, headerBytes);
        rows = 0;
    }

    /** Number of rows. */
    public int rows() {
        return rows;
    }

    /** Offset of the row in its partition. */
    public long offset(int row) {
        return offsets[row];
    }

    /** The row's own timestamp, {@link RecordView#NO_TIMESTAMP} if it has none. */
    public long timestamp(int row) {
        return timestamps[row];
    }

    /** The key the row was ordered by, {@link PartitionProgress#NO_KEY} if it has none. */
    public long mergeKey(int row) {
        return mergeKeys[row];
    }

    /** Writes the offsets of these rows. */
    public void copyOffsets(int firstRow, int rowCount, LongBuffer out) {
        out.put(offsets, firstRow, rowCount);
    }

    /** Writes the timestamps of these rows, {@link RecordView#NO_TIMESTAMP} where there is none. */
    public void copyTimestamps(int firstRow, int rowCount, LongBuffer out) {
        out.put(timestamps, firstRow, rowCount);
    }

    /** The keys; valid until the next {@link #gather}. */
    public BytesColumn keys() {
        return keys;
    }

    /** The values; valid until the next {@link #gather}. */
    public BytesColumn values() {
        return values;
    }

    /** The row's headers as {@link HeaderBytes} encodes them, {@code null} if it has none. */
    public byte[] headers(int row) {
        return hasHeaders ? headers.copy(row) : null;
    }

    /** Size of the encoded headers of these rows; there must be at least one row. */
    public int headerBytes(int firstRow, int rowCount) {
        return hasHeaders ? headers.byteCount(firstRow, rowCount) : 0;
    }
}
