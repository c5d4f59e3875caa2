// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.batches;

import io.kafkars.columns.ContentForm;

import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The reader gives the records that Kafka's own classes give, of all logs that brokers can have.
 */
@PropertyDefaults(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
class BatchReaderProperties {

    private static final BatchOptions ALL = new BatchOptions(true, true, true, true);
    private static final LongPredicate NONE = batch -> false;

    /** A log, and a fetch of some of it: cut at its end, and from an offset in its first batch. */
    private static final class Fetch {

        private final Random random;
        private final RandomLog log;
        private final List<byte[]> batches;
        private final long from;

        Fetch(long seed) {
            random = new Random(seed);
            log = new RandomLog(random);
            List<byte[]> all = log.batches();
            int first = all.isEmpty() ? 0 : random.nextInt(all.size());
            batches = all.subList(first, all.size());
            from = batches.isEmpty() ? log.end() : offsetIn(batches.get(0));
        }

        private long offsetIn(byte[] batch) {
            int offsets = BatchHeader.lastOffsetDelta(batch, 0) + 1;
            return BatchHeader.baseOffset(batch, 0) + random.nextInt(offsets);
        }

        /** The offset after a batch. */
        static long endOffset(byte[] batch) {
            return BatchHeader.baseOffset(batch, 0) + BatchHeader.lastOffsetDelta(batch, 0) + 1;
        }

        byte[] bytes() {
            return RandomLog.concatenated(batches);
        }

        /** A reader of the bytes, which stand somewhere in a larger array. */
        BatchReader reader(BatchOptions options, byte[] bytes, List<AbortedTransaction> aborted) {
            int before = random.nextInt(100);
            byte[] response = new byte[before + bytes.length + random.nextInt(100)];
            random.nextBytes(response);
            System.arraycopy(bytes, 0, response, before, bytes.length);
            var reader = new BatchReader(options, BatchRows.KAFKAS_CODECS);
            reader.open(response, before, before + bytes.length, from, aborted);
            return reader;
        }

        List<String> rows(BatchReader reader) {
            var form = random.nextBoolean() ? ContentForm.COLUMNS : ContentForm.ARRAYS;
            long maxChunkBytes = random.nextBoolean() ? 1 << 20 : random.nextInt(100);
            return BatchRows.read(reader, form, maxChunkBytes, random.nextLong(log.end() + 1));
        }
    }

    @Property
    void readUncommittedGivesAllRecords(@ForAll long seed) {
        var fetch = new Fetch(seed);
        BatchReader reader = fetch.reader(ALL, fetch.bytes(), List.of());

        assertThat(fetch.rows(reader))
                .containsExactlyElementsOf(BatchRows.kafkas(fetch.bytes(), fetch.from, true, NONE));
    }

    @Property
    void readCommittedLeavesOutWhatWasAborted(@ForAll long seed) {
        var fetch = new Fetch(seed);
        var aborted = fetch.log.abortedFrom(fetch.from);
        BatchReader reader = fetch.reader(ALL, fetch.bytes(), aborted);

        assertThat(fetch.rows(reader))
                .containsExactlyElementsOf(
                        BatchRows.kafkas(fetch.bytes(), fetch.from, true, fetch.log::isAborted));
    }

    @Property
    void theNextFetchBeginsAfterTheLastWholeBatch(@ForAll long seed) {
        var fetch = new Fetch(seed);
        byte[] bytes = fetch.bytes();
        int whole = fetch.random.nextInt(fetch.batches.size() + 1);
        byte[] kept = RandomLog.concatenated(fetch.batches.subList(0, whole));
        int cut =
                whole == fetch.batches.size()
                        ? 0
                        : fetch.random.nextInt(fetch.batches.get(whole).length);
        byte[] cutBytes = Arrays.copyOf(bytes, kept.length + cut);
        BatchReader reader = fetch.reader(ALL, cutBytes, List.of());

        var summary = BatchSummary.divide(cutBytes, 0, cutBytes.length, Long.MAX_VALUE);
        assertThat(summary).hasSize(whole > 0 ? 1 : 0);
        assertThat(fetch.rows(reader))
                .containsExactlyElementsOf(BatchRows.kafkas(kept, fetch.from, true, NONE));
        long next =
                IntStream.range(0, whole)
                        .mapToObj(fetch.batches::get)
                        .mapToLong(Fetch::endOffset)
                        .max()
                        .orElse(fetch.from);
        assertThat(reader.nextOffset()).isEqualTo(Math.max(next, fetch.from));
        summary.forEach(
                batches -> {
                    assertThat(batches.end()).isEqualTo(kept.length);
                    assertThat(batches.lastOffset()).isEqualTo(next - 1);
                    assertThat(batches.records()).isGreaterThanOrEqualTo(reader.recordsRead());
                });
    }

    @Property
    void readPartByPartItIsTheSame(@ForAll long seed) {
        var fetch = new Fetch(seed);
        byte[] bytes = fetch.bytes();
        long enough = 1 + fetch.random.nextInt(20);
        long next = fetch.from;
        var rows = new ArrayList<String>();
        for (BatchSummary part : BatchSummary.divide(bytes, 0, bytes.length, enough)) {
            var reader = new BatchReader(ALL, BatchRows.KAFKAS_CODECS);
            reader.open(bytes, part.from(), part.end(), next, List.of());
            rows.addAll(fetch.rows(reader));
            next = Math.max(next, part.lastOffset() + 1);
        }

        assertThat(rows).isEqualTo(fetch.rows(fetch.reader(ALL, bytes, List.of())));
    }
}
