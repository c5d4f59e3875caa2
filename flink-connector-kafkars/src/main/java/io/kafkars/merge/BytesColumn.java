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
public final class BytesColumn {

    private byte[] bytes;
    private int[] ends;
    private int rows;

    BytesColumn(int rowCapacity, int byteCapacity) {
        bytes = new byte[byteCapacity];
        ends = new int[rowCapacity];
    }

    /** Forgets all rows, and makes room for so many without growing. */
    void reset(int rowCapacity, int byteCapacity) {
        if (bytes.length < byteCapacity) {
            bytes = new byte[byteCapacity];
        }
        if (ends.length < rowCapacity) {
            ends = new int[rowCapacity];
        }
        rows = 0;
    }

    /** Appends the buffer's remaining bytes, or {@code null}; does not move the buffer. */
    void append(ByteBuffer value) {
        int start = byteCount();
        if (value == null) {
            ends[rows++] = ~start;
            return;
        }
        int size = value.remaining();
        value.get(value.position(), bytes, start, size);
        ends[rows++] = start + size;
    }

    /** Appends rows of another column; there must be room. */
    void appendRange(BytesColumn source, int firstRow, int rowCount) {
        int start = byteCount();
        int sourceStart = source.start(firstRow);
        int size = source.end(firstRow + rowCount - 1) - sourceStart;
        System.arraycopy(source.bytes, sourceStart, bytes, start, size);
        int shift = start - sourceStart;
        for (int i = firstRow; i < firstRow + rowCount; i++) {
            int end = source.ends[i];
            ends[rows++] = end < 0 ? ~(~end + shift) : end + shift;
        }
    }

    /** Appends so many rows that are {@code null}. */
    void appendNulls(int rowCount) {
        Arrays.fill(ends, rows, rows + rowCount, ~byteCount());
        rows += rowCount;
    }

    int byteCount() {
        return rows == 0 ? 0 : end(rows - 1);
    }

    /** Bytes of these rows together; there must be at least one. */
    public int byteCount(int firstRow, int rowCount) {
        return end(firstRow + rowCount - 1) - start(firstRow);
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
        int position = out.position();
        for (int i = 0; i < rowCount; i++) {
            out.put(position + i, end(firstRow + i) - start);
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

    /** Size of the row in bytes, {@link RecordView#NULL_SIZE} for {@code null}. */
    int size(int row) {
        int end = ends[row];
        return end < 0 ? RecordView.NULL_SIZE : end - start(row);
    }

    /** A copy of the row, {@code null} for {@code null}. */
    byte[] copy(int row) {
        int end = ends[row];
        return end < 0 ? null : Arrays.copyOfRange(bytes, start(row), end);
    }

    /** Heap that the column's arrays take, in bytes. */
    long footprint() {
        return bytes.length + (long) Integer.BYTES * ends.length;
    }

    private int start(int row) {
        return row == 0 ? 0 : end(row - 1);
    }

    private int end(int row) {
        int end = ends[row];
        return end ^ (end >> 31);
    }
}
