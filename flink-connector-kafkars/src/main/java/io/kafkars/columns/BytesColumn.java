// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.columns;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;

/**
 * Byte strings of variable length, one for each row, back to back in one array. Not thread-safe.
 *
 * <p>Row {@code i} begins at {@code starts[i]} and ends at {@code starts[i + 1]}. The end of a row
 * that is {@code null} is stored as its complement: that takes no memory, and keeps {@code null}
 * apart from an empty string.
 */
public final class BytesColumn implements HeldBytes {

    /** The longest array that every JVM can allocate. */
    private static final long MAX_ARRAY_LENGTH = Integer.MAX_VALUE - 8;

    /** The most bytes of capacity that are kept for reuse when the rows are taken. */
    private static final int MAX_KEPT_BYTES = 8 << 20;

    private byte[] bytes;

    /** One entry more than there are rows. */
    private int[] starts;

    private int rows;
    private int nulls;

    /** Where the last row ends. */
    private int end;

    public BytesColumn() {
        this(new byte[0], new int[1], 0);
    }

    private BytesColumn(byte[] bytes, int[] starts, int nulls) {
        this.bytes = bytes;
        this.starts = starts;
        this.rows = starts.length - 1;
        this.nulls = nulls;
        this.end = bytes.length;
    }

    /** Removes all rows and keeps the capacity. */
    public void clear() {
        rows = 0;
        nulls = 0;
        end = 0;
    }

    @Override
    public void append(byte[] value) {
        append(value, 0, value == null ? NULL_SIZE : value.length);
    }

    @Override
    public void append(byte[] source, int from, int size) {
        int row = ++rows;
        if (row >= starts.length || size > bytes.length - end) {
            makeRoom(0, Math.max(0, size));
        }
        if (size < 0) {
            starts[row] = ~end;
            nulls++;
            return;
        }
        System.arraycopy(source, from, bytes, end, size);
        end += size;
        starts[row] = end;
    }

    private static int grown(int length, int needed) {
        return (int) Math.max(needed, Math.min(MAX_ARRAY_LENGTH, 3L * length / 2));
    }

    @Override
    public BytesColumn take() {
        var taken =
                new BytesColumn(Arrays.copyOf(bytes, end), Arrays.copyOf(starts, rows + 1), nulls);
        clear();
        if (bytes.length > MAX_KEPT_BYTES) {
            bytes = new byte[0];
        }
        return taken;
    }

    @Override
    public void copyTo(BytesColumn out, int firstRow, int rowCount) {
        int from = start(firstRow);
        int size = byteCount(firstRow, rowCount);
        out.makeRoom(rowCount, size);
        System.arraycopy(bytes, from, out.bytes, out.end, size);
        int shift = out.end - from;
        if (nulls == 0) {
            shift(starts, firstRow + 1, rowCount, shift, out.starts, out.rows + 1);
        } else {
            out.nulls +=
                    shiftWithNulls(starts, firstRow + 1, rowCount, shift, out.starts, out.rows + 1);
        }
        out.rows += rowCount;
        out.end += size;
    }

    /** Copies, then shifts in place: the JIT vectorizes the loop only over a single array. */
    private static void shift(int[] from, int first, int count, int shift, int[] to, int row) {
        System.arraycopy(from, first, to, row, count);
        for (int i = row; i < row + count; i++) {
            to[i] += shift;
        }
    }

    private static int shiftWithNulls(
            int[] from, int first, int count, int shift, int[] to, int row) {
        int nulls = 0;
        for (int i = 0; i < count; i++) {
            int end = from[first + i];
            to[row + i] = end < 0 ? ~(~end + shift) : end + shift;
            nulls += end >>> 31;
        }
        return nulls;
    }

    /** Appends rows that are {@code null}. */
    public void appendNulls(int rowCount) {
        makeRoom(rowCount, 0);
        Arrays.fill(starts, rows + 1, rows + 1 + rowCount, ~end);
        rows += rowCount;
        nulls += rowCount;
    }

    @Override
    public long byteCount() {
        return end;
    }

    /**
     * Total size of some rows, in bytes.
     *
     * @param rowCount at least 1
     */
    public int byteCount(int firstRow, int rowCount) {
        return start(firstRow + rowCount) - start(firstRow);
    }

    /**
     * Writes the bytes of some rows, back to back.
     *
     * @param rowCount at least 1
     */
    public void copyBytes(int firstRow, int rowCount, ByteBuffer out) {
        out.put(bytes, start(firstRow), byteCount(firstRow, rowCount));
    }

    /**
     * Writes where each of some rows ends, relative to the start of the first: its end in what
     * {@link #copyBytes} writes. A {@code null} ends where its predecessor does.
     */
    public void copyEnds(int firstRow, int rowCount, IntBuffer out) {
        int start = start(firstRow);
        if (start == 0 && nulls == 0) {
            out.put(starts, firstRow + 1, rowCount);
            return;
        }
        int position = out.position();
        for (int i = 0; i < rowCount; i++) {
            out.put(position + i, start(firstRow + 1 + i) - start);
        }
        out.position(position + rowCount);
    }

    /**
     * Writes one bit for each of some rows: 0 if it is {@code null}, else 1. Each byte covers eight
     * rows, the first in its lowest bit; the bits after the last row are 0.
     *
     * @return how many rows are {@code null}
     */
    public int copyPresence(int firstRow, int rowCount, ByteBuffer out) {
        if (nulls == 0) {
            int left = rowCount;
            for (; left >= Long.SIZE; left -= Long.SIZE) {
                out.putLong(-1);
            }
            for (; left > 0; left -= Byte.SIZE) {
                out.put((byte) (left >= Byte.SIZE ? 0xff : (1 << left) - 1));
            }
            return 0;
        }
        int present = 0;
        for (int from = 0; from < rowCount; from += Byte.SIZE) {
            int bits = 0;
            int count = Math.min(Byte.SIZE, rowCount - from);
            for (int bit = 0; bit < count; bit++) {
                bits |= (~starts[firstRow + from + bit + 1] >>> 31) << bit;
            }
            present += Integer.bitCount(bits);
            out.put((byte) bits);
        }
        return rowCount - present;
    }

    @Override
    public int size(int row) {
        int rowEnd = starts[row + 1];
        return rowEnd < 0 ? HeldBytes.NULL_SIZE : rowEnd - start(row);
    }

    /** A copy of the row's bytes, {@code null} for {@code null}. */
    @Override
    public byte[] bytes(int row) {
        int rowEnd = starts[row + 1];
        return rowEnd < 0 ? null : Arrays.copyOfRange(bytes, start(row), rowEnd);
    }

    @Override
    public long footprint() {
        return bytes.length + (long) Integer.BYTES * starts.length;
    }

    boolean hasNulls() {
        return nulls > 0;
    }

    private int start(int row) {
        int marked = starts[row];
        return marked ^ (marked >> 31);
    }

    /** Makes sure that this many more rows and bytes fit. */
    void makeRoom(int moreRows, int moreBytes) {
        if (rows + moreRows >= starts.length) {
            starts = Arrays.copyOf(starts, grown(starts.length, rows + moreRows + 1));
        }
        int newEnd = Math.addExact(end, moreBytes);
        if (newEnd > bytes.length) {
            bytes = Arrays.copyOf(bytes, grown(bytes.length, newEnd));
        }
    }

    // For the Gatherer alone

    /** The bytes of all rows; another array after {@link #makeRoom}. */
    byte[] array() {
        return bytes;
    }

    /** Where rows start; no entry is a complement as long as no row is {@code null}. */
    int[] starts() {
        return starts;
    }

    /** Where the last row ends. */
    int end() {
        return end;
    }

    /** Declares rows that were written directly to {@link #array} and {@link #starts}. */
    void setEnd(int rowCount, int newEnd) {
        rows = rowCount;
        end = newEnd;
    }
}
