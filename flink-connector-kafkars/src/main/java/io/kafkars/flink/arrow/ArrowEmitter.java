// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.arrow;

import io.kafkars.arrow.IpcWriter;
import io.kafkars.arrow.MessageVectors;
import io.kafkars.flink.reader.Emitter;
import io.kafkars.flink.reader.KafkarsSplitState;
import io.kafkars.flink.reader.MainOutput;
import io.kafkars.merge.BatchColumns;
import io.kafkars.merge.LastRows;
import io.kafkars.merge.ReleasedBatch;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;

/**
 * Emits many records as one {@link ArrowBatch}: fills the reader's vectors, and copies them to the
 * heap. All records of an element are emitted at once, so their splits' states advance together.
 * Task thread only.
 */
final class ArrowEmitter implements Emitter {

    private final BufferAllocator allocator;
    private final MessageVectors vectors;
    private final IpcWriter writer;
    private final MainOutput<ArrowBatch> output;
    private final LastRows lastRows = new LastRows();
    private ReleasedBatch batch;
    private KafkarsSplitState[] states;

    /**
     * @param allocator closed with this, or by this constructor if it fails
     */
    ArrowEmitter(ArrowOptions options, BufferAllocator allocator, MainOutput<ArrowBatch> output) {
        this.allocator = allocator;
        this.output = output;
        try {
            this.vectors = new MessageVectors(options.columns(), allocator);
            this.writer = new IpcWriter(vectors.root(), options.compression());
        } catch (RuntimeException e) {
            allocator.close();
            throw e;
        }
    }

    @Override
    public void open(ReleasedBatch newBatch, KafkarsSplitState[] statesByIndex) {
        batch = newBatch;
        states = statesByIndex;
        vectors.open(newBatch);
    }

    /**
     * @throws IllegalStateException if a record does not fit into the memory limit
     */
    @Override
    public boolean next() {
        try {
            return vectors.next();
        } catch (OutOfMemoryException e) {
            throw tooLarge(e);
        }
    }

    /** Compression needs a second copy, and may fail where the vectors fitted. */
    private byte[] write() {
        try {
            return writer.write();
        } catch (OutOfMemoryException e) {
            throw tooLarge(e);
        }
    }

    private IllegalStateException tooLarge(OutOfMemoryException cause) {
        return new IllegalStateException(
                String.format(
                        "%s do not fit into the reader's limit of %d bytes of memory for Arrow:"
                                + " raise it with ArrowOptions.withMemoryLimit",
                        vectors.description(), allocator.getLimit()),
                cause);
    }

    @Override
    public int emit() {
        BatchColumns columns = vectors.columns();
        int first = vectors.firstRow();
        int rows = vectors.root().getRowCount();
        int last = first + rows - 1;
        for (int row = first; row <= last; row++) {
            output.countIfLate(columns.timestamp(row));
        }
        var element =
                new ArrowBatch(
                        write(),
                        rows,
                        columns.timestamp(first),
                        columns.timestamp(last),
                        vectors.isLive());
        output.stamp(columns.timestamp(last), advanceStates(first, rows));
        output.collect(element);
        return rows;
    }

    /** Advances the states past these rows, and returns the merge key of the last. */
    private long advanceStates(int first, int rows) {
        lastRows.open(batch, first, rows);
        lastRows.next();
        long mergeKey = lastRows.mergeKey();
        do {
            states[lastRows.partitionIndex()].emitted(
                    lastRows.offset(), lastRows.mergeKey(), lastRows.leaderEpoch());
        } while (lastRows.next());
        return mergeKey;
    }

    /**
     * @throws IllegalStateException if memory of the allocator was not given back
     */
    @Override
    public void close() {
        try (allocator) {
            vectors.close();
        }
    }
}
