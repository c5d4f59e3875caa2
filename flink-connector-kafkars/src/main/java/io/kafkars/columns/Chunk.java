package io.kafkars.columns;

/**
 * Records of one partition from one fetch, as columns on the heap: what is held is held like this.
 * Made by a {@link ChunkBuilder}.
 *
 * <p>All records of a chunk share timestamp type and leader epoch, and lie on the same side of the
 * partition's replay end. Once it has joined its partition's queue it does not change, and may be
 * read by another thread.
 */
public final class Chunk {

    /** Timestamp of a record that has none. */
    public static final long NO_TIMESTAMP = -1L;

    /** Leader epoch of a record whose batch names none. */
    public static final int NO_LEADER_EPOCH = -1;

    private final long firstOffset;

    /** Absent if each offset is its predecessor's successor, as long as nothing was compacted. */
    private final long[] offsets;

    private final long[] timestamps;
    private final HeldBytes keys;
    private final HeldBytes values;

    /** Encoded by {@link HeaderBytes}; absent if no record of the chunk has headers. */
    private final BytesColumn headers;

    /**
     * The keys, if keys and values are columns without nulls and there are no headers, which is the
     * usual case for whole columns; else absent. So one look says it all.
     */
    private final BytesColumn plainKeys;

    /** The values, if there are {@link #plainKeys}. */
    private final BytesColumn plainValues;

    /** No row has more bytes of key, value and headers; at least 1. */
    private final int largestRow;

    private final TimestampType timestampType;
    private final int leaderEpoch;

    /**
     * Set when the chunk joins its partition's queue. Mostly they are the timestamps: then it is
     * the same array, so that it takes no memory of its own.
     */
    private long[] mergeKeys;

    /** When it was fetched; set when the chunk joins its partition's queue. */
    private long arrival;

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

    /** Timestamps as they were written, {@link #NO_TIMESTAMP} where there is none; not a copy. */
    public long[] timestamps() {
        return timestamps;
    }

    /** The keys by which the rows are merged; not a copy. */
    public long[] mergeKeys() {
        return mergeKeys;
    }

    /** When the chunk was fetched, epoch milliseconds of this machine's clock. */
    public long arrival() {
        return arrival;
    }

    /** Keys of the records. */
    public HeldBytes keys() {
        return keys;
    }

    /** Values of the records. */
    public HeldBytes values() {
        return values;
    }

    /** Headers of the records, {@code null} if no record has any. */
    public BytesColumn headers() {
        return headers;
    }

    public BytesColumn plainKeys() {
        return plainKeys;
    }

    public BytesColumn plainValues() {
        return plainValues;
    }

    /** No row has more bytes of key, value and headers; at least 1. */
    public int largestRow() {
        return largestRow;
    }

    /** What the timestamps mean. */
    public TimestampType timestampType() {
        return timestampType;
    }

    /** Epoch of the leader that wrote the records, {@link #NO_LEADER_EPOCH} if unknown. */
    public int leaderEpoch() {
        return leaderEpoch;
    }

    /**
     * Called once, when the chunk joins its partition's queue.
     *
     * @param keys one for each row; {@link #timestamps()} itself where they are the same
     * @param now wall clock, epoch milliseconds
     */
    public void join(long[] keys, long now) {
        mergeKeys = keys;
        arrival = now;
    }

    /** Offset of the row in its partition. */
    public long offset(int row) {
        return offsets == null ? firstOffset + row : offsets[row];
    }

    /** Writes the offsets of these rows to others from a row on. */
    public void copyOffsets(int firstRow, int rowCount, long[] out, int outRow) {
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
    public long footprint() {
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
