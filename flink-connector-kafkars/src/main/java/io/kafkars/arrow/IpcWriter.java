// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.arrow;

import io.kafkars.validation.Explanation;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.compression.CompressionCodec;
import org.apache.arrow.vector.compression.CompressionUtil;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes tables as bytes on the heap, each a complete Arrow IPC stream: the schema, one record
 * batch, and the end. Tables with dictionaries are not supported. Not thread-safe.
 */
public final class IpcWriter {

    private final VectorSchemaRoot root;
    private final CompressionCodec codec;
    private final byte[] schema;
    private final HeapChannel out = new HeapChannel();

    /** Size of the last stream without its buffers, to estimate that of the next. */
    private int overhead = 1024;

    /**
     * @param root has the rows to write; closed by the caller
     */
    public IpcWriter(VectorSchemaRoot root, BodyCompression compression) {
        this.root = root;
        this.codec = Codecs.of(compression);
        this.schema = message(root.getSchema());
    }

    private static byte[] message(Schema schema) {
        var out = new HeapChannel();
        try {
            out.begin(1024);
            MessageSerializer.serialize(new WriteChannel(out), schema);
        } catch (IOException e) {
            throw unwritten(e);
        }
        return out.take();
    }

    /**
     * The rows that are in the root now.
     *
     * @throws org.apache.arrow.memory.OutOfMemoryException if the allocator's limit is too small
     *     for the compressed buffers
     */
    public byte[] write() {
        try (ArrowRecordBatch batch = unload()) {
            int body = Math.toIntExact(batch.computeBodyLength());
            out.begin(Math.addExact(body, overhead));
            var channel = new WriteChannel(out);
            channel.write(schema);
            MessageSerializer.serialize(channel, batch);
            ArrowStreamWriter.writeEndOfStream(channel, IpcOption.DEFAULT);
            overhead = out.size() - body;
            return out.take();
        } catch (IOException e) {
            throw unwritten(e);
        }
    }

    private static IllegalStateException unwritten(IOException failure) {
        return Explanation.of(
                new IllegalStateException(
                        "Arrow bytes could not be written to the heap: "
                                + Explanation.reason(failure)),
                failure);
    }

    /** Unlike Arrow's unloader, releases all buffers when one of them cannot be compressed. */
    private ArrowRecordBatch unload() {
        var nodes = new ArrayList<ArrowFieldNode>();
        var buffers = new ArrayList<ArrowBuf>();
        try {
            root.getFieldVectors().forEach(vector -> unload(vector, nodes, buffers));
        } catch (RuntimeException e) {
            buffers.forEach(ArrowBuf::close);
            throw e;
        }
        return new ArrowRecordBatch(
                root.getRowCount(),
                nodes,
                buffers,
                CompressionUtil.createBodyCompression(codec),
                true,
                false);
    }

    private void unload(FieldVector vector, List<ArrowFieldNode> nodes, List<ArrowBuf> buffers) {
        nodes.add(new ArrowFieldNode(vector.getValueCount(), vector.getNullCount()));
        for (ArrowBuf buffer : vector.getFieldBuffers()) {
            // The codec returns this buffer, or closes it: the vector needs a reference of its own.
            buffer.getReferenceManager().retain();
            try {
                buffers.add(codec.compress(vector.getAllocator(), buffer));
            } catch (RuntimeException e) {
                buffer.close();
                throw e;
            }
        }
        vector.getChildrenFromFields().forEach(child -> unload(child, nodes, buffers));
    }
}
