// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.arrow;

import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.vector.ipc.ReadChannel;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.ArrowBlock;
import org.apache.arrow.vector.ipc.message.ArrowFooter;
import org.apache.arrow.vector.ipc.message.MessageMetadataResult;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.ByteArrayReadableSeekableByteChannel;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Concatenates Arrow IPC streams of one schema to a longer stream or to an Arrow file, which also
 * has an index of its batches. Record batches are copied as they are, so no off-heap memory is
 * needed. Streams with dictionaries are not supported. Not thread-safe.
 */
public final class IpcAppender {

    private static final byte[] MAGIC = "ARROW1".getBytes(US_ASCII);
    private static final byte[] END_OF_STREAM = {-1, -1, -1, -1, 0, 0, 0, 0};
    private static final int ALIGNMENT = 8;

    private final OutputStream out;
    private final boolean isFile;
    private final List<ArrowBlock> blocks = new ArrayList<>();
    private Schema schema;
    private long position;

    private IpcAppender(OutputStream out, boolean isFile) {
        this.out = out;
        this.isFile = isFile;
    }

    /** Writes an Arrow file to a stream that the caller closes. */
    public static IpcAppender toFile(OutputStream out) {
        return new IpcAppender(out, true);
    }

    /** Writes an Arrow IPC stream to a stream that the caller closes. */
    public static IpcAppender toStream(OutputStream out) {
        return new IpcAppender(out, false);
    }

    /**
     * Appends the record batches of a stream.
     *
     * @throws IOException if it is not an Arrow IPC stream, or has another schema than those before
     */
    public void append(byte[] ipcStream) throws IOException {
        var channel = new ByteArrayReadableSeekableByteChannel(ipcStream);
        var in = new ReadChannel(channel);
        long start = 0;
        MessageMetadataResult message;
        while ((message = MessageSerializer.readMessage(in)) != null) {
            int metadataSize = Math.toIntExact(channel.position() - start);
            long bodySize = message.getMessageBodyLength();
            long end = start + metadataSize + bodySize;
            if (end > ipcStream.length) {
                throw new IOException(
                        String.format(
                                "Arrow IPC stream of %d bytes ends within a message that ends at"
                                        + " %d",
                                ipcStream.length, end));
            }
            switch (message.headerType()) {
                case MessageHeader.Schema ->
                        appendSchema(
                                MessageSerializer.deserializeSchema(message),
                                ipcStream,
                                (int) start,
                                (int) end);
                case MessageHeader.RecordBatch -> {
                    blocks.add(new ArrowBlock(position, metadataSize, bodySize));
                    write(ipcStream, (int) start, (int) end);
                }
                default ->
                        throw new IOException(
                                "Expected a schema or a record batch in the Arrow IPC stream,"
                                        + " found a message of type "
                                        + MessageHeader.name(message.headerType()));
            }
            channel.position(end);
            start = end;
        }
    }

    private void appendSchema(Schema next, byte[] ipcStream, int start, int end)
            throws IOException {
        if (schema == null) {
            schema = next;
            if (isFile) {
                write(MAGIC);
                write(new byte[ALIGNMENT - MAGIC.length]);
            }
            write(ipcStream, start, end);
        } else if (!schema.equals(next)) {
            throw new IOException(
                    String.format(
                            "All batches of a file must have one schema: the first had %s, found"
                                    + " %s",
                            schema, next));
        }
    }

    /** Writes what follows the last batch; writes nothing if no stream was appended. */
    public void finish() throws IOException {
        if (schema == null) {
            return;
        }
        write(END_OF_STREAM);
        if (isFile) {
            ByteBuffer footer = WriteChannel.serialize(new ArrowFooter(schema, List.of(), blocks));
            byte[] bytes = new byte[footer.remaining()];
            footer.get(bytes);
            write(bytes);
            write(
                    ByteBuffer.allocate(Integer.BYTES)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putInt(bytes.length)
                            .array());
            write(MAGIC);
        }
    }

    private void write(byte[] bytes) throws IOException {
        write(bytes, 0, bytes.length);
    }

    private void write(byte[] bytes, int start, int end) throws IOException {
        out.write(bytes, start, end - start);
        position += end - start;
    }
}
