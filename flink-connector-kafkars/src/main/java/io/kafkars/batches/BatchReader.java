// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.batches;

import io.kafkars.columns.Chunk;
import io.kafkars.columns.ChunkBuilder;
import io.kafkars.columns.HeldBytes;
import io.kafkars.columns.TimestampType;
import io.kafkars.validation.Explanation;

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
 * the first offset wanted, and what is cut off at the end.
 *
 * <p>Batches and records that do not follow each other by offset are damaged: Kafka's consumer
 * leaves out those that do not, but a flipped bit in the offset of a batch, which no checksum
 * covers, must not lose records silently.
 *
 * <p>After an exception, only {@link #open} may be called. Not thread-safe.
 */
public final class BatchReader {

    private static final byte[] NO_BYTES = {};

    /** The key of a marker has a version and a type, two bytes each. */
    private static final int MARKER_KEY_SIZE = 4;

    private static final int MARKER_TYPE_AT = 2;
    private static final int ABORT = 0;

    private final BatchOptions options;
    private final Inflater inflater;
    private final CRC32C crc = new CRC32C();
    private final RecordFields record = new RecordFields();

    private byte[] bytes = NO_BYTES;
    private int end;
    private long firstOffset;
    private AbortedTransactions aborted;

    /** Where the current batch begins, and where the next one does. */
    private int batch;

    private int next;

    private long baseOffset;
    private int lastOffsetDelta;

    /** The offset after the current batch; 0 before the first. */
    private long endOffset;

    /** The last record's offset, relative to the batch; -1 before the first. */
    private int offsetDelta;

    private int recordsLeft;

    private boolean hasLogAppendTime;
    private long baseTimestamp;
    private int leaderEpoch = Chunk.NO_LEADER_EPOCH;

    /** What {@link #read} has appended since {@link #open}. */
    private long recordsRead;

    private long bytesRead;

    /**
     * @param codec for compressed batches
     */
    public BatchReader(BatchOptions options, Codec codec) {
        this.options = options;
        this.inflater = new Inflater(codec);
    }

    /**
     * Stands before the first batch of what a fetch returned, of which there is a {@link
     * BatchSummary}. The reader keeps the array until {@link #nextBatch} returns false.
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
        this.endOffset = 0;
        this.recordsLeft = 0;
        this.recordsRead = 0;
        this.bytesRead = 0;
    }

    /** Forgets the batches, so that their array can be garbage. */
    public void close() {
        open(NO_BYTES, 0, 0, nextOffset(), List.of());
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
            if (BatchHeader.isControl(bytes, batch)) {
                readMarker();
            } else if (!isAborted()) {
                openRecords();
                if (recordsLeft > 0) {
                    readAttributes();
                    return true;
                }
            }
        }
        recordsLeft = 0;
        bytes = NO_BYTES;
        next = 0;
        end = 0;
        return false;
    }

    private void openBatch() {
        baseOffset = BatchHeader.baseOffset(bytes, batch);
        if (options.checkCrcs()) {
            checkCrc();
        }
        if (baseOffset < endOffset) {
            throw damaged(
                    "a batch that begins at offset %d, where offset %d or a later one is next",
                    baseOffset, endOffset);
        }
        lastOffsetDelta = BatchHeader.lastOffsetDelta(bytes, batch);
        if (lastOffsetDelta < 0 || baseOffset >= Long.MAX_VALUE - lastOffsetDelta) {
            throw damaged("a batch whose last offset is its first plus %d", lastOffsetDelta);
        }
        recordsLeft = BatchHeader.recordCount(bytes, batch);
        if (recordsLeft < 0 || recordsLeft - 1 > lastOffsetDelta) {
            throw damaged(
                    "a batch of %d records whose last offset is its first plus %d",
                    recordsLeft, lastOffsetDelta);
        }
        offsetDelta = -1;
        endOffset = baseOffset + lastOffsetDelta + 1;
        if (BatchHeader.hasProducer(bytes, batch)) {
            aborted.advanceTo(endOffset - 1);
        }
    }

    private void checkCrc() {
        int from = batch + BatchHeader.CHECKED_FROM;
        crc.reset();
        crc.update(bytes, from, next - from);
        int expected = BatchHeader.crc(bytes, batch);
        int found = (int) crc.getValue();
        if (found != expected) {
            throw damaged(
                    "a batch with checksum %08x whose bytes have checksum %08x", expected, found);
        }
    }

    private boolean isAborted() {
        return BatchHeader.isTransactional(bytes, batch)
                && aborted.contains(BatchHeader.producerId(bytes, batch));
    }

    /** Reads a control batch, whose first record says whether it ends an aborted transaction. */
    private void readMarker() {
        openRecords();
        boolean abort = false;
        while (recordsLeft > 0) {
            record.next();
            abort |= offsetDelta < 0 && isAbort();
            accept();
        }
        if (abort) {
            aborted.end(BatchHeader.producerId(bytes, batch));
        }
    }

    private boolean isAbort() {
        int key = record.keyAt();
        if (record.keySize() < MARKER_KEY_SIZE || BatchHeader.int16(record.bytes(), key) < 0) {
            throw damaged("a control batch without a marker");
        }
        return BatchHeader.int16(record.bytes(), key + MARKER_TYPE_AT) == ABORT;
    }

    private void readAttributes() {
        hasLogAppendTime = BatchHeader.hasLogAppendTime(bytes, batch);
        baseTimestamp =
                hasLogAppendTime
                        ? BatchHeader.maxTimestamp(bytes, batch)
                        : BatchHeader.baseTimestamp(bytes, batch);
        leaderEpoch = BatchHeader.leaderEpoch(bytes, batch);
    }

    private void openRecords() {
        int from = batch + BatchHeader.SIZE;
        int codec = BatchHeader.compression(bytes, batch);
        if (codec == BatchHeader.UNCOMPRESSED) {
            record.open(baseOffset, bytes, from, next);
        } else {
            int size = inflate(codec, from);
            record.open(baseOffset, inflater.array(), 0, size);
        }
    }

    /** Inflates the batch's records, and returns their size. */
    private int inflate(int codec, int from) {
        try {
            return inflater.inflate(codec, bytes, from, next - from);
        } catch (IOException e) {
            throw notInflated(e);
        } catch (RuntimeException | Error e) {
            // Snappy reports damaged bytes as an Error.
            if (isEnvironmental(e)) {
                throw e;
            }
            throw notInflated(e);
        }
    }

    private DamagedBatchException notInflated(Throwable failure) {
        String reason = Explanation.reason(failure);
        return Explanation.of(damaged("records that cannot be inflated: %s", reason), failure);
    }

    /** Whether the codec's library is missing, or memory: not the fault of the batch. */
    private static boolean isEnvironmental(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof LinkageError || cause instanceof VirtualMachineError) {
                return true;
            }
        }
        return false;
    }

    /** Whether the current batch has records that were not read, wanted or not. */
    public boolean hasRecords() {
        return recordsLeft > 0;
    }

    /** What the timestamps of the current batch mean; after the last, those of the last one. */
    public TimestampType timestampType() {
        return hasLogAppendTime ? TimestampType.LOG_APPEND_TIME : TimestampType.CREATE_TIME;
    }

    /** Leader epoch of the current batch, {@link Chunk#NO_LEADER_EPOCH} if unknown. */
    public int leaderEpoch() {
        return leaderEpoch;
    }

    /** The offset after the last one of all batches so far: where the next fetch begins. */
    public long nextOffset() {
        return Math.max(firstOffset, endOffset);
    }

    /** Number of records that were read since the batches were opened. */
    public long recordsRead() {
        return recordsRead;
    }

    /** Size of these records in their batches, uncompressed and with all their fields. */
    public long bytesRead() {
        return bytesRead;
    }

    /**
     * Appends the next records of the current batch to a builder, up to a limit and as far as there
     * is room. The next call continues with the record where this one stopped.
     *
     * @param limit offset of the first record that is to stay unread
     * @throws DamagedBatchException if they are not records as a producer wrote them; those before
     *     are in the builder
     */
    public void read(ChunkBuilder out, long limit) {
        while (recordsLeft > 0) {
            int position = record.position();
            record.next();
            long offset = baseOffset + record.offsetDelta();
            if (offset < firstOffset) {
                accept();
            } else if (offset < limit && hasRoom(out)) {
                accept();
                recordsRead++;
                bytesRead += record.position() - position;
                append(offset, out);
            } else {
                record.reset(position);
                return;
            }
        }
    }

    /** Takes the record as read. */
    private void accept() {
        int delta = record.offsetDelta();
        if (delta <= offsetDelta || delta > lastOffsetDelta) {
            throw damaged(
                    "a record at offset %d of a batch that has %d to %d left",
                    baseOffset + delta, baseOffset + offsetDelta + 1, endOffset - 1);
        }
        offsetDelta = delta;
        recordsLeft--;
        if (recordsLeft == 0 && record.hasRemaining()) {
            throw damaged("a batch with bytes after its last record");
        }
    }

    private boolean hasRoom(ChunkBuilder out) {
        return out.rows() == 0
                || out.hasRoomFor((long) Math.max(0, keySize()) + Math.max(0, valueSize()));
    }

    private void append(long offset, ChunkBuilder out) {
        out.append(
                offset,
                hasLogAppendTime ? baseTimestamp : baseTimestamp + record.timestampDelta(),
                record.bytes(),
                record.keyAt(),
                keySize(),
                record.valueAt(),
                valueSize(),
                options.headers() ? record.headers() : null);
    }

    private int keySize() {
        return options.keys() ? record.keySize() : HeldBytes.NULL_SIZE;
    }

    private int valueSize() {
        return options.values() ? record.valueSize() : HeldBytes.NULL_SIZE;
    }

    private DamagedBatchException damaged(String found, Object... numbers) {
        return new DamagedBatchException(baseOffset, String.format(found, numbers));
    }
}
