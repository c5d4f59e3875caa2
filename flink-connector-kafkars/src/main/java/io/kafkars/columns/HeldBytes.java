// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.columns;

/** Byte strings, one for each row of a chunk; each may be {@code null}. */
public sealed interface HeldBytes permits BytesColumn, ByteArrays {

    /** Size of a row that is {@code null}. */
    int NULL_SIZE = -1;

    /** Appends an array or {@code null}. The array is kept or copied, and must not change. */
    void append(byte[] value);

    /**
     * Appends a copy of some bytes of an array.
     *
     * @param size negative for {@code null}
     */
    void append(byte[] source, int from, int size);

    /** Returns the rows appended so far, without spare capacity, and removes them from here. */
    HeldBytes take();

    /** Total size of the rows, in bytes. */
    long byteCount();

    /** The row's bytes, {@code null} for {@code null}. */
    byte[] bytes(int row);

    /** Size of the row in bytes, {@link #NULL_SIZE} for {@code null}. */
    int size(int row);

    /**
     * Appends some of the rows to a column.
     *
     * @param rowCount at least 1
     */
    void copyTo(BytesColumn out, int firstRow, int rowCount);

    /** Heap that the rows take, in bytes. */
    long footprint();
}
