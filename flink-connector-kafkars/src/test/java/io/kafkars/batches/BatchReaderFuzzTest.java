// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.batches;

import io.kafkars.columns.ContentForm;
import io.kafkars.fixtures.Fuzz;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Damaged batches give a {@link DamagedBatchException}, or what Kafka's own classes read in them.
 */
class BatchReaderFuzzTest {

    private static final int LOGS = 40;
    private static final long MAX_CHUNK = 64 << 20;

    private final Fuzz fuzz = new Fuzz(17);

    private final byte[][] valid =
            Stream.generate(() -> RandomLog.concatenated(new RandomLog(fuzz.random()).batches()))
                    .limit(LOGS)
                    .toArray(byte[][]::new);

    @Test
    void aChecksumThatIsNotCheckedLeavesEveryOtherCheck() {
        readDamaged(new BatchOptions(false, true, true, true), false);
    }

    @Test
    void aChangedBatchHasAnotherChecksum() {
        readDamaged(new BatchOptions(true, true, true, true), true);
    }

    private void readDamaged(BatchOptions options, boolean checkCrcs) {
        int damaged = 0;
        int read = 0;
        for (int i = Fuzz.tries(20_000); i > 0; i--) {
            byte[] bytes = fuzz.bytes(valid);
            List<String> rows;
            try {
                if (!BatchReader.canRead(bytes, 0, bytes.length)) {
                    continue;
                }
                var reader = new BatchReader(options, BatchRows.KAFKAS_CODECS);
                reader.open(bytes, 0, bytes.length, 0, List.of());
                rows = BatchRows.read(reader, ContentForm.COLUMNS, MAX_CHUNK, Long.MAX_VALUE);
            } catch (DamagedBatchException e) {
                damaged++;
                continue;
            }
            read++;
            assertThat(rows)
                    .containsExactlyElementsOf(
                            BatchRows.kafkas(bytes, 0, checkCrcs, batch -> false));
        }
        assertThat(damaged).isPositive();
        assertThat(read).isPositive();
    }
}
