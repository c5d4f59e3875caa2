package io.kafkars.merge;

import java.nio.ByteBuffer;

/**
 * Records of one partition from one fetch, as columns on the heap: what is held is held like this.
 *
 * <p>All records of a chunk share timestamp type and leader epoch, and lie on the same side of the
 * partition's replay end. Filled by one thread, front to back; from {@link Merge#append} on it does
 * not change and may be read by another.
 */
public final class Chunk {

    private static final int FIXED_BYTES_PER_ROW = 3 * Long.BYTES;

    final long[] offsets;
    final long[] timestamps;

    /** Filled when the chunk joins its partition's queue. */
    final long[] mergeKeys;

    final BytesColumn keys;
    final BytesColumn values;

    /** Encoded by {@link HeaderBytes}; absent while no record of the chunk has headers. */
    BytesColumn headers;

    final TimestampType timestampType;
    final int leaderEpoch;

    /** When it was fetched; set when the chunk joins its partition's queue. */
    long arrival;

    private int rows;

    /**
     * @param rowCapacity number of records to come, exactly
     * @param keyBytes size of all their keys together, at least
     * @param valueBytes size of all their values together, at least
     * @param headerBytes size of all their encoded headers, at least; 0 if no record has any
     * @param timestampType of all records
     * @param leaderEpoch of all records, {@link RecordView#NO_LEADER_EPOCH} if unknown
     */
    public Chunk(
            int rowCapacity,
            int keyBytes,
            int valueBytes,
            int headerBytes,
            TimestampType timestampType,
            int leaderEpoch) {
        this.offsets = new long[rowCapacity];
        this.timestamps = new long[rowCapacity];
        this.mergeKeys = new long[rowCapacity];
        this.keys = new BytesColumn(rowCapacity, keyBytes);
        this.values = new BytesColumn(rowCapacity, valueBytes);
        this.headers = headerBytes == 0 ? null : new BytesColumn(rowCapacity, headerBytes);
        this.timestampType = timestampType;
        this.leaderEpoch = leaderEpoch;
    }

    /**
     * Appends a record; copies its bytes and does not move the buffers.
     *
     * @param timestamp epoch milliseconds; a negative one counts as none
     * @param headers encoded by {@link HeaderBytes}, {@code null} if there are none
     */
    public void append(
            long offset, long timestamp, ByteBuffer key, ByteBuffer value, byte[] headers) {
        offsets[rows] = offset;
        timestamps[rows] = timestamp < 0 ? RecordView.NO_TIMESTAMP : timestamp;
        keys.append(key);
        values.append(value);
        if (this.headers != null) {
            this.headers.append(headers == null ? null : ByteBuffer.wrap(headers));
        }
        rows++;
    }

    /** Number of records so far. */
    public int rows() {
        return rows;
    }

    /** Bytes of keys, values and headers of these rows. */
    int byteCount(int firstRow, int rowCount) {
        return keys.byteCount(firstRow, rowCount)
                + values.byteCount(firstRow, rowCount)
                + (headers == null ? 0 : headers.byteCount(firstRow, rowCount));
    }

    /** Heap that the chunk takes, in bytes. */
    long footprint() {
        return (long) FIXED_BYTES_PER_ROW * offsets.length
                + keys.footprint()
                + values.footprint()
                + (headers == null ? 0 : headers.footprint());
    }
}
