package io.kafkars.merge;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;

import static org.assertj.core.api.Assertions.assertThat;

class ByteArraysTest {

    private final ByteArrays arrays = new ByteArrays();

    @Test
    void eachRowIsAnArrayOfItsOwnThatIsNotCopiedAgain() {
        ByteBuffer shared = ByteBuffer.wrap(new byte[] {9, 1, 2, 9}).position(1).limit(3);
        arrays.append(shared);
        arrays.append(null);
        arrays.append(ByteBuffer.allocateDirect(0));
        ByteArrays taken = arrays.take();

        assertThat(taken.bytes(0)).containsExactly(1, 2).isSameAs(taken.bytes(0));
        assertThat(taken.bytes(1)).isNull();
        assertThat(taken.bytes(2)).isEmpty();
        assertThat(taken.size(1)).isEqualTo(RecordView.NULL_SIZE);
        assertThat(taken.byteCount(0, 3)).isEqualTo(2);
        assertThat(shared.position()).isEqualTo(1);
    }

    @Test
    void takingLeavesNothing() {
        arrays.append(ByteBuffer.wrap(new byte[5]));
        ByteArrays taken = arrays.take();

        assertThat(arrays.byteCount()).isZero();
        assertThat(arrays.footprint()).isZero();
        assertThat(taken.byteCount()).isEqualTo(5);
        assertThat(taken.footprint()).isGreaterThanOrEqualTo(5 + 16);
    }

    @Test
    void moreRowsThanThereIsRoomFor() {
        for (int i = 0; i < 2_000; i++) {
            arrays.append(ByteBuffer.wrap(new byte[] {(byte) i}));
        }
        ByteArrays taken = arrays.take();

        assertThat(taken.bytes(1_999)).containsExactly((byte) 1_999);
        assertThat(taken.byteCount()).isEqualTo(2_000);
    }

    @Test
    void columnsGetCopies() {
        arrays.append(ByteBuffer.wrap(new byte[] {1}));
        arrays.append(null);
        arrays.append(ByteBuffer.wrap(new byte[] {2, 3}));
        var column = new BytesColumn();
        arrays.take().copyTo(column, 1, 2);

        assertThat(column.bytes(0)).isNull();
        assertThat(column.bytes(1)).containsExactly(2, 3);
    }
}
