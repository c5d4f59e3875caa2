// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.batches;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class BatchSummaryTest {

    private static final int LENGTH_AT = 8;
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
        return RandomLog.concatenated(List.of(batches));
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
        byte[] log = log(first, batch(2, 2));

        for (int cut = first.length; cut < log.length; cut++) {
            assertThat(BatchSummary.divide(log, 0, cut, 1))
                    .containsExactly(new BatchSummary(0, first.length, 1, EPOCH, 2));
        }
        for (int cut = 0; cut < first.length; cut++) {
            assertThat(BatchSummary.divide(log, 0, cut, 1)).isEmpty();
        }
    }

    @Test
    void theFirstBatchMayBeginAnywhereInTheBytes() {
        byte[] first = batch(0, 2);
        byte[] log = log(first, batch(2, 3));

        assertThat(BatchSummary.divide(log, first.length, log.length, 9))
                .containsExactly(new BatchSummary(first.length, log.length, 4, EPOCH, 3));
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
    void whatIsNoBatchIsLeftToOthers() {
        byte[] log = log(batch(0, 2), batch(2, 2));
        ByteBuffer.wrap(log).putInt(log.length / 2 + LENGTH_AT, -1);

        assertThat(divide(log, 1)).isEmpty();
    }

    @Test
    void offsetsThatNoLogHasAreLeftToOthers() {
        byte[] backwards = new BatchBytes(5).record(0, 0, "k", "v").lastOffsetDelta(-1).bytes();

        assertThat(divide(backwards, 1)).isEmpty();
        assertThat(divide(batch(-1, 1), 1)).isEmpty();
        assertThat(divide(batch(Long.MAX_VALUE, 1), 1)).isEmpty();
    }
}
