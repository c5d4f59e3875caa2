package io.kafkars.merge;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;

/**
 * Byte strings of variable length, one for each row, back to back in one array.
 *
 * <p>Row {@code i} ends at {@code ends[i]}, and begins where row {@code i - 1} ends. A {@code null}
 * is kept as the complement of its end, so that it costs nothing and stays different from an empty
 * string. Not thread-safe.
 */
public final class BytesColumn implements HeldBytes {

    /** The largest array that every JVM can make. */
    private static final long MOST_BYTES = Integer.MAX_VALUE - 8;

    /** Most bytes for which room is kept when the rows are taken. */
    private static final int MOST_KEPT_BYTES = 8 << 20;

    private byte[] bytes;
    private int[] ends;
    private int rows;
    private int nulls;

    /** Bytes of all rows: where the last one ends. */
    private int size;

    BytesColumn() {
        this(new byte[0], new int[0], 0);
    }

    private BytesColumn(byte[] bytes, int[] ends, int nulls) {
        this.bytes = bytes;
        this.ends = ends;
        this.rows = ends.length;
        this.nulls = nulls;
        this.size = bytes.length;
    }

    /** Forgets all rows, and keeps the room that they took. */
    void clear() {
        rows = 0;
        nulls = 0;
        size = 0;
    }

    @Override
    public void append(byte[] value) {
        if (value == null) {
            appendNulls(1);
            return;
        }
        makeRoom(1, value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
        ends[rows++] = size;
    }

    private void makeRoom(int moreRows, int moreBytes) {
        if (rows + moreRows > ends.length) {
            ends = Arrays.copyOf(ends, grown(ends.length, rows + moreRows));
        }
        int end = Math.addExact(size, moreBytes);
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, grown(bytes.length, end));
        }
    }

    private static int grown(int length, int needed) {
        return (int) Math.max(needed, Math.min(MOST_BYTES, 3L * length / 2));
    }

    @Override
    public BytesColumn take() {
        var taken = new BytesColumn(Arrays.copyOf(bytes, size), Arrays.copyOf(ends, rows), nulls);
        clear();
        if (bytes.length > MOST_KEPT_BYTES) {
            bytes = new byte[0];
        }
        return taken;
    }

    @Override
    public void copyTo(BytesColumn out, int firstRow, int rowCount) {
        int[] from = ends;
        int sourceStart = firstRow == 0 ? 0 : end(from[firstRow - 1]);
        int size = end(from[firstRow + rowCount - 1]) - sourceStart;
        int outStart = out.size;
        out.makeRoom(rowCount, size);
        System.arraycopy(bytes, sourceStart, out.bytes, outStart, size);
        int shift = outStart - sourceStart;
        if (nulls == 0) {
            shift(from, firstRow, rowCount, shift, out.ends, out.rows);
        } else {
            out.nulls += shiftWithNulls(from, firstRow, rowCount, shift, out.ends, out.rows);
        }
        out.rows += rowCount;
        out.size = outStart + size;
    }

    private static void shift(int[] from, int first, int count, int shift, int[] to, int row) {
        for (int i = 0; i < count; i++) {
            to[row + i] = from[first + i] + shift;
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

    /** Appends so many rows that are {@code null}. */
    void appendNulls(int rowCount) {
        makeRoom(rowCount, 0);
        Arrays.fill(ends, rows, rows + rowCount, ~size);
        rows += rowCount;
        nulls += rowCount;
    }

    @Override
    public long byteCount() {
        return size;
    }

    /** Bytes of these rows together; there must be at least one. */
    @Override
    public int byteCount(int firstRow, int rowCount) {
        return end(ends[firstRow + rowCount - 1]) - start(firstRow);
    }

    /** Writes the bytes of these rows, back to back; there must be at least one. */
    public void copyBytes(int firstRow, int rowCount, ByteBuffer out) {
        out.put(bytes, start(firstRow), byteCount(firstRow, rowCount));
    }

    /**
     * Writes where each of these rows ends in what {@link #copyBytes} writes of them. A {@code
     * null} ends where its predecessor does.
     */
    public void copyEnds(int firstRow, int rowCount, IntBuffer out) {
        int start = start(firstRow);
        if (start == 0 && nulls == 0) {
            out.put(ends, firstRow, rowCount);
            return;
        }
        int position = out.position();
        for (int i = 0; i < rowCount; i++) {
            out.put(position + i, end(ends[firstRow + i]) - start);
        }
        out.position(position + rowCount);
    }

    /**
     * Writes one bit for each of these rows, 1 unless it is {@code null}: eight rows to a byte, the
     * first in the lowest bit, the bits behind the last row 0.
     *
     * @return how many are {@code null}
     */
    public int copyPresence(int firstRow, int rowCount, ByteBuffer out) {
        if (nulls == 0) {
            for (int left = rowCount; left > 0; left -= Byte.SIZE) {
                out.put((byte) (left >= Byte.SIZE ? 0xff : (1 << left) - 1));
            }
            return 0;
        }
        int present = 0;
        for (int from = 0; from < rowCount; from += Byte.SIZE) {
            int bits = 0;
            int count = Math.min(Byte.SIZE, rowCount - from);
            for (int bit = 0; bit < count; bit++) {
                bits |= (~ends[firstRow + from + bit] >>> 31) << bit;
            }
            present += Integer.bitCount(bits);
            out.put((byte) bits);
        }
        return rowCount - present;
    }

    @Override
    public int size(int row) {
        int end = ends[row];
        return end < 0 ? RecordView.NULL_SIZE : end - start(row);
    }

    /** A copy of the row. */
    @Override
    public byte[] bytes(int row) {
        int end = ends[row];
        return end < 0 ? null : Arrays.copyOfRange(bytes, start(row), end);
    }

    @Override
    public long footprint() {
        return bytes.length + (long) Integer.BYTES * ends.length;
    }

    private int start(int row) {
        return row == 0 ? 0 : end(ends[row - 1]);
    }

    /** Where a row ends that may be {@code null}. */
    private static int end(int marked) {
        return marked ^ (marked >> 31);
    }
}
