// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.batches;

import io.kafkars.columns.ChunkBuilder;
import io.kafkars.columns.HeldBytes;
import io.kafkars.columns.TimestampType;

import java.io.IOException;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Reads the record batches that a fetch returned for one partition: from one batch that has records
 * for users to the next, and in it as many records at a time as the caller wants.
 *
 * <pre>{@code
 * while (reader.nextBatch()) {
 *     while (reader.hasRecords()) {
 *         reader.read(builder, Long.MAX_VALUE);
 *         Chunk chunk = builder.build(reader.timestampType(), reader.leaderEpoch());
 *     }
 * }
 * }</pre>
 *
 * <p>Left out are control batches, batches of aborted transactions if any are named, records before
 * the first offset wanted, and what is cut off at the end. Not thread-safe.
 */
public final class BatchReader {

    /** The key of a marker has a version and a type, two bytes each. */
    private static final int MARKER_KEY_SIZE = 4;

    private static final int MARKER_TYPE_AT = 2;
    private static final int ABORT = 0;

    private final BatchOptions options;
    private final Inflater inflater;
    private final CRC32C crc = new CRC32C();
    private final RecordFields record = new RecordFields();

    private byte[] bytes;
    private int end;
    private long firstOffset;
    private AbortedTransactions aborted;

    /** Where the current batch begins, and where the next one does. */
    private int batch;

    private int next;
    private long nextOffset;

    private long baseOffset;
    private long baseTimestamp;
    private boolean hasLogAppendTime;
    private long lastOffset;
    private int recordsLeft;

    /**
     * @param codec for compressed batches
     */
    public BatchReader(BatchOptions options, Codec codec) {
        this.options = options;
        this.inflater = new Inflater(codec);
    }

    /**
     * Whether this class reads what a fetch returned: at least one whole batch, and all of format
     * 2.
     *
     * @throws DamagedBatchException if something is not a batch at all
     */
    public static boolean canRead(byte[] bytes, int from, int to) {
        int at = from;
        for (int size; (size = BatchHeader.size(bytes, at, to)) > 0; at += size) {
            if (BatchHeader.magic(bytes, at) != BatchHeader.MAGIC) {
                return false;
            }
        }
        return at > from;
    }

    /**
     * Stands before the first batch of what a fetch returned, which {@link #canRead} must allow.
     *
     * @param from where the first batch begins in the array
     * @param to end of the last batch, which may be cut
     * @param fetchOffset the first offset wanted; the first batch may begin before it
     * @param abortedTransactions those that the response names; of those, no record is read
     */
    public void open(
            byte[] bytes,
            int from,
            int to,
            long fetchOffset,
            List<AbortedTransaction> abortedTransactions) {
        this.bytes = bytes;
        this.end = to;
        this.firstOffset = fetchOffset;
        this.aborted = new AbortedTransactions(abortedTransactions);
        this.next = from;
        this.nextOffset = fetchOffset;
        this.recordsLeft = 0;
    }

    /**
     * Moves on to the next batch that may have records for users, whether or not all records of the
     * current one were read.
     *
     * @return false after the last batch
     * @throws DamagedBatchException if it is not a batch as a producer wrote it
     */
    public boolean nextBatch() {
        for (int size; (size = BatchHeader.size(bytes, next, end)) > 0; ) {
            batch = next;
            next += size;
            openBatch();
            if (!leaveOut()) {
                return true;
            }
        }
        recordsLeft = 0;
        return false;
    }

    private void openBatch() {
        baseOffset = BatchHeader.baseOffset(bytes, batch);
        if (options.checkCrcs()) {
            checkCrc();
        }
        lastOffset = BatchHeader.lastOffset(bytes, batch);
        if (lastOffset < baseOffset || lastOffset == Long.MAX_VALUE) {
            throw damaged("a batch whose last offset is " + lastOffset);
        }
        recordsLeft = BatchHeader.recordCount(bytes, batch);
        if (recordsLeft < 0) {
            throw damaged("a batch of " + recordsLeft + " records");
        }
        hasLogAppendTime = BatchHeader.hasLogAppendTime(bytes, batch);
        baseTimestamp =
                hasLogAppendTime
                        ? BatchHeader.maxTimestamp(bytes, batch)
                        : BatchHeader.baseTimestamp(bytes, batch);
        nextOffset = Math.max(nextOffset, lastOffset + 1);
    }

    private void checkCrc() {
        int from = batch + BatchHeader.CHECKED_FROM;
        crc.reset();
        crc.update(bytes, from, next - from);
        int expected = BatchHeader.crc(bytes, batch);
        int found = (int) crc.getValue();
        if (found != expected) {
            throw damaged(
                    String.format(
                            "a batch with checksum %08x whose bytes have checksum %08x",
                            expected, found));
        }
    }

    /** Whether the batch has nothing for users. Otherwise its records are open. */
    private boolean leaveOut() {
        long producer = BatchHeader.producerId(bytes, batch);
        boolean control = BatchHeader.isControl(bytes, batch);
        aborted.advanceTo(lastOffset);
        if (!control && BatchHeader.isTransactional(bytes, batch) && aborted.contains(producer)) {
            return true;
        }
        if (recordsLeft == 0) {
            return true;
        }
        openRecords();
        if (control) {
            readMarker(producer);
        }
        return control;
    }

    private void openRecords() {
        int from = batch + BatchHeader.SIZE;
        int codec = BatchHeader.compression(bytes, batch);
        if (codec == 0) {
            record.open(baseOffset, bytes, from, next);
            return;
        }
        int size;
        try {
            size = inflater.inflate(codec, bytes, from, next - from);
        } catch (LinkageError | VirtualMachineError e) {
            // The codec's library is missing, or there is no memory: that is not the batch's fault.
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            // Snappy reports damaged bytes as an Error.
            throw new DamagedBatchException(
                    baseOffset, "compressed records that cannot be inflated: " + e.getMessage(), e);
        }
        record.open(baseOffset, inflater.array(), 0, size);
    }

    /** Reads a control batch, whose first record says whether it ends an aborted transaction. */
    private void readMarker(long producer) {
        record.next();
        if (record.keySize() < MARKER_KEY_SIZE) {
            throw damaged("a control batch without a marker");
        }
        if (BatchHeader.int16(record.bytes(), record.keyAt() + MARKER_TYPE_AT) == ABORT) {
            aborted.end(producer);
        }
        while (--recordsLeft > 0) {
            record.next();
        }
        checkEnd();
    }

    private void checkEnd() {
        if (recordsLeft == 0 && record.hasRemaining()) {
            throw damaged("a batch with bytes after its last record");
        }
    }

    /** Whether the current batch has records that were not read, wanted or not. */
    public boolean hasRecords() {
        return recordsLeft > 0;
    }

    /** What the timestamps of the current batch mean. */
    public TimestampType timestampType() {
        return hasLogAppendTime ? TimestampType.LOG_APPEND_TIME : TimestampType.CREATE_TIME;
    }

    /**
     * Leader epoch of the current batch, {@link io.kafkars.columns.Chunk#NO_LEADER_EPOCH} if
     * unknown.
     */
    public int leaderEpoch() {
        return BatchHeader.leaderEpoch(bytes, batch);
    }

    /** The offset after the last one of all batches so far: where the next fetch begins. */
    public long nextOffset() {
        return nextOffset;
    }

    /**
     * Appends the next records of the current batch to a builder, up to a limit and as far as there
     * is room.
     *
     * @param limit offset of the first record that is to stay unread
     * @throws DamagedBatchException if they are not records as a producer wrote them
     */
    public void read(ChunkBuilder out, long limit) {
        while (recordsLeft > 0) {
            int position = record.position();
            record.next();
            long offset = baseOffset + record.offsetDelta();
            if (offset >= limit || !hasRoom(out)) {
                record.reset(position);
                return;
            }
            recordsLeft--;
            if (offset >= firstOffset) {
                firstOffset = offset + 1;
                append(offset, out);
            }
        }
        checkEnd();
    }

    private boolean hasRoom(ChunkBuilder out) {
        return out.rows() == 0
                || out.hasRoomFor(
                        Math.max(0L, record.keySize()) + Math.max(0L, record.valueSize()));
    }

    private void append(long offset, ChunkBuilder out) {
        out.append(
                offset,
                hasLogAppendTime ? baseTimestamp : baseTimestamp + record.timestampDelta(),
                record.bytes(),
                record.keyAt(),
                options.keys() ? record.keySize() : HeldBytes.NULL_SIZE,
                record.valueAt(),
                options.values() ? record.valueSize() : HeldBytes.NULL_SIZE,
                options.headers() ? record.headers() : null);
    }

    private DamagedBatchException damaged(String found) {
        return new DamagedBatchException(baseOffset, found);
    }
}
