// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.arrow;

import io.kafkars.merge.BatchColumns;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.RecordView;
import io.kafkars.merge.ReleasedBatch;
import io.kafkars.merge.RunCursor;
import io.kafkars.validation.Explanation;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampMilliTZVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;

import java.util.Set;

/**
 * Fills Arrow vectors with released batches, always the same vectors. A released batch becomes one
 * message batch, or several if it spans the moment of going live or would be too large:
 *
 * <pre>{@code
 * try (var allocator = ArrowMemory.newAllocator("events", 256 << 20);
 *         var vectors = new MessageVectors(Set.of(), allocator)) {
 *     vectors.open(manager.poll(Duration.ofSeconds(1)));
 *     while (vectors.next()) {
 *         use(vectors.root());
 *     }
 * }
 * }</pre>
 *
 * <p>The vectors keep the memory that their largest batch needed until they are closed. Not
 * thread-safe.
 */
public final class MessageVectors implements AutoCloseable {

    /** Leaves room for all columns and the overhead of IPC in one array. */
    private static final long MAX_BYTES = 1L << 30;

    /**
     * A batch may be as large as the allocator's limit divided by this. Buffers are rounded up to
     * powers of two, each column keeps what its largest batch needed, and compression needs a
     * second copy.
     */
    private static final int LIMIT_DIVISOR = 16;

    private final BufferAllocator allocator;
    private final VectorSchemaRoot root;
    private final VarBinaryVector keys;
    private final VarBinaryVector values;
    private final BigIntVector offsets;
    private final TimeStampMilliTZVector timestamps;
    private final TopicColumn topics;
    private final IntVector partitions;
    private final FurtherColumns further;
    private final BatchColumns columns = new BatchColumns();
    private final BatchParts parts;
    private final RunCursor run = new RunCursor();
    private ReleasedBatch batch;

    /**
     * @param furtherColumns columns besides those of {@link MessageSchema#MESSAGE}
     * @param allocator for the memory of the vectors; closed by the caller
     */
    public MessageVectors(Set<MessageColumn> furtherColumns, BufferAllocator allocator) {
        this(
                furtherColumns,
                allocator,
                Math.min(MAX_BYTES, Math.max(1, allocator.getLimit() / LIMIT_DIVISOR)));
    }

    MessageVectors(Set<MessageColumn> furtherColumns, BufferAllocator allocator, long maxBytes) {
        this.allocator = allocator;
        this.parts = new BatchParts(maxBytes);
        this.root = VectorSchemaRoot.create(MessageSchema.of(furtherColumns), allocator);
        this.keys = (VarBinaryVector) root.getVector(MessageSchema.KEY);
        this.values = (VarBinaryVector) root.getVector(MessageSchema.VALUE);
        this.offsets = (BigIntVector) root.getVector(MessageSchema.OFFSET);
        this.timestamps = (TimeStampMilliTZVector) root.getVector(MessageSchema.TIMESTAMP);
        this.topics = new TopicColumn((VarCharVector) root.getVector(MessageSchema.TOPIC));
        this.partitions = (IntVector) root.getVector(MessageSchema.PARTITION);
        this.further = new FurtherColumns(root);
    }

    /** Gathers a released batch; {@link #next} moves to its first message batch. */
    public void open(ReleasedBatch newBatch) {
        batch = newBatch;
        columns.gather(newBatch);
        parts.open(newBatch, columns);
        topics.open(newBatch);
        further.open(newBatch);
        root.setRowCount(0);
    }

    /**
     * Fills the vectors with the next message batch, which has at least one row. Returns false, and
     * leaves them empty, if there is none.
     *
     * @throws OutOfMemoryException if the allocator's limit is too small for a single large record
     */
    public boolean next() {
        return next(Integer.MAX_VALUE);
    }

    /**
     * The same, for a message batch that ends at the latest where the caller says.
     *
     * @param maxEnd row of the released batch before which the message batch ends, larger than
     *     {@link #nextRow()}
     */
    public boolean next(int maxEnd) {
        if (!parts.next(maxEnd)) {
            root.setRowCount(0);
            return false;
        }
        try {
            fill(parts.firstRow(), parts.rows());
        } catch (OutOfMemoryException e) {
            throw Explanation.of(
                    new OutOfMemoryException(
                            String.format(
                                    "%s do not fit into the memory limit of %d bytes for Arrow:"
                                            + " raise the limit",
                                    description(), allocator.getLimit())),
                    e);
        }
        return true;
    }

    private void fill(int first, int rows) {
        VectorBuffers.copy(columns.keys(), first, rows, keys);
        VectorBuffers.copy(columns.values(), first, rows, values);
        topics.fill(first, rows);
        columns.copyPartitions(
                first, rows, VectorBuffers.fixed(partitions, rows, Integer.BYTES).asIntBuffer());
        partitions.setValueCount(rows);
        columns.copyOffsets(
                first, rows, VectorBuffers.fixed(offsets, rows, Long.BYTES).asLongBuffer());
        offsets.setValueCount(rows);
        fillTimestamps(first, rows);
        further.fill(columns, first, rows);
        root.setRowCount(rows);
    }

    private void fillTimestamps(int first, int rows) {
        columns.copyTimestamps(
                first, rows, VectorBuffers.fixed(timestamps, rows, Long.BYTES).asLongBuffer());
        for (int row = 0; row < rows; row++) {
            if (columns.timestamp(first + row) == RecordView.NO_TIMESTAMP) {
                timestamps.setNull(row);
            }
        }
        timestamps.setValueCount(rows);
    }

    /** The vectors; valid until the next call of {@link #next}, {@link #open} or {@link #close}. */
    public VectorSchemaRoot root() {
        return root;
    }

    /** The row of the released batch with which the message batch begins. */
    public int firstRow() {
        return parts.firstRow();
    }

    /** The row of the released batch with which the next message batch will begin. */
    public int nextRow() {
        return parts.firstRow() + parts.rows();
    }

    /** All rows of the released batch. */
    public BatchColumns columns() {
        return columns;
    }

    /** Whether the rows of the message batch, all or none, were released live. */
    public boolean isLive() {
        return parts.isLive();
    }

    /** Describes the message batch in messages: how many records, how large, and where. */
    public String description() {
        int first = parts.firstRow();
        int rows = parts.rows();
        run.open(batch);
        run.walk(first, 1);
        run.next();
        PartitionId partition = batch.partitions()[run.partitionIndex()];
        return String.format(
                "%d records with %d bytes of keys and %d bytes of values, the first at topic '%s',"
                        + " partition %d, offset %d,",
                rows,
                columns.keys().byteCount(first, rows),
                columns.values().byteCount(first, rows),
                partition.topic(),
                partition.partition(),
                columns.offset(first));
    }

    @Override
    public void close() {
        root.close();
    }
}
