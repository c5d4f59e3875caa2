package io.kafkars.merge;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Byte strings of variable length, one for each row, back to back in one array.
 *
 * <p>Row {@code i} ends at {@code ends[i]}, and begins where row {@code i - 1} ends. A {@code null}
 * is kept as the complement of its end, so that it costs nothing and stays different from an empty
 * string.
 */
final class BytesColumn {

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

    /** Bytes of these rows together. */
    int byteCount(int firstRow, int rowCount) {
        return end(firstRow + rowCount - 1) - start(firstRow);
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
