// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.columns;

import java.util.Arrays;

/**
 * Collects records for a {@link Chunk} in the order of their offsets. Not thread-safe.
 *
 * <p>The builder reuses its arrays for the next chunk; each chunk gets copies of exactly the size
 * that it needs.
 */
public final class ChunkBuilder {

    private static final int INITIAL_ROWS = 512;

    /** Far below the longest array, since the bytes of a column are one array. */
    private static final int MAX_BYTES = 256 << 20;

    private final long maxBytes;
    private long[] offsets = new long[INITIAL_ROWS];
    private long[] timestamps = new long[INITIAL_ROWS];
    private final HeldBytes keys;
    private final HeldBytes values;
    private final BytesColumn headers = new BytesColumn();
    private boolean hasHeaders;
    private int rows;
    private int largestRow;

    public ChunkBuilder(ContentForm form) {
        this(form, MAX_BYTES);
    }

    /**
     * @param maxBytes the most bytes of keys, values and headers that {@link #hasRoomFor} allows in
     *     a chunk of several records
     */
    public ChunkBuilder(ContentForm form, long maxBytes) {
        this.maxBytes = maxBytes;
        keys = form.create();
        values = form.create();
    }

    /**
     * Appends a record. Key, value and headers must not change afterwards.
     *
     * @param offset larger than that of the record before
     * @param timestamp epoch milliseconds; -1 if the record has none
     * @param headers encoded by {@link HeaderBytes}, {@code null} if there are none
     */
    public void append(long offset, long timestamp, byte[] key, byte[] value, byte[] headers) {
        startRow(offset, timestamp);
        keys.append(key);
        values.append(value);
        endRow(sizeOf(key) + sizeOf(value), headers);
    }

    /**
     * Appends a record whose key and value are copied from an array.
     *
     * @param keySize negative if the key is {@code null}
     * @param valueSize negative if the value is {@code null}
     * @see #append(long, long, byte[], byte[], byte[])
     */
    public void append(
            long offset,
            long timestamp,
            byte[] source,
            int keyAt,
            int keySize,
            int valueAt,
            int valueSize,
            byte[] headers) {
        startRow(offset, timestamp);
        keys.append(source, keyAt, keySize);
        values.append(source, valueAt, valueSize);
        endRow(Math.max(0, keySize) + Math.max(0, valueSize), headers);
    }

    private void startRow(long offset, long timestamp) {
        if (rows == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * rows);
            timestamps = Arrays.copyOf(timestamps, 2 * rows);
        }
        offsets[rows] = offset;
        timestamps[rows] = timestamp;
    }

    private void endRow(int keyAndValue, byte[] headers) {
        if (hasHeaders || headers != null) {
            appendHeaders(headers);
        }
        largestRow = Math.max(largestRow, keyAndValue + sizeOf(headers));
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

    /** Number of records collected. */
    public int rows() {
        return rows;
    }

    /**
     * Whether a record with this key and value may join those that are collected. Its own headers
     * do not count yet: those of a single record always fit.
     */
    public boolean hasRoomFor(byte[] key, byte[] value) {
        return hasRoomFor((long) sizeOf(key) + sizeOf(value));
    }

    /**
     * Whether a record with this size of key and value, in bytes, may join those that are
     * collected.
     */
    public boolean hasRoomFor(long keyAndValue) {
        return keys.byteCount() + values.byteCount() + headers.byteCount() + keyAndValue
                <= maxBytes;
    }

    /**
     * Builds a chunk of the records collected, of which there must be at least one, and leaves the
     * builder empty.
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
