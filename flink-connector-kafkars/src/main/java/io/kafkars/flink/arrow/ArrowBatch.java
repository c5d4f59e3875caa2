// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.arrow;

import io.kafkars.arrow.IpcStream;
import io.kafkars.flink.types.ImmutableTypeInfo;
import io.kafkars.merge.RecordView;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;

import org.apache.arrow.memory.BufferAllocator;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;

/**
 * Released records as one element of a stream: an Arrow IPC stream with one record batch, as bytes
 * on the heap. Its rows are in the order of their release. Either all of them were released during
 * the replay, or all of them live.
 *
 * <p>An element may be copied, buffered, dropped by a filter, or lost when the job is cancelled,
 * and Flink has no hook for the end of its life. So a batch holds nothing that would have to be
 * released. Whoever opens it closes what they opened:
 *
 * <pre>{@code
 * try (ArrowBatchReader reader = batch.open(allocator)) {
 *     use(reader.root().getVector("value"));
 * }
 * }</pre>
 *
 * <p>Immutable: the bytes are copied neither on the way in nor on the way out, so nobody may write
 * to them. Flink finds their serializer by itself, also inside other types.
 */
@PublicEvolving
@TypeInfo(ArrowBatchTypeFactory.class)
public final class ArrowBatch {

    /**
     * The type of batches, for where Flink asks for one. A stream cannot be keyed by batches: keys
     * belong to rows.
     */
    public static final TypeInformation<ArrowBatch> TYPE_INFO =
            new ImmutableTypeInfo<>(ArrowBatch.class, new ArrowBatchSerializer(), false);

    private final byte[] ipcStream;
    private final int rows;
    private final long firstTimestamp;
    private final long lastTimestamp;
    private final boolean live;

    /**
     * @param ipcStream an Arrow IPC stream with one record batch; not copied
     * @param rows number of rows in it, at least 0
     * @param firstTimestamp timestamp of the first row, {@link RecordView#NO_TIMESTAMP} if none
     * @param lastTimestamp timestamp of the last row, {@link RecordView#NO_TIMESTAMP} if none
     * @param live whether the rows were released live
     */
    public ArrowBatch(
            byte[] ipcStream, int rows, long firstTimestamp, long lastTimestamp, boolean live) {
        if (rows < 0) {
            throw new IllegalArgumentException(
                    "A batch must have at least 0 rows, but has " + rows);
        }
        this.ipcStream = Objects.requireNonNull(ipcStream, "ipcStream");
        this.rows = rows;
        this.firstTimestamp = firstTimestamp;
        this.lastTimestamp = lastTimestamp;
        this.live = live;
    }

    /**
     * Loads the batch into vectors.
     *
     * @param allocator allocates their memory, and must be closed after the reader; {@link
     *     io.kafkars.arrow.ArrowMemory#newAllocator} makes one
     * @throws IOException if the bytes are not an Arrow IPC stream with a record batch
     */
    public ArrowBatchReader open(BufferAllocator allocator) throws IOException {
        var stream = new IpcStream(ipcStream, allocator);
        try {
            if (!stream.next()) {
                throw new IOException(
                        "Expected an Arrow IPC stream with a batch, found none in it");
            }
            return new ArrowBatchReader(stream);
        } catch (IOException | RuntimeException e) {
            stream.close();
            throw e;
        }
    }

    /** The bytes, as every Arrow implementation reads them; not to be written to. */
    public byte[] ipcStream() {
        return ipcStream;
    }

    /** Number of rows. */
    public int rows() {
        return rows;
    }

    /**
     * Timestamp of the first row, epoch milliseconds, {@link RecordView#NO_TIMESTAMP} if it has
     * none. Later rows may be older, where a partition itself is out of order.
     */
    public long firstTimestamp() {
        return firstTimestamp;
    }

    /** Timestamp of the last row, {@link RecordView#NO_TIMESTAMP} if it has none. */
    public long lastTimestamp() {
        return lastTimestamp;
    }

    /** Whether the rows were released live, by a reader that had finished its replay. */
    public boolean isLive() {
        return live;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ArrowBatch that
                && rows == that.rows
                && firstTimestamp == that.firstTimestamp
                && lastTimestamp == that.lastTimestamp
                && live == that.live
                && Arrays.equals(ipcStream, that.ipcStream);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ipcStream);
    }

    /** How much the batch contains, without its content. */
    @Override
    public String toString() {
        return String.format(
                "ArrowBatch{rows=%d, timestamps=%d..%d, live=%s, %d bytes}",
                rows, firstTimestamp, lastTimestamp, live, ipcStream.length);
    }
}
