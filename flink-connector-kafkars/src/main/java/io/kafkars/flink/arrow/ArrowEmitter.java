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
import io.kafkars.merge.RunCursor;
import io.kafkars.validation.Explanation;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;

/**
 * Emits many records as one {@link ArrowBatch}: fills the reader's vectors, and copies them to the
 * heap. An element ends where a watermark falls. All records of an element are emitted at once, so
 * their splits' states advance together. Task thread only.
 */
final class ArrowEmitter implements Emitter {

    private final BufferAllocator allocator;
    private final MessageVectors vectors;
    private final IpcWriter writer;
    private final MainOutput<ArrowBatch> output;
    private final WatermarkRows watermarkRows = new WatermarkRows();
    private final RunCursor run = new RunCursor();
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
        watermarkRows.open(newBatch, statesByIndex);
        run.open(newBatch);
        lastRows.open(newBatch);
    }

    /**
     * Emits the watermark that precedes the first row of the next element, if it has one. The
     * element ends before the next row that has one.
     *
     * @throws IllegalStateException if a record does not fit into the memory limit
     */
    @Override
    public boolean next() {
        int first = vectors.nextRow();
        int rise = watermarkRows.next(first, output.nextKey());
        if (rise == first && first < batch.rows()) {
            output.raiseWatermark(watermarkRows.mergeKey(first), watermarkRows.limit());
            rise = watermarkRows.next(first, output.nextKey());
        }
        try {
            return vectors.next(output.emitsWatermarks() ? rise : batch.rows());
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
        return Explanation.of(
                new IllegalStateException(
                        String.format(
                                "%s do not fit into the reader's limit of %d bytes of memory for"
                                        + " Arrow: raise it with ArrowOptions.withMemoryLimit",
                                vectors.description(), allocator.getLimit())),
                cause);
    }

    @Override
    public int emit() {
        BatchColumns columns = vectors.columns();
        int first = vectors.firstRow();
        int rows = vectors.root().getRowCount();
        int last = first + rows - 1;
        var element =
                new ArrowBatch(
                        write(),
                        rows,
                        columns.timestamp(first),
                        columns.timestamp(last),
                        vectors.isLive());
        stampRows(columns, first, rows);
        output.collect(element);
        advanceStates(first, rows);
        return rows;
    }

    /** Counts the rows that are late. The element has the event time of its last row. */
    private void stampRows(BatchColumns columns, int first, int rows) {
        run.walk(first, rows);
        while (run.next()) {
            int end = run.firstRow() + run.rows();
            for (int row = run.firstRow(); row < end; row++) {
                output.stamp(columns.timestamp(row), run.mergeKey(row));
                output.countIfLate();
            }
        }
    }

    private void advanceStates(int first, int rows) {
        lastRows.walk(first, rows);
        while (lastRows.next()) {
            states[lastRows.partitionIndex()].emitted(
                    lastRows.offset(), lastRows.mergeKey(), lastRows.leaderEpoch());
        }
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
