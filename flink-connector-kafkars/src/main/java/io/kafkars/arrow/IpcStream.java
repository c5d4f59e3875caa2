package io.kafkars.arrow;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.util.ByteArrayReadableSeekableByteChannel;

import java.io.IOException;

/**
 * Bytes on the heap that are an Arrow IPC stream, opened: batch after batch is loaded into the same
 * vectors. Buffers may be compressed. Close it before its allocator. Not thread-safe.
 */
public final class IpcStream implements AutoCloseable {

    private final ArrowStreamReader reader;

    /**
     * @param bytes not changed, and not to be changed while this is open
     * @param allocator gives the memory of the vectors; stays the caller's
     */
    public IpcStream(byte[] bytes, BufferAllocator allocator) {
        reader =
                new ArrowStreamReader(
                        new ByteArrayReadableSeekableByteChannel(bytes),
                        allocator,
                        BodyCompression.anyCodec());
    }

    /**
     * Loads the next batch into the vectors of {@link #root}; false if there is none.
     *
     * @throws IOException if the bytes are no Arrow IPC stream, or end within a message
     */
    public boolean next() throws IOException {
        return reader.loadNextBatch();
    }

    /**
     * The vectors, the same ones for all batches.
     *
     * @throws IOException if the bytes do not begin with a schema
     */
    public VectorSchemaRoot root() throws IOException {
        return reader.getVectorSchemaRoot();
    }

    /** Releases the vectors; may be called again. */
    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw new IllegalStateException("An array on the heap could not be closed", e);
        }
    }
}
