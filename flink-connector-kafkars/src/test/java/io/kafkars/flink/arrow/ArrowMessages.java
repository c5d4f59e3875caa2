// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.arrow;

import io.kafkars.arrow.ArrowMemory;
import io.kafkars.columns.Header;
import io.kafkars.columns.TimestampType;
import io.kafkars.flink.message.Message;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampMilliTZVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;

import java.util.List;
import java.util.Map;

/** Opens batches that have all columns, and turns their rows into messages. */
final class ArrowMessages extends RichFlatMapFunction<ArrowBatch, Message> {

    private static final long serialVersionUID = 1L;

    private transient BufferAllocator allocator;

    @Override
    public void open(OpenContext context) {
        allocator = ArrowMemory.newAllocator("test", 256 << 20);
    }

    @Override
    public void flatMap(ArrowBatch batch, Collector<Message> out) throws Exception {
        try (ArrowBatchReader reader = batch.open(allocator)) {
            if (reader.root().getRowCount() != batch.rows()) {
                throw new AssertionError(batch + " has " + reader.root().getRowCount() + " rows");
            }
            for (int row = 0; row < batch.rows(); row++) {
                out.collect(message(reader.root(), row));
            }
        }
    }

    static Message message(VectorSchemaRoot root, int row) {
        var timestampType = root.getVector("timestamp_type").getObject(row).toString();
        var epochs = (IntVector) root.getVector("leader_epoch");
        return new Message(
                ((VarBinaryVector) root.getVector("key")).get(row),
                ((VarBinaryVector) root.getVector("value")).get(row),
                root.getVector("topic").getObject(row).toString(),
                ((IntVector) root.getVector("partition")).get(row),
                ((BigIntVector) root.getVector("offset")).get(row),
                ((TimeStampMilliTZVector) root.getVector("timestamp")).get(row),
                switch (timestampType) {
                    case "CreateTime" -> TimestampType.CREATE_TIME;
                    case "LogAppendTime" -> TimestampType.LOG_APPEND_TIME;
                    default -> TimestampType.NONE;
                },
                headers(((ListVector) root.getVector("headers")).getObject(row)),
                epochs.isNull(row) ? -1 : epochs.get(row));
    }

    private static List<Header> headers(List<?> structs) {
        return structs.stream()
                .map(Map.class::cast)
                .map(
                        header ->
                                new Header(
                                        header.get("key").toString(), (byte[]) header.get("value")))
                .toList();
    }

    @Override
    public void close() {
        if (allocator != null) {
            allocator.close();
        }
    }
}
