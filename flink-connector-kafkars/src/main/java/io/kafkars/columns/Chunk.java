// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.columns;

/**
 * Records of one partition from one fetch, as columns on the heap: the form in which records are
 * held. Built by a {@link ChunkBuilder}.
 *
 * <p>All records of a chunk have the same timestamp type and leader epoch, and are on the same side
 * of the partition's replay end. A chunk does not change after it has its {@linkplain #mergeBy
 * merge keys}; from then on, another thread may read it.
 */
public final class Chunk {

    /** Timestamp of a record that has none. */
    public static final long NO_TIMESTAMP = -1L;

    /** Leader epoch of a record whose batch names none. */
    public static final int NO_LEADER_EPOCH = -1;

    private final long firstOffset;

    /** {@code null} if the offsets have no gaps, the usual case where nothing was compacted. */
    private final long[] offsets;

    private final long[] timestamps;
    private final HeldBytes keys;
    private final HeldBytes values;

    /** Encoded by {@link HeaderBytes}; {@code null} if no record of the chunk has headers. */
    private final BytesColumn headers;

    /**
     * The keys, if a row can be gathered by copying its bytes: keys and values are columns without
     * nulls, and there are no headers. Otherwise {@code null}. So the {@link Gatherer} has a single
     * condition to test.
     */
    private final BytesColumn plainKeys;

    /** The values; {@code null} if {@link #plainKeys} is. */
    private final BytesColumn plainValues;

    private final int largestRow;
    private final TimestampType timestampType;
    private final int leaderEpoch;

    /** Usually the same array as the timestamps, and so without memory of its own. */
    private long[] mergeKeys;

    private long arrival;

    /**
     * @param offsets {@code null} if they have no gaps
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

    /** The records' own timestamps, {@link #NO_TIMESTAMP} where there is none; not a copy. */
    public long[] timestamps() {
        return timestamps;
    }

    /** The keys by which the records are merged; not a copy. */
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

    /** Size of the largest record, in bytes of key, value and headers; at least 1. */
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

    BytesColumn plainKeys() {
        return plainKeys;
    }

    BytesColumn plainValues() {
        return plainValues;
    }

    /**
     * Sets when the chunk was fetched. To be called once.
     *
     * @param now epoch milliseconds
     */
    public void arrived(long now) {
        arrival = now;
    }

    /**
     * Sets the keys by which the records are merged. To be called once.
     *
     * @param keys one for each record; {@link #timestamps()} itself if they are equal
     */
    public void mergeBy(long[] keys) {
        mergeKeys = keys;
    }

    /** Offset of the row in its partition. */
    public long offset(int row) {
        return offsets == null ? firstOffset + row : offsets[row];
    }

    /** Writes the offsets of some rows to an array, from an index on. */
    public void copyOffsets(int firstRow, int rowCount, long[] out, int outIndex) {
        if (offsets != null) {
            System.arraycopy(offsets, firstRow, out, outIndex, rowCount);
            return;
        }
        long first = firstOffset + firstRow;
        for (int i = 0; i < rowCount; i++) {
            out[outIndex + i] = first + i;
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
