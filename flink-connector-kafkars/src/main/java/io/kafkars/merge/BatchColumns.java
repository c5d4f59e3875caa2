package io.kafkars.merge;

import io.kafkars.columns.BytesColumn;
import io.kafkars.columns.Chunk;
import io.kafkars.columns.HeaderBytes;
import io.kafkars.columns.HeldBytes;

import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;

/**
 * The rows of a released batch, copied in merge order into one array for each column, so that
 * whoever makes vectors of them reads memory front to back. The arrays are used again for the next
 * batch. Not thread-safe.
 */
public final class BatchColumns {

    private long[] offsets = {};
    private long[] timestamps = {};
    private int[] partitions = {};
    private final BytesColumn keys = new BytesColumn();
    private final BytesColumn values = new BytesColumn();
    private final BytesColumn headers = new BytesColumn();
    private boolean hasHeaders;
    private int rows;

    /** Replaces the rows by those of the batch. */
    public void gather(ReleasedBatch batch) {
        rows = batch.rows();
        if (offsets.length < rows) {
            offsets = new long[rows];
            timestamps = new long[rows];
            partitions = new int[rows];
        }
        keys.begin(rows);
        values.begin(rows);
        hasHeaders = gatherAllButHeaders(batch);
        if (hasHeaders) {
            gatherHeaders(batch);
        }
    }

    /**
     * All in one walk of the runs. Where the records of many partitions alternate, a run is a
     * single row, and the walk costs what is done anew for each run. So such rows are copied right
     * here, with what each turn needs in local variables: fields would be loaded at each anew.
     *
     * @return whether some of the rows may have headers
     */
    private boolean gatherAllButHeaders(ReleasedBatch batch) {
        PartitionId[] ids = batch.partitions();
        long[] offsets = this.offsets;
        long[] timestamps = this.timestamps;
        int[] partitions = this.partitions;
        byte[] keyBytes = keys.array();
        int[] keyStarts = keys.starts();
        int keysEnd = 0;
        byte[] valueBytes = values.array();
        int[] valueStarts = values.starts();
        int valuesEnd = 0;
        boolean anyHeaders = false;
        int runs = batch.runs();
        Chunk[] chunks = batch.chunks;
        int[] leaves = batch.leaves;
        int[] firstRows = batch.firstRows;
        int[] rowCounts = batch.rowCounts;
        int row = 0;
        for (int run = 0; run < runs; run++) {
            Chunk chunk = chunks[run];
            int first = firstRows[run];
            int count = rowCounts[run];
            int partition = ids[leaves[run]].partition();
            BytesColumn fromKeys = chunk.plainKeys();
            if (count == 1 && fromKeys != null) {
                BytesColumn fromValues = chunk.plainValues();
                offsets[row] = chunk.offset(first);
                timestamps[row] = chunk.timestamps()[first];
                partitions[row] = partition;

                int start = fromKeys.starts()[first];
                int size = fromKeys.starts()[first + 1] - start;
                if (size > keyBytes.length - keysEnd) {
                    keyBytes = keys.makeRoomBehind(keysEnd, size);
                }
                System.arraycopy(fromKeys.array(), start, keyBytes, keysEnd, size);
                keysEnd += size;
                keyStarts[row + 1] = keysEnd;

                start = fromValues.starts()[first];
                size = fromValues.starts()[first + 1] - start;
                if (size > valueBytes.length - valuesEnd) {
                    valueBytes = values.makeRoomBehind(valuesEnd, size);
                }
                System.arraycopy(fromValues.array(), start, valueBytes, valuesEnd, size);
                valuesEnd += size;
                valueStarts[row + 1] = valuesEnd;
            } else {
                anyHeaders |= chunk.headers() != null;
                chunk.copyOffsets(first, count, offsets, row);
                System.arraycopy(chunk.timestamps(), first, timestamps, row, count);
                Arrays.fill(partitions, row, row + count, partition);
                keysEnd = keys.put(row, keysEnd, chunk.keys(), first, count);
                keyBytes = keys.array();
                valuesEnd = values.put(row, valuesEnd, chunk.values(), first, count);
                valueBytes = values.array();
            }
            row += count;
        }
        keys.close(row, keysEnd);
        values.close(row, valuesEnd);
        return anyHeaders;
    }

    private void gatherHeaders(ReleasedBatch batch) {
        headers.clear();
        for (int run = 0; run < batch.runs(); run++) {
            HeldBytes held = batch.chunks[run].headers();
            if (held == null) {
                headers.appendNulls(batch.rowCounts[run]);
            } else {
                held.copyTo(headers, batch.firstRows[run], batch.rowCounts[run]);
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

    /** Writes the offsets of these rows. */
    public void copyOffsets(int firstRow, int rowCount, LongBuffer out) {
        out.put(offsets, firstRow, rowCount);
    }

    /** Writes the timestamps of these rows, {@link RecordView#NO_TIMESTAMP} where there is none. */
    public void copyTimestamps(int firstRow, int rowCount, LongBuffer out) {
        out.put(timestamps, firstRow, rowCount);
    }

    /** Writes the partition numbers of these rows. */
    public void copyPartitions(int firstRow, int rowCount, IntBuffer out) {
        out.put(partitions, firstRow, rowCount);
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
