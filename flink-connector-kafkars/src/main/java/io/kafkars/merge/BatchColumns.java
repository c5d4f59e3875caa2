package io.kafkars.merge;

import java.nio.LongBuffer;

/**
 * The rows of a released batch, copied in merge order into one array for each column, so that
 * whoever makes vectors of them reads memory front to back. The arrays are used again for the next
 * batch. Not thread-safe.
 */
public final class BatchColumns {

    private long[] offsets = {};
    private long[] timestamps = {};
    private long[] mergeKeys = {};
    private final BytesColumn keys = new BytesColumn();
    private final BytesColumn values = new BytesColumn();
    private final BytesColumn headers = new BytesColumn();
    private boolean hasHeaders;
    private int rows;

    /**
     * Replaces the rows by those of the batch, in one walk of the runs for numbers, keys, values.
     */
    public void gather(ReleasedBatch batch) {
        rows = batch.rows();
        if (offsets.length < rows) {
            offsets = new long[rows];
            timestamps = new long[rows];
            mergeKeys = new long[rows];
        }
        for (int run = 0, row = 0; run < batch.runs(); run++) {
            Chunk chunk = batch.chunk(run);
            int first = batch.firstRow(run);
            int count = batch.rows(run);
            chunk.copyOffsets(first, count, offsets, row);
            copy(chunk.mergeKeys, first, count, mergeKeys, row);
            copy(chunk.timestamps, first, count, timestamps, row);
            row += count;
        }
        keys.clear();
        for (int run = 0; run < batch.runs(); run++) {
            batch.chunk(run).keys.copyTo(keys, batch.firstRow(run), batch.rows(run));
        }
        values.clear();
        for (int run = 0; run < batch.runs(); run++) {
            batch.chunk(run).values.copyTo(values, batch.firstRow(run), batch.rows(run));
        }
        gatherHeaders(batch);
    }

    /** Mostly the runs are too short for a call of {@link System#arraycopy} to pay. */
    private static void copy(long[] from, int first, int count, long[] to, int row) {
        for (int i = 0; i < count; i++) {
            to[row + i] = from[first + i];
        }
    }

    private void gatherHeaders(ReleasedBatch batch) {
        headers.clear();
        hasHeaders = false;
        for (int run = 0, row = 0; run < batch.runs(); row += batch.rows(run++)) {
            Chunk chunk = batch.chunk(run);
            if (chunk.headers != null) {
                if (!hasHeaders) {
                    headers.appendNulls(row);
                    hasHeaders = true;
                }
                chunk.headers.copyTo(headers, batch.firstRow(run), batch.rows(run));
            } else if (hasHeaders) {
                headers.appendNulls(batch.rows(run));
            }
        }
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
        return hasHeaders ? headers.bytes(row) : null;
    }

    /** Size of the encoded headers of these rows; there must be at least one row. */
    public int headerBytes(int firstRow, int rowCount) {
        return hasHeaders ? headers.byteCount(firstRow, rowCount) : 0;
    }
}
