// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.columns;

import java.util.Arrays;

/**
 * Byte strings in an array of their own for each row, which is handed out without a copy: the form
 * for reading row by row. Not thread-safe.
 *
 * <p>Each chunk gets a new outer array. A reused one would move to the old generation of the heap,
 * and storing each young row in it would cost a GC write barrier.
 */
final class ByteArrays implements HeldBytes {

    /** Header of an array, and the reference to it. */
    private static final int ARRAY_BYTES = 16 + 8;

    private static final int MIN_ROWS = 16;

    private byte[][] arrays = {};
    private int rows;
    private long byteCount;
    private long footprint;

    /** The capacity with which the next chunk starts. */
    private int rowsOfLastChunk;

    ByteArrays() {}

    private ByteArrays(byte[][] arrays, long byteCount, long footprint) {
        this.arrays = arrays;
        this.rows = arrays.length;
        this.byteCount = byteCount;
        this.footprint = footprint;
    }

    @Override
    public void append(byte[] value) {
        if (rows == arrays.length) {
            int capacity = rows == 0 ? Math.max(MIN_ROWS, rowsOfLastChunk) : 2 * rows;
            arrays = Arrays.copyOf(arrays, capacity);
        }
        if (value != null) {
            int size = value.length;
            arrays[rows] = value;
            byteCount += size;
            footprint += size;
        }
        rows++;
        footprint += ARRAY_BYTES;
    }

    @Override
    public void append(byte[] source, int from, int size) {
        append(size < 0 ? null : Arrays.copyOfRange(source, from, from + size));
    }

    @Override
    public ByteArrays take() {
        byte[][] exact = rows == arrays.length ? arrays : Arrays.copyOf(arrays, rows);
        var taken = new ByteArrays(exact, byteCount, footprint);
        rowsOfLastChunk = rows;
        arrays = new byte[0][];
        rows = 0;
        byteCount = 0;
        footprint = 0;
        return taken;
    }

    @Override
    public long byteCount() {
        return byteCount;
    }

    /** The row's own array. */
    @Override
    public byte[] bytes(int row) {
        return arrays[row];
    }

    @Override
    public int size(int row) {
        byte[] bytes = arrays[row];
        return bytes == null ? HeldBytes.NULL_SIZE : bytes.length;
    }

    @Override
    public void copyTo(BytesColumn out, int firstRow, int rowCount) {
        for (int row = firstRow; row < firstRow + rowCount; row++) {
            out.append(arrays[row]);
        }
    }

    @Override
    public long footprint() {
        return footprint;
    }
}
