// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.columns;

import io.kafkars.merge.RecordView;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BytesColumnTest {

    private static final byte[] NOTHING = null;

    @Test
    void nullAndEmptyStayDifferentAtEachPlace() {
        BytesColumn column = columnOf(NOTHING, bytes(), NOTHING, bytes(1, 2), NOTHING, bytes());

        assertRows(column, NOTHING, bytes(), NOTHING, bytes(1, 2), NOTHING, bytes());
        assertThat(column.byteCount()).isEqualTo(2);
    }

    @Test
    void rowsMayBePartsOfAnArray() {
        var column = new BytesColumn();
        byte[] source = bytes(1, 2, 3, 4);
        column.append(source, 1, 2);
        column.append(source, 0, HeldBytes.NULL_SIZE);
        column.append(source, 4, 0);
        column.append(source, 0, 4);

        assertRows(column, bytes(2, 3), NOTHING, bytes(), bytes(1, 2, 3, 4));
    }

    @Test
    void rangesOfSeveralColumnsFollowEachOther() {
        BytesColumn first = columnOf(bytes(1), NOTHING, bytes(2, 3), bytes());
        BytesColumn second = columnOf(NOTHING, bytes(4, 5, 6), NOTHING);
        var column = new BytesColumn();
        second.copyTo(column, 0, 1);
        first.copyTo(column, 1, 3);
        column.appendNulls(2);
        second.copyTo(column, 1, 2);

        assertRows(
                column,
                NOTHING,
                NOTHING,
                bytes(2, 3),
                bytes(),
                NOTHING,
                NOTHING,
                bytes(4, 5, 6),
                NOTHING);
    }

    @Test
    void bytesOfSomeRowsAreThoseBetweenTheirEnds() {
        BytesColumn column = columnOf(bytes(1), NOTHING, bytes(2, 3), bytes(4));

        assertThat(column.byteCount(0, 4)).isEqualTo(4);
        assertThat(column.byteCount(1, 1)).isZero();
        assertThat(column.byteCount(1, 2)).isEqualTo(2);
        assertThat(column.byteCount(3, 1)).isEqualTo(1);
    }

    @Test
    void clearRemovesTheRowsAndKeepsTheCapacity() {
        BytesColumn column = columnOf(bytes(1, 2, 3), NOTHING);
        long footprint = column.footprint();
        column.clear();
        column.append(bytes(7, 8));

        assertRows(column, bytes(7, 8));
        assertThat(column.footprint()).isEqualTo(footprint);
    }

    @Test
    void takenRowsHaveNoSpareCapacityAndDoNotChange() {
        BytesColumn column = columnOf(bytes(1, 2), NOTHING, bytes(3));
        BytesColumn taken = column.take();
        column.append(bytes(7, 8));

        assertRows(taken, bytes(1, 2), NOTHING, bytes(3));
        assertThat(taken.footprint()).isEqualTo(3 + (3 + 1) * Integer.BYTES);
        assertRows(column, bytes(7, 8));
    }

    private static byte[] bytes(int... values) {
        var bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static BytesColumn columnOf(byte[]... rows) {
        var column = new BytesColumn();
        for (byte[] row : rows) {
            column.append(row);
        }
        return column;
    }

    private static void assertRows(BytesColumn column, byte[]... rows) {
        for (int i = 0; i < rows.length; i++) {
            assertThat(column.bytes(i)).as("row %d", i).isEqualTo(rows[i]);
            assertThat(column.size(i))
                    .as("size of row %d", i)
                    .isEqualTo(rows[i] == null ? RecordView.NULL_SIZE : rows[i].length);
        }
    }
}
