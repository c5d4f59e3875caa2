// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.arrow;

import io.kafkars.validation.Explanation;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.util.ValueVectorUtility;

import java.io.IOException;

/**
 * Reads an Arrow IPC stream from bytes on the heap: one batch after the other is loaded into the
 * same vectors. Buffers may be compressed. To be closed before its allocator. Not thread-safe.
 */
public final class IpcStream implements AutoCloseable {

    private final HeapReader reader;

    /**
     * @param bytes not to be changed while this is open
     * @param allocator for the memory of the vectors; closed by the caller
     * @throws IOException if the bytes are not an Arrow IPC stream, or are truncated
     */
    public IpcStream(byte[] bytes, BufferAllocator allocator) throws IOException {
        reader = new HeapReader(bytes, allocator);
    }

    /**
     * Loads the next batch into the vectors of {@link #root}; false if there is none.
     *
     * @throws IOException if the bytes are damaged
     * @throws OutOfMemoryException if the allocator's limit is too small
     */
    public boolean next() throws IOException {
        try {
            return reader.loadNextBatch();
        } catch (OutOfMemoryException e) {
            throw e;
        } catch (RuntimeException e) {
            throw damaged(e);
        }
    }

    /**
     * Checks that all rows of the current batch can be read: that each column has as many rows as
     * the batch, and its buffers contain what the rows refer to. For bytes from another program.
     *
     * @throws IOException if they cannot
     */
    public void validate() throws IOException {
        VectorSchemaRoot root = root();
        for (FieldVector vector : root.getFieldVectors()) {
            if (vector.getValueCount() != root.getRowCount()) {
                throw new IOException(
                        String.format(
                                "Arrow batch is damaged: it has %d rows, but column '%s' has %d",
                                root.getRowCount(), vector.getName(), vector.getValueCount()));
            }
        }
        try {
            ValueVectorUtility.validateFull(root);
        } catch (RuntimeException e) {
            throw damaged(e);
        }
    }

    /**
     * The vectors, the same ones for all batches.
     *
     * @throws IOException if the schema is damaged
     */
    public VectorSchemaRoot root() throws IOException {
        try {
            return reader.getVectorSchemaRoot();
        } catch (RuntimeException e) {
            throw damaged(e);
        }
    }

    /** The dictionaries of encoded columns; valid as long as the vectors. */
    public DictionaryProvider dictionaries() {
        return reader;
    }

    private static IOException damaged(RuntimeException cause) {
        return Explanation.of(
                new IOException("Arrow IPC stream cannot be read: " + Explanation.reason(cause)),
                cause);
    }

    /** Releases the vectors; may be called again. */
    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw Explanation.of(
                    new IllegalStateException(
                            "An array on the heap could not be closed: " + Explanation.reason(e)),
                    e);
        }
    }
}
