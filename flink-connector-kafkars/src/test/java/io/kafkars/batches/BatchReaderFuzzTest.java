// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.batches;

import io.kafkars.columns.ContentForm;
import io.kafkars.fixtures.Fuzz;

import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Damaged batches give a {@link DamagedBatchException}, or what Kafka's own classes read in them.
 */
class BatchReaderFuzzTest {

    private static final BatchOptions UNCHECKED = new BatchOptions(false, true, true, true);
    private static final int LOGS = 40;
    private static final long MAX_CHUNK = 64 << 20;

    private final Fuzz fuzz = new Fuzz(17);

    private final byte[][] valid =
            Stream.generate(() -> RandomLog.concatenated(new RandomLog(fuzz.random()).batches()))
                    .limit(LOGS)
                    .toArray(byte[][]::new);

    @Test
    void aChecksumThatIsNotCheckedLeavesEveryOtherCheck() {
        readDamaged(UNCHECKED);
    }

    @Test
    void aChangedBatchHasAnotherChecksum() {
        readDamaged(new BatchOptions(true, true, true, true));
    }

    /** Where headers, markers and records are small, each bit decides about something. */
    @Test
    void eachBitOfASmallBatchMayFlip() {
        for (CompressionType codec : CompressionType.values()) {
            byte[] batch = smallBatch(Compression.of(codec).build());
            for (int bit = 0; bit < Byte.SIZE * batch.length; bit++) {
                byte[] flipped = batch.clone();
                flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
                isRead(flipped, UNCHECKED);
            }
        }
    }

    private static byte[] smallBatch(Compression compression) {
        var records =
                MemoryRecords.builder(
                        ByteBuffer.allocate(1_000), compression, TimestampType.CREATE_TIME, 5);
        var header = new Header[] {new RecordHeader("name", new byte[3])};
        records.append(1_000, null, new byte[] {1, 2, 3}, header);
        records.append(1_001, new byte[] {4}, null, new Header[0]);
        records.append(1_900, new byte[] {5}, new byte[100], new Header[0]);
        return bytes(records.build().buffer());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private void readDamaged(BatchOptions options) {
        int damaged = 0;
        int read = 0;
        for (int i = Fuzz.tries(20_000); i > 0; i--) {
            if (isRead(fuzz.bytes(valid), options)) {
                read++;
            } else {
                damaged++;
            }
        }
        assertThat(damaged).isPositive();
        assertThat(read).isPositive();
    }

    /** Whether the bytes were read, and gave what Kafka's own classes read in them. */
    private static boolean isRead(byte[] bytes, BatchOptions options) {
        List<String> rows;
        try {
            if (BatchSummary.divide(bytes, 0, bytes.length, Long.MAX_VALUE).isEmpty()) {
                return false;
            }
            var reader = new BatchReader(options, BatchRows.KAFKAS_CODECS);
            reader.open(bytes, 0, bytes.length, 0, List.of());
            rows = BatchRows.read(reader, ContentForm.COLUMNS, MAX_CHUNK, Long.MAX_VALUE);
        } catch (DamagedBatchException e) {
            return false;
        }
        assertThat(rows)
                .containsExactlyElementsOf(
                        BatchRows.kafkas(bytes, 0, options.checkCrcs(), batch -> false));
        return true;
    }
}
