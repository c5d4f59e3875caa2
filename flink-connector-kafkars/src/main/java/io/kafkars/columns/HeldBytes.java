package io.kafkars.columns;

/** Byte strings, one for each row of a chunk, each of which may be {@code null}. */
public sealed interface HeldBytes permits BytesColumn, ByteArrays {

    /** Size of a row that is {@code null}. */
    int NULL_SIZE = -1;

    /** Appends an array, which is kept or copied and must not change, or {@code null}. */
    void append(byte[] value);

    /** The rows so far, without room for more; none are left here. */
    HeldBytes take();

    /** Bytes of all rows so far. */
    long byteCount();

    /** The row's bytes, {@code null} for {@code null}. */
    byte[] bytes(int row);

    /** Size of the row in bytes, {@link HeldBytes#NULL_SIZE} for {@code null}. */
    int size(int row);

    /** Appends these rows, at least one, to a column. */
    void copyTo(BytesColumn out, int firstRow, int rowCount);

    /** Heap that the rows take, in bytes. */
    long footprint();
}
