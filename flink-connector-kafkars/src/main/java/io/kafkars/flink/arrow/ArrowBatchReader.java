// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.arrow;

import io.kafkars.arrow.IpcStream;

import org.apache.flink.annotation.PublicEvolving;

import org.apache.arrow.vector.VectorSchemaRoot;

import java.io.IOException;

/** An {@link ArrowBatch} that was opened. Close it when done with its vectors. Not thread-safe. */
@PublicEvolving
public final class ArrowBatchReader implements AutoCloseable {

    private final IpcStream stream;
    private final VectorSchemaRoot root;

    ArrowBatchReader(IpcStream stream) throws IOException {
        this.stream = stream;
        this.root = stream.root();
    }

    /** The batch as vectors; valid until this is closed, and closed with it. */
    public VectorSchemaRoot root() {
        return root;
    }

    /** Releases the vectors; may be called again. */
    @Override
    public void close() {
        stream.close();
    }
}
