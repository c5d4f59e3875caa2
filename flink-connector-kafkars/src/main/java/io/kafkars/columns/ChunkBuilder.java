package io.kafkars.columns;

import java.util.Arrays;

/**
 * Collects records for a {@link Chunk}, front to back, in arrays that are used again for the next
 * one; the chunk gets copies of just the size it needs. Not thread-safe.
 */
public final class ChunkBuilder {

    private static final int FIRST_ROWS = 512;

    /** The keys, or the values, of a chunk fit an array with room to spare. */
    private static final int MOST_BYTES = 256 << 20;

    private final long mostBytes;
    private long[] offsets = new long[FIRST_ROWS];
    private long[] timestamps = new long[FIRST_ROWS];
    private final HeldBytes keys;
    private final HeldBytes values;
    private final BytesColumn headers = new BytesColumn();
    private boolean hasHeaders;
    private int rows;
    private int largestRow;

    public ChunkBuilder(ContentForm form) {
        this(form, MOST_BYTES);
    }

    /**
     * @param mostBytes of keys, values and headers in a chunk of more than one record, as far as
     *     {@link #hasRoomFor} is asked
     */
    public ChunkBuilder(ContentForm form, long mostBytes) {
        this.mostBytes = mostBytes;
        keys = form.create();
        values = form.create();
    }

    /**
     * Appends a record behind those with smaller offsets.
     *
     * @param key must not be changed afterwards, like the value and the headers
     * @param timestamp epoch milliseconds; a negative one counts as none
     * @param headers encoded by {@link HeaderBytes}, {@code null} if there are none
     */
    public void append(long offset, long timestamp, byte[] key, byte[] value, byte[] headers) {
        if (rows == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * rows);
            timestamps = Arrays.copyOf(timestamps, 2 * rows);
        }
        offsets[rows] = offset;
        timestamps[rows] = timestamp < 0 ? Chunk.NO_TIMESTAMP : timestamp;
        keys.append(key);
        values.append(value);
        if (hasHeaders || headers != null) {
            appendHeaders(headers);
        }
        largestRow = Math.max(largestRow, sizeOf(key) + sizeOf(value) + sizeOf(headers));
        rows++;
    }

    private static int sizeOf(byte[] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private void appendHeaders(byte[] encoded) {
        if (!hasHeaders) {
            headers.appendNulls(rows);
            hasHeaders = true;
        }
        headers.append(encoded);
    }

    /** Number of records so far. */
    public int rows() {
        return rows;
    }

    /**
     * Whether a record with this key and value may share the chunk with those before it. Headers
     * count when they are there: those of one record fit in any case.
     */
    public boolean hasRoomFor(byte[] key, byte[] value) {
        long bytes = keys.byteCount() + values.byteCount() + headers.byteCount();
        return bytes + sizeOf(key) + sizeOf(value) <= mostBytes;
    }

    /**
     * The records as a chunk, at least one; the builder is empty then.
     *
     * @param timestampType of all records
     * @param leaderEpoch of all records, {@link Chunk#NO_LEADER_EPOCH} if unknown
     */
    public Chunk build(TimestampType timestampType, int leaderEpoch) {
        boolean dense = offsets[rows - 1] - offsets[0] == rows - 1;
        var chunk =
                new Chunk(
                        offsets[0],
                        dense ? null : Arrays.copyOf(offsets, rows),
                        Arrays.copyOf(timestamps, rows),
                        keys.take(),
                        values.take(),
                        hasHeaders ? headers.take() : null,
                        largestRow,
                        timestampType,
                        leaderEpoch);
        hasHeaders = false;
        rows = 0;
        largestRow = 0;
        return chunk;
    }
}
