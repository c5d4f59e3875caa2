// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.batches;

import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecords.RecordFilter;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.BufferSupplier;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * The log of a partition as brokers and producers could have written it, made by Kafka's own
 * classes: transactions of several producers, all codecs, both timestamp types, and batches that
 * were compacted, some of which are empty.
 */
final class RandomLog {

    private static final int MAX_BATCHES = 12;
    private static final int MAX_RECORDS = 12;
    private static final int PRODUCERS = 3;

    /** A transaction that was aborted, and the offset of the marker that says so. */
    private record Aborted(long producer, long firstOffset, long marker) {}

    private final Random random;
    private final List<ByteBuffer> batches = new ArrayList<>();
    private final List<Aborted> aborted = new ArrayList<>();
    private final Set<Long> abortedBatches = new HashSet<>();

    /** The base offsets of each open transaction's batches, by producer. */
    private final Map<Long, List<Long>> open = new LinkedHashMap<>();

    private long nextOffset;

    RandomLog(Random random) {
        this.random = random;
        nextOffset = random.nextInt(3) == 0 ? random.nextLong(1L << 40) : random.nextInt(3);
        for (int left = 1 + random.nextInt(MAX_BATCHES); left > 0; left--) {
            if (!open.isEmpty() && random.nextInt(3) == 0) {
                endTransaction(List.copyOf(open.keySet()).get(random.nextInt(open.size())));
            } else {
                addRecords();
            }
        }
        // Without a marker, no response has what lies above the last stable offset.
        List.copyOf(open.keySet()).forEach(this::endTransaction);
    }

    private void addRecords() {
        long producer = random.nextInt(PRODUCERS);
        boolean transactional = random.nextBoolean();
        long base = nextOffset;
        var records =
                MemoryRecords.builder(
                        ByteBuffer.allocate(1 << 10),
                        RecordBatch.CURRENT_MAGIC_VALUE,
                        Compression.of(CompressionType.forId(random.nextInt(5))).build(),
                        random.nextInt(4) == 0
                                ? TimestampType.LOG_APPEND_TIME
                                : TimestampType.CREATE_TIME,
                        base,
                        timestamp(),
                        transactional ? producer : RecordBatch.NO_PRODUCER_ID,
                        (short) (transactional ? 0 : RecordBatch.NO_PRODUCER_EPOCH),
                        transactional ? 0 : RecordBatch.NO_SEQUENCE,
                        transactional,
                        random.nextInt(5) - 1);
        for (int left = 1 + random.nextInt(MAX_RECORDS); left > 0; left--) {
            records.appendWithOffset(nextOffset, timestamp(), bytes(), bytes(), headers());
            nextOffset++;
        }
        add(records.build());
        if (transactional) {
            open.computeIfAbsent(producer, id -> new ArrayList<>()).add(base);
        }
    }

    private long timestamp() {
        return switch (random.nextInt(8)) {
            case 0 -> RecordBatch.NO_TIMESTAMP;
            case 1 -> random.nextLong(1L << 50);
            default -> 1_770_000_000_000L + random.nextInt(10_000);
        };
    }

    private byte[] bytes() {
        int kind = random.nextInt(12);
        if (kind == 0) {
            return null;
        }
        byte[] bytes = new byte[kind == 1 ? random.nextInt(30_000) : random.nextInt(20)];
        random.nextBytes(bytes);
        return bytes;
    }

    private Header[] headers() {
        int count = random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 0;
        var headers = new Header[count];
        for (int i = 0; i < count; i++) {
            headers[i] = new RecordHeader("é".repeat(random.nextInt(5)), bytes());
        }
        return headers;
    }

    private void endTransaction(long producer) {
        boolean abort = random.nextBoolean();
        var type = abort ? ControlRecordType.ABORT : ControlRecordType.COMMIT;
        List<Long> bases = open.remove(producer);
        if (abort) {
            aborted.add(new Aborted(producer, bases.get(0), nextOffset));
            abortedBatches.addAll(bases);
        }
        add(
                MemoryRecords.withEndTransactionMarker(
                        nextOffset,
                        timestamp(),
                        0,
                        producer,
                        (short) 0,
                        new EndTransactionMarker(type, 0)));
        nextOffset++;
    }

    private void add(MemoryRecords batch) {
        batches.add(random.nextInt(4) == 0 ? compacted(batch) : batch.buffer());
    }

    /**
     * What the log cleaner leaves of a batch; sometimes nothing, sometimes a batch of no records.
     */
    private ByteBuffer compacted(MemoryRecords batch) {
        ByteBuffer out = ByteBuffer.allocate(batch.sizeInBytes() + 1_000);
        var filter =
                new RecordFilter(timestamp(), 1_000) {
                    @Override
                    protected BatchRetentionResult checkBatchRetention(RecordBatch batch) {
                        var retention =
                                random.nextBoolean()
                                        ? BatchRetention.RETAIN_EMPTY
                                        : BatchRetention.DELETE_EMPTY;
                        // The second parameter sets the delete horizon.
                        return new BatchRetentionResult(retention, random.nextBoolean());
                    }

                    @Override
                    protected boolean shouldRetainRecord(RecordBatch batch, Record record) {
                        return batch.isControlBatch() || random.nextInt(3) == 0;
                    }
                };
        batch.filterTo(filter, out, BufferSupplier.NO_CACHING);
        return out.flip();
    }

    /** Each batch as bytes, in the order of the log. */
    List<byte[]> batches() {
        return batches.stream()
                .map(
                        batch -> {
                            var bytes = new byte[batch.remaining()];
                            batch.duplicate().get(bytes);
                            return bytes;
                        })
                .filter(batch -> batch.length > 0)
                .toList();
    }

    /** What a broker names in its response to a fetch from this offset on. */
    List<AbortedTransaction> abortedFrom(long fetchOffset) {
        return aborted.stream()
                .filter(transaction -> transaction.marker() >= fetchOffset)
                .map(
                        transaction ->
                                new AbortedTransaction(
                                        transaction.producer(), transaction.firstOffset()))
                .toList();
    }

    /** Whether the batch belongs to a transaction that was aborted. */
    boolean isAborted(long baseOffset) {
        return abortedBatches.contains(baseOffset);
    }

    /** The offset after the last record of the log. */
    long end() {
        return nextOffset;
    }

    static byte[] concatenated(List<byte[]> parts) {
        int size = parts.stream().mapToInt(part -> part.length).sum();
        byte[] all = new byte[size];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return Arrays.copyOf(all, size);
    }
}
