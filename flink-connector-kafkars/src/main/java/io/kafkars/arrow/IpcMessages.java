// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.arrow;

import io.kafkars.validation.Explanation;

import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Finds the messages of an Arrow IPC stream, and checks that they and their buffers lie within it,
 * before memory of the sizes that they claim is allocated.
 */
final class IpcMessages {

    private static final byte[] FILE_MAGIC = "ARROW1".getBytes(US_ASCII);
    private static final int CONTINUATION = -1;

    private final byte[] stream;
    private final ByteBuffer in;
    private final List<IpcMessage> messages = new ArrayList<>();

    private IpcMessages(byte[] stream) {
        this.stream = stream;
        this.in = ByteBuffer.wrap(stream).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A message, and where its body is in the stream. */
    record IpcMessage(Message message, int bodyStart) {}

    /**
     * The messages. The first, and no other, is a schema; the end-of-stream marker may be missing.
     *
     * @throws IOException if the bytes are not an Arrow IPC stream
     */
    static List<IpcMessage> of(byte[] stream) throws IOException {
        if (stream.length == 0) {
            throw new IOException("Expected an Arrow IPC stream, found no bytes");
        }
        if (stream.length >= FILE_MAGIC.length
                && Arrays.equals(stream, 0, FILE_MAGIC.length, FILE_MAGIC, 0, FILE_MAGIC.length)) {
            throw new IOException(
                    "Expected an Arrow IPC stream, found an Arrow file: the producer must write"
                            + " the stream format");
        }
        try {
            var found = new IpcMessages(stream);
            while (found.nextMessage()) {
                // It has added the message.
            }
            if (found.messages.isEmpty()) {
                throw new IOException("Expected an Arrow IPC stream, found one without a schema");
            }
            return found.messages;
        } catch (RuntimeException e) {
            throw Explanation.of(
                    new IOException(
                            "Expected an Arrow IPC stream, found bytes that cannot be read as one"),
                    e);
        }
    }

    private boolean nextMessage() throws IOException {
        if (in.remaining() < Integer.BYTES) {
            return false;
        }
        int size = in.getInt();
        if (size == CONTINUATION) {
            if (in.remaining() < Integer.BYTES) {
                return false;
            }
            size = in.getInt();
        }
        if (size == 0) {
            return false;
        }
        if (size < 0 || size > in.remaining()) {
            throw truncated("metadata", size);
        }
        Message message =
                Message.getRootAsMessage(
                        ByteBuffer.wrap(stream, in.position(), size)
                                .slice()
                                .order(ByteOrder.LITTLE_ENDIAN));
        in.position(in.position() + size);
        checkMessage(message);
        messages.add(new IpcMessage(message, in.position()));
        in.position(in.position() + (int) message.bodyLength());
        return true;
    }

    private void checkMessage(Message message) throws IOException {
        if (messages.isEmpty() != (message.headerType() == MessageHeader.Schema)) {
            throw new IOException(
                    "Expected an Arrow IPC stream that begins with its one schema, found message "
                            + messages.size()
                            + " of type "
                            + message.headerType());
        }
        if (message.bodyLength() < 0 || message.bodyLength() > in.remaining()) {
            throw truncated("body", message.bodyLength());
        }
        if (message.headerType() == MessageHeader.RecordBatch) {
            checkBuffers((RecordBatch) message.header(new RecordBatch()), message.bodyLength());
        } else if (message.headerType() == MessageHeader.DictionaryBatch) {
            var dictionary = (DictionaryBatch) message.header(new DictionaryBatch());
            checkBuffers(dictionary.data(), message.bodyLength());
        }
    }

    private static void checkBuffers(RecordBatch batch, long bodyLength) throws IOException {
        for (int i = 0; i < batch.buffersLength(); i++) {
            Buffer buffer = batch.buffers(i);
            boolean inside =
                    buffer.offset() >= 0
                            && buffer.length() >= 0
                            && buffer.offset() <= bodyLength - buffer.length();
            if (!inside) {
                throw new IOException(
                        String.format(
                                "Buffer %d of the Arrow batch should lie within a body of %d bytes,"
                                        + " but begins at %d and has %d",
                                i, bodyLength, buffer.offset(), buffer.length()));
            }
        }
    }

    private IOException truncated(String part, long size) {
        return new IOException(
                String.format(
                        "Arrow IPC stream is truncated or damaged: expected %d bytes of %s at byte %d,"
                                + " found %d",
                        size, part, in.position(), in.remaining()));
    }
}
