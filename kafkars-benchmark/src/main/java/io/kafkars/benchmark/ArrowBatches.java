// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import io.kafkars.arrow.ArrowMemory;
import io.kafkars.flink.arrow.ArrowBatch;

import org.apache.arrow.vector.TimeStampMilliTZVector;
import org.apache.arrow.vector.VectorSchemaRoot;

import java.io.IOException;
import java.util.stream.IntStream;

/** Elements that are Arrow batches of records. */
final class ArrowBatches implements Elements<ArrowBatch> {

    private static final long serialVersionUID = 1L;
    private static final String TIMESTAMP = "timestamp";
    private static final long MEMORY = 256L << 20;

    @Override
    public int records(ArrowBatch batch) {
        return batch.rows();
    }

    @Override
    public long[] timestamps(ArrowBatch batch) throws IOException {
        try (var allocator = ArrowMemory.newAllocator("order", MEMORY);
                var reader = batch.open(allocator)) {
            return timestamps(reader.root());
        }
    }

    static long[] timestamps(VectorSchemaRoot root) {
        var vector = (TimeStampMilliTZVector) root.getVector(TIMESTAMP);
        return IntStream.range(0, root.getRowCount()).mapToLong(vector::get).toArray();
    }

    @Override
    public byte[] value(ArrowBatch batch) {
        throw new UnsupportedOperationException("A batch has no single value");
    }
}
