// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.columns;

import io.kafkars.merge.RecordView;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ByteArraysTest {

    private final ByteArrays arrays = new ByteArrays();

    @Test
    void eachRowIsTheArrayThatWasAppended() {
        byte[] value = {1, 2};
        arrays.append(value);
        arrays.append(null);
        arrays.append(new byte[0]);
        ByteArrays taken = arrays.take();

        assertThat(taken.bytes(0)).isSameAs(value);
        assertThat(taken.bytes(1)).isNull();
        assertThat(taken.bytes(2)).isEmpty();
        assertThat(taken.size(1)).isEqualTo(RecordView.NULL_SIZE);
        assertThat(taken.byteCount()).isEqualTo(2);
    }

    @Test
    void rowsMayBeCopiedFromPartsOfAnArray() {
        byte[] source = {1, 2, 3};
        arrays.append(source, 1, 2);
        arrays.append(source, 0, HeldBytes.NULL_SIZE);
        arrays.append(source, 3, 0);
        source[1] = 9;
        ByteArrays taken = arrays.take();

        assertThat(taken.bytes(0)).containsExactly(2, 3);
        assertThat(taken.bytes(1)).isNull();
        assertThat(taken.bytes(2)).isEmpty();
    }

    @Test
    void takingLeavesNothing() {
        arrays.append(new byte[5]);
        ByteArrays taken = arrays.take();

        assertThat(arrays.byteCount()).isZero();
        assertThat(arrays.footprint()).isZero();
        assertThat(taken.byteCount()).isEqualTo(5);
        assertThat(taken.footprint()).isGreaterThanOrEqualTo(5 + 16);
    }

    @Test
    void moreRowsThanThereIsRoomFor() {
        for (int i = 0; i < 2_000; i++) {
            arrays.append(new byte[] {(byte) i});
        }
        ByteArrays taken = arrays.take();

        assertThat(taken.bytes(1_999)).containsExactly((byte) 1_999);
        assertThat(taken.byteCount()).isEqualTo(2_000);
    }

    @Test
    void columnsGetCopies() {
        arrays.append(new byte[] {1});
        arrays.append(null);
        arrays.append(new byte[] {2, 3});
        var column = new BytesColumn();
        arrays.take().copyTo(column, 1, 2);

        assertThat(column.bytes(0)).isNull();
        assertThat(column.bytes(1)).containsExactly(2, 3);
    }
}
