package io.kafkars.merge;

/**
 * Records of one partition from one fetch, as columns on the heap: what is held is held like this.
 * Made by a {@link ChunkBuilder}.
 *
 * <p>All records of a chunk share timestamp type and leader epoch, and lie on the same side of the
 * partition's replay end. From {@link Merge#append} on it does not change, and may be read by
 * another thread.
 */
public final class Chunk {

    private final long firstOffset;

    /** Absent if each offset is its predecessor's successor, as long as nothing was compacted. */
    private final long[] offsets;

    final long[] timestamps;
    final HeldBytes keys;
    final HeldBytes values;

    /** Encoded by {@link HeaderBytes}; absent if no record of the chunk has headers. */
    final BytesColumn headers;

    /**
     * The keys, if keys and values are columns without nulls and there are no headers, which is the
     * usual case for whole columns; else absent. So one look says it all.
     */
    final BytesColumn plainKeys;

    /** The values, if there are {@link #plainKeys}. */
    final BytesColumn plainValues;

    /** No row has more bytes of key, value and headers; at least 1. */
    final int largestRow;

    final TimestampType timestampType;
    final int leaderEpoch;

    /**
     * Set when the chunk joins its partition's queue. Mostly they are the timestamps: then it is
     * the same array, so that it takes no memory of its own.
     */
    long[] mergeKeys;

    /** When it was fetched; set when the chunk joins its partition's queue. */
    long arrival;

    /**
     * @param offsets {@code null} if they follow each other without a gap
     */
    Chunk(
            long firstOffset,
            long[] offsets,
            long[] timestamps,
            HeldBytes keys,
            HeldBytes values,
            BytesColumn headers,
            int largestRow,
            TimestampType timestampType,
            int leaderEpoch) {
        this.firstOffset = firstOffset;
        this.offsets = offsets;
        this.timestamps = timestamps;
        this.keys = keys;
        this.values = values;
        this.headers = headers;
        boolean plain = headers == null && isPlain(keys) && isPlain(values);
        this.plainKeys = plain ? (BytesColumn) keys : null;
        this.plainValues = plain ? (BytesColumn) values : null;
        this.largestRow = Math.max(1, largestRow);
        this.timestampType = timestampType;
        this.leaderEpoch = leaderEpoch;
        this.mergeKeys = timestamps;
    }

    private static boolean isPlain(HeldBytes bytes) {
        return bytes instanceof BytesColumn column && !column.hasNulls();
    }

    /** Number of records. */
    public int rows() {
        return timestamps.length;
    }

    long offset(int row) {
        return offsets == null ? firstOffset + row : offsets[row];
    }

    /** Writes the offsets of these rows to others from a row on. */
    void copyOffsets(int firstRow, int rowCount, long[] out, int outRow) {
        if (offsets != null) {
            System.arraycopy(offsets, firstRow, out, outRow, rowCount);
            return;
        }
        long first = firstOffset + firstRow;
        for (int i = 0; i < rowCount; i++) {
            out[outRow + i] = first + i;
        }
    }

    /** Heap that the chunk takes, in bytes. */
    long footprint() {
        long longs = timestamps.length;
        if (offsets != null) {
            longs += offsets.length;
        }
        if (mergeKeys != timestamps) {
            longs += mergeKeys.length;
        }
        return Long.BYTES * longs
                + keys.footprint()
                + values.footprint()
                + (headers == null ? 0 : headers.footprint());
    }
}
