// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.arrow;

import io.kafkars.arrow.IpcMessages.IpcMessage;

import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.message.ArrowDictionaryBatch;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;

import java.io.IOException;
import java.util.List;

/**
 * Loads the batches of an Arrow IPC stream on the heap, each body with one copy. Unlike Arrow's own
 * reader, it releases all memory when the bytes turn out to be damaged.
 */
final class HeapReader extends ArrowReader {

    private final byte[] stream;
    private final List<IpcMessage> messages;
    private int next = 1;

    HeapReader(byte[] stream, BufferAllocator allocator) throws IOException {
        super(allocator, Codecs.any());
        this.stream = stream;
        this.messages = IpcMessages.of(stream);
    }

    @Override
    protected Schema readSchema() {
        return MessageSerializer.deserializeSchema(messages.get(0).message());
    }

    @Override
    public boolean loadNextBatch() throws IOException {
        prepareLoadNextBatch();
        while (next < messages.size()) {
            IpcMessage found = messages.get(next++);
            switch (found.message().headerType()) {
                case MessageHeader.RecordBatch -> {
                    loadRecordBatch(
                            batch(found, (RecordBatch) found.message().header(new RecordBatch())));
                    return true;
                }
                case MessageHeader.DictionaryBatch -> loadDictionary(found);
                default ->
                        throw new IOException(
                                "Expected a batch in the Arrow IPC stream, found a message of type "
                                        + found.message().headerType());
            }
        }
        return false;
    }

    private void loadDictionary(IpcMessage found) throws IOException {
        var dictionary = (DictionaryBatch) found.message().header(new DictionaryBatch());
        if (lookup(dictionary.id()) == null) {
            throw new IOException(
                    "Arrow dictionary " + dictionary.id() + " belongs to no column of the schema");
        }
        loadDictionary(
                new ArrowDictionaryBatch(
                        dictionary.id(), batch(found, dictionary.data()), dictionary.isDelta()));
    }

    private ArrowRecordBatch batch(IpcMessage found, RecordBatch metadata) throws IOException {
        int size = Math.toIntExact(found.message().bodyLength());
        ArrowBuf body = allocator.buffer(size);
        try {
            body.setBytes(0, stream, found.bodyStart(), size);
            // Releases this reference to the body, unless it fails.
            return MessageSerializer.deserializeRecordBatch(metadata, body);
        } catch (IOException | RuntimeException e) {
            while (body.refCnt() > 0) {
                body.getReferenceManager().release();
            }
            throw e;
        }
    }

    @Override
    public long bytesRead() {
        return next == messages.size() ? stream.length : messages.get(next).bodyStart();
    }

    @Override
    protected void closeReadSource() {
        // Nothing to close: the bytes are on the heap.
    }
}
