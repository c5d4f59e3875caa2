// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.batches;

import io.kafkars.columns.Chunk;
import io.kafkars.columns.ChunkBuilder;
import io.kafkars.columns.ContentForm;
import io.kafkars.columns.HeaderBytes;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.Utils;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongPredicate;

/** The records of batches as text, read by the {@link BatchReader} and by Kafka's own classes. */
final class BatchRows {

    static final Codec KAFKAS_CODECS =
            (id, compressed) ->
                    Compression.of(CompressionType.forId(id))
                            .build()
                            .wrapForInput(compressed, (byte) 2, BufferSupplier.NO_CACHING);

    private BatchRows() {}

    private static String row(
            long offset,
            long timestamp,
            Object type,
            int epoch,
            byte[] key,
            byte[] value,
            String headers) {
        return String.join(
                " ",
                "" + offset,
                "" + timestamp,
                "" + type,
                "" + epoch,
                hex(key),
                hex(value),
                headers);
    }

    private static String hex(byte[] bytes) {
        return bytes == null ? "null" : HexFormat.of().formatHex(bytes);
    }

    /** What the reader under test gives. */
    static List<String> read(BatchReader reader, ContentForm form, long maxChunkBytes, long split) {
        var rows = new ArrayList<String>();
        var builder = new ChunkBuilder(form, maxChunkBytes);
        while (reader.nextBatch()) {
            while (reader.hasRecords()) {
                reader.read(builder, split);
                if (builder.rows() == 0) {
                    reader.read(builder, Long.MAX_VALUE);
                }
                if (builder.rows() > 0) {
                    addRows(builder.build(reader.timestampType(), reader.leaderEpoch()), rows);
                }
            }
        }
        return rows;
    }

    private static void addRows(Chunk chunk, List<String> rows) {
        for (int row = 0; row < chunk.rows(); row++) {
            byte[] headers = chunk.headers() == null ? null : chunk.headers().bytes(row);
            var text = new StringBuilder();
            for (var header : HeaderBytes.decode(headers)) {
                text.append(header.key()).append(hex(header.value()));
            }
            rows.add(
                    row(
                            chunk.offset(row),
                            chunk.timestamps()[row],
                            chunk.timestampType(),
                            chunk.leaderEpoch(),
                            chunk.keys().bytes(row),
                            chunk.values().bytes(row),
                            text.toString()));
        }
    }

    /**
     * What Kafka's own classes give.
     *
     * @param leftOut base offsets of batches that are left out
     * @throws KafkaException if something is damaged
     */
    static List<String> kafkas(
            byte[] bytes, long fetchOffset, boolean checkCrcs, LongPredicate leftOut) {
        var rows = new ArrayList<String>();
        long next = fetchOffset;
        for (MutableRecordBatch batch :
                MemoryRecords.readableRecords(ByteBuffer.wrap(bytes)).batches()) {
            if (checkCrcs) {
                batch.ensureValid();
            }
            if (leftOut.test(batch.baseOffset())) {
                continue;
            }
            try (var records = batch.streamingIterator(BufferSupplier.NO_CACHING)) {
                next = Math.max(next, addRows(batch, records, next, rows));
            }
        }
        return rows;
    }

    private static long addRows(
            MutableRecordBatch batch, Iterator<Record> records, long first, List<String> rows) {
        long next = first;
        while (records.hasNext()) {
            Record record = records.next();
            if (record.offset() < next) {
                continue;
            }
            next = record.offset() + 1;
            if (batch.isControlBatch()) {
                continue;
            }
            var headers = new StringBuilder();
            for (var header : record.headers()) {
                headers.append(header.key()).append(hex(header.value()));
            }
            rows.add(
                    row(
                            record.offset(),
                            record.timestamp(),
                            batch.timestampType().id == 1 ? "LOG_APPEND_TIME" : "CREATE_TIME",
                            batch.partitionLeaderEpoch(),
                            Utils.toNullableArray(record.key()),
                            Utils.toNullableArray(record.value()),
                            headers.toString()));
        }
        return next;
    }
}
