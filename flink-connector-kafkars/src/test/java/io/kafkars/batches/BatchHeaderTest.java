// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.batches;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BatchHeaderTest {

    private static final int LENGTH_AT = 8;
    private static final int MAGIC_AT = 16;

    private final byte[] batch = new BatchBytes(50).record(0, 0, "k", "v").bytes();

    private int size(byte[] bytes) {
        return BatchHeader.size(bytes, 0, bytes.length);
    }

    @Test
    void aWholeBatchHasItsSize() {
        assertThat(size(batch)).isEqualTo(batch.length);
        assertThat(size(Arrays.copyOf(batch, batch.length + 9))).isEqualTo(batch.length);
    }

    @Test
    void aBatchThatIsCutAnywhereHasNone() {
        for (int end = 0; end < batch.length; end++) {
            assertThat(size(Arrays.copyOf(batch, end))).isZero();
        }
    }

    @Test
    void whatLiesAfterTheEndIsNotLookedAt() {
        byte[] damaged = batch.clone();
        damaged[MAGIC_AT] = 99;

        assertThat(BatchHeader.size(damaged, 0, MAGIC_AT)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 13, Integer.MAX_VALUE, Integer.MAX_VALUE - 11})
    void aLengthThatNoBatchHasIsDamage(int length) {
        ByteBuffer.wrap(batch).putInt(LENGTH_AT, length);

        assertThatThrownBy(() -> size(batch))
                .isInstanceOfSatisfying(
                        DamagedBatchException.class, e -> assertThat(e.baseOffset()).isEqualTo(50))
                .hasMessage("a batch with a length of %d bytes", length);
    }

    @Test
    void aBatchOfFormat2HasAtLeastItsHeader() {
        ByteBuffer.wrap(batch).putInt(LENGTH_AT, 48);

        assertThatThrownBy(() -> size(batch))
                .hasMessage("a batch of 60 bytes, less than its header has");
    }

    @Test
    void olderFormatsMayBeSmaller() {
        ByteBuffer.wrap(batch).putInt(LENGTH_AT, 14).put(MAGIC_AT, (byte) 1);

        assertThat(size(batch)).isEqualTo(26);
    }

    @ParameterizedTest
    @ValueSource(bytes = {-1, 3, 127})
    void aFormatThatDoesNotExistIsDamage(byte magic) {
        batch[MAGIC_AT] = magic;

        assertThatThrownBy(() -> size(batch))
                .hasMessage("a batch of format %d, which does not exist", magic);
    }

    @Test
    void theAttributesTellWhatABatchHas() {
        byte[] plain = new BatchBytes(0).attributes(4).bytes();
        assertThat(BatchHeader.compression(plain, 0)).isEqualTo(4);
        assertThat(BatchHeader.hasLogAppendTime(plain, 0)).isFalse();
        assertThat(BatchHeader.isTransactional(plain, 0)).isFalse();
        assertThat(BatchHeader.isControl(plain, 0)).isFalse();
        assertThat(BatchHeader.hasProducer(plain, 0)).isFalse();

        byte[] marker = new BatchBytes(0).attributes(0b11_1000).producer(0).bytes();
        assertThat(BatchHeader.compression(marker, 0)).isEqualTo(BatchHeader.UNCOMPRESSED);
        assertThat(BatchHeader.hasLogAppendTime(marker, 0)).isTrue();
        assertThat(BatchHeader.isTransactional(marker, 0)).isTrue();
        assertThat(BatchHeader.isControl(marker, 0)).isTrue();
        assertThat(BatchHeader.hasProducer(marker, 0)).isTrue();
    }
}
