package io.kafkars.columns;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;

/**
 * Byte strings of variable length, one for each row, back to back in one array.
 *
 * <p>Row {@code i} begins at {@code starts[i]}, and ends where row {@code i + 1} begins; that of a
 * {@code null} is the complement of where it would, so that it costs nothing and stays different
 * from an empty string. Not thread-safe.
 */
public final class BytesColumn implements HeldBytes {

    /** The largest array that every JVM can make. */
    private static final long MOST_BYTES = Integer.MAX_VALUE - 8;

    /** Most bytes for which room is kept when the rows are taken. */
    private static final int MOST_KEPT_BYTES = 8 << 20;

    private byte[] bytes;

    /** One more than there are rows. */
    private int[] starts;

    private int rows;
    private int nulls;

    /** Bytes of all rows: where the last one ends. */
    private int size;

    public BytesColumn() {
        this(new byte[0], new int[1], 0);
    }

    private BytesColumn(byte[] bytes, int[] starts, int nulls) {
        this.bytes = bytes;
        this.starts = starts;
        this.rows = starts.length - 1;
        this.nulls = nulls;
        this.size = bytes.length;
    }

    /** Forgets all rows, and keeps the room that they took. */
    public void clear() {
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
        starts[++rows] = size;
    }

    private void makeRoom(int moreRows, int moreBytes) {
        if (rows + moreRows >= starts.length) {
            starts = Arrays.copyOf(starts, grown(starts.length, rows + moreRows + 1));
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
        var taken =
                new BytesColumn(Arrays.copyOf(bytes, size), Arrays.copyOf(starts, rows + 1), nulls);
        clear();
        if (bytes.length > MOST_KEPT_BYTES) {
            bytes = new byte[0];
        }
        return taken;
    }

    @Override
    public void copyTo(BytesColumn out, int firstRow, int rowCount) {
        int sourceStart = start(firstRow);
        int size = byteCount(firstRow, rowCount);
        int outStart = out.size;
        out.makeRoom(rowCount, size);
        System.arraycopy(bytes, sourceStart, out.bytes, outStart, size);
        int shift = outStart - sourceStart;
        if (nulls == 0) {
            shift(starts, firstRow + 1, rowCount, shift, out.starts, out.rows + 1);
        } else {
            out.nulls +=
                    shiftWithNulls(starts, firstRow + 1, rowCount, shift, out.starts, out.rows + 1);
        }
        out.rows += rowCount;
        out.size = outStart + size;
    }

    /** Copied first, for the compiler makes vectors of a loop over one array only. */
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

    /** Appends so many rows that are {@code null}. */
    public void appendNulls(int rowCount) {
        makeRoom(rowCount, 0);
        Arrays.fill(starts, rows + 1, rows + 1 + rowCount, ~size);
        rows += rowCount;
        nulls += rowCount;
    }

    @Override
    public long byteCount() {
        return size;
    }

    /** Bytes of these rows together; there must be at least one. */
    public int byteCount(int firstRow, int rowCount) {
        return start(firstRow + rowCount) - start(firstRow);
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
     * Writes one bit for each of these rows, 1 unless it is {@code null}: eight rows to a byte, the
     * first in the lowest bit, the bits behind the last row 0.
     *
     * @return how many are {@code null}
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
        int end = starts[row + 1];
        return end < 0 ? HeldBytes.NULL_SIZE : end - start(row);
    }

    /** A copy of the row. */
    @Override
    public byte[] bytes(int row) {
        int end = starts[row + 1];
        return end < 0 ? null : Arrays.copyOfRange(bytes, start(row), end);
    }

    @Override
    public long footprint() {
        return bytes.length + (long) Integer.BYTES * starts.length;
    }

    private int start(int row) {
        int marked = starts[row];
        return marked ^ (marked >> 31);
    }

    // ------------------------------------------------------------ for gathering

    /** Where all bytes are; the same array until there is more room to be made. */
    public byte[] array() {
        return bytes;
    }

    /** Where rows start, as long as there are no nulls; one more than there are rows. */
    public int[] starts() {
        return starts;
    }

    boolean hasNulls() {
        return nulls > 0;
    }

    /** Forgets all rows, and makes room for so many: their starts may be written then. */
    public void begin(int rowCount) {
        clear();
        makeRoom(rowCount, 0);
    }

    /** The array with what is in it up to an end, and room for so many bytes behind. */
    public byte[] makeRoomBehind(int end, int moreBytes) {
        size = end;
        makeRoom(0, moreBytes);
        return bytes;
    }

    /**
     * Puts rows of another column behind so many that are written up to an end.
     *
     * @return the new end
     */
    public int put(int rowsBefore, int end, HeldBytes from, int firstRow, int rowCount) {
        rows = rowsBefore;
        size = end;
        from.copyTo(this, firstRow, rowCount);
        return size;
    }

    /** Has so many rows, which are written up to an end. */
    public void close(int rowCount, int end) {
        rows = rowCount;
        size = end;
    }
}
