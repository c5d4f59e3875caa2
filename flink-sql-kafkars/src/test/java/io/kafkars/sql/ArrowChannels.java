// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.sql;

import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;
import org.apache.arrow.vector.compression.NoCompressionCodec;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.util.List;

/** Messages with samples of two channels, 3 and 7, as Arrow IPC streams. */
final class ArrowChannels {

    private static final Schema SCHEMA =
            new Schema(
                    List.of(
                            Field.nullable("time", new ArrowType.Int(64, true)),
                            Field.nullable("id", new ArrowType.Int(32, false)),
                            new Field(
                                    "data",
                                    FieldType.nullable(new ArrowType.List()),
                                    List.of(
                                            Field.nullable(
                                                    "item",
                                                    new ArrowType.FloatingPoint(
                                                            FloatingPointPrecision.SINGLE))))));

    private ArrowChannels() {}

    static byte[] message(CodecType compression) {
        var bytes = new ByteArrayOutputStream();
        try (var allocator = new RootAllocator();
                var root = VectorSchemaRoot.create(SCHEMA, allocator);
                var writer =
                        new ArrowStreamWriter(
                                root,
                                null,
                                Channels.newChannel(bytes),
                                IpcOption.DEFAULT,
                                compression == CodecType.NO_COMPRESSION
                                        ? NoCompressionCodec.Factory.INSTANCE
                                        : CommonsCompressionFactory.INSTANCE,
                                compression)) {
            fill(root);
            writer.start();
            writer.writeBatch();
            writer.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void fill(VectorSchemaRoot root) {
        int[] ids = {3, 7};
        float[][] samples = {{1, 2}, {4, 5}};
        var lists = ((ListVector) root.getVector("data")).getWriter();
        for (int row = 0; row < ids.length; row++) {
            ((BigIntVector) root.getVector("time")).setSafe(row, 1);
            ((UInt4Vector) root.getVector("id")).setSafe(row, ids[row]);
            lists.setPosition(row);
            lists.startList();
            for (float sample : samples[row]) {
                lists.float4().writeFloat4(sample);
            }
            lists.endList();
        }
        root.setRowCount(ids.length);
    }
}
