// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.arrow;

import io.kafkars.flink.types.ImmutableSerializer;
import io.kafkars.flink.types.SizedBytes;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;

/**
 * Serializes batches. The layout is part of checkpoints: another layout needs another version of
 * {@link ArrowBatchSerializerSnapshot}.
 *
 * <ol>
 *   <li>number of rows, 4 bytes
 *   <li>first and last timestamp, 8 bytes each
 *   <li>live, 1 byte
 *   <li>size of the Arrow IPC stream, 4 bytes, and the stream
 * </ol>
 *
 * <p>Thread-safe, so that one instance can serve all threads.
 */
@Internal
public final class ArrowBatchSerializer extends ImmutableSerializer<ArrowBatch> {

    private static final long serialVersionUID = 1L;

    @Override
    public void serialize(ArrowBatch batch, DataOutputView out) throws IOException {
        out.writeInt(batch.rows());
        out.writeLong(batch.firstTimestamp());
        out.writeLong(batch.lastTimestamp());
        out.writeBoolean(batch.isLive());
        out.writeInt(batch.ipcStream().length);
        out.write(batch.ipcStream());
    }

    @Override
    public ArrowBatch deserialize(DataInputView in) throws IOException {
        int rows = in.readInt();
        long firstTimestamp = in.readLong();
        long lastTimestamp = in.readLong();
        boolean live = in.readBoolean();
        int size = in.readInt();
        if (rows < 0 || size < 0) {
            throw new IOException(
                    String.format(
                            "These bytes are no Arrow batch: expected a number of rows and a size"
                                    + " of at least 0, found %d and %d. The state or the stream is"
                                    + " damaged, or was written with another type.",
                            rows, size));
        }
        byte[] ipcStream = SizedBytes.read(in, size);
        return new ArrowBatch(ipcStream, rows, firstTimestamp, lastTimestamp, live);
    }

    @Override
    public ArrowBatch createInstance() {
        return new ArrowBatch(new byte[0], 0, -1, -1, false);
    }

    @Override
    public TypeSerializerSnapshot<ArrowBatch> snapshotConfiguration() {
        return new ArrowBatchSerializerSnapshot();
    }
}
