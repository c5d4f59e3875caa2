// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.arrow;

import io.kafkars.columns.BytesColumn;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;

/**
 * Prepares the buffers of vectors to be written in bulk. They are enlarged where necessary; what a
 * vector held before is lost.
 */
final class VectorBuffers {

    private VectorBuffers() {}

    /** A buffer for this many rows, none of them null; the caller sets their number afterwards. */
    static ByteBuffer fixed(BaseFixedWidthVector vector, int rows, int width) {
        if (vector.getValueCapacity() < rows) {
            vector.allocateNew(rows);
        }
        allPresent(vector.getValidityBuffer(), rows);
        return bytes(vector.getDataBuffer(), (long) rows * width);
    }

    /** Makes room for this many rows and bytes; the caller sets the number of rows afterwards. */
    static void reserve(BaseVariableWidthVector vector, int rows, int byteCount) {
        boolean fits =
                vector.getValueCapacity() >= rows && vector.getDataBuffer().capacity() >= byteCount;
        if (!fits) {
            vector.allocateNew(byteCount, rows);
        }
    }

    /** Marks this many rows as not null. */
    static void allPresent(ArrowBuf validity, int rows) {
        validity.setOne(0, (rows + Byte.SIZE - 1L) / Byte.SIZE);
    }

    /** Replaces the content of the vector by these rows of the column. */
    static void copy(BytesColumn column, int firstRow, int rows, BaseVariableWidthVector vector) {
        int byteCount = column.byteCount(firstRow, rows);
        reserve(vector, rows, byteCount);
        column.copyBytes(firstRow, rows, bytes(vector.getDataBuffer(), byteCount));
        IntBuffer ends = ends(vector, rows);
        column.copyEnds(firstRow, rows, ends);
        ArrowBuf validity = vector.getValidityBuffer();
        column.copyPresence(firstRow, rows, bytes(validity, (rows + Byte.SIZE - 1) / Byte.SIZE));
        setRows(vector, rows);
    }

    /** The buffer for the ends of this many rows; the first row begins at 0. */
    static IntBuffer ends(BaseVariableWidthVector vector, int rows) {
        vector.getOffsetBuffer().setInt(0, 0);
        return bytes(vector.getOffsetBuffer(), (rows + 1L) * Integer.BYTES)
                .position(Integer.BYTES)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer();
    }

    /** Sets the number of rows, and leaves their ends as they were written. */
    static void setRows(BaseVariableWidthVector vector, int rows) {
        vector.setLastSet(rows - 1);
        vector.setValueCount(rows);
    }

    /** The first bytes of the buffer, in Arrow's byte order. */
    static ByteBuffer bytes(ArrowBuf buffer, long size) {
        return buffer.nioBuffer(0, Math.toIntExact(size)).order(ByteOrder.LITTLE_ENDIAN);
    }
}
