// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.batches;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class BatchSummaryTest {

    private static final int MAGIC_AT = 16;
    private static final int EPOCH_AT = 12;
    private static final int EPOCH = 5;

    /** A batch with this many records, the first one at the offset. */
    private static byte[] batch(long offset, int records) {
        var batch = new BatchBytes(offset);
        for (int i = 0; i < records; i++) {
            batch.record(i, 0, "k", "v");
        }
        return batch.leaderEpoch(EPOCH).bytes();
    }

    private static byte[] log(byte[]... batches) {
        var all = new ByteArrayOutputStream();
        for (byte[] batch : batches) {
            all.writeBytes(batch);
        }
        return all.toByteArray();
    }

    private static List<BatchSummary> divide(byte[] log, long enough) {
        return BatchSummary.divide(log, 0, log.length, enough);
    }

    @Test
    void aPartEndsWithTheBatchThatMakesItLargeEnough() {
        byte[] first = batch(0, 3);
        byte[] second = batch(3, 3);
        byte[] third = batch(10, 4);
        ByteBuffer.wrap(third).putInt(EPOCH_AT, 7);
        byte[] log = log(first, second, third);

        assertThat(divide(log, 4))
                .containsExactly(
                        new BatchSummary(0, first.length + second.length, 5, EPOCH, 6),
                        new BatchSummary(first.length + second.length, log.length, 13, 7, 4));
        assertThat(divide(log, 1))
                .extracting(BatchSummary::lastOffset)
                .containsExactly(2L, 5L, 13L);
        assertThat(divide(log, 100)).containsExactly(new BatchSummary(0, log.length, 13, 7, 10));
    }

    @Test
    void whatIsCutOffAtTheEndBelongsToNoPart() {
        byte[] first = batch(0, 2);
        byte[] log = log(first, Arrays.copyOf(batch(2, 2), 70));

        assertThat(divide(log, 1)).containsExactly(new BatchSummary(0, first.length, 1, EPOCH, 2));
        assertThat(divide(Arrays.copyOf(first, 60), 1)).isEmpty();
    }

    @Test
    void batchesThatAreNotInOrderAreOnePart() {
        byte[] log = log(batch(5, 2), batch(6, 2), batch(8, 2));

        assertThat(divide(log, 1)).containsExactly(new BatchSummary(0, log.length, 9, EPOCH, 6));
    }

    @Test
    void batchesOfAnotherFormatAreLeftToOthers() {
        byte[] old = batch(2, 2);
        old[MAGIC_AT] = 1;

        assertThat(divide(log(batch(0, 2), old), 1)).isEmpty();
    }

    @Test
    void offsetsThatNoLogHasAreLeftToOthers() {
        assertThat(divide(batch(-5, 2), 1)).isEmpty();
        assertThat(divide(batch(Long.MAX_VALUE, 1), 1)).isEmpty();
    }
}
