// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.arrow;

import io.kafkars.columns.Header;
import io.kafkars.merge.RecordCursor;
import io.kafkars.merge.RecordView;
import io.kafkars.merge.ReleasedBatch;

import org.apache.arrow.vector.VectorSchemaRoot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Rows as text that can be compared, made from records or from vectors. */
final class Rows {

    private static final HexFormat HEX = HexFormat.of();

    private Rows() {}

    static List<String> of(ReleasedBatch batch) {
        var rows = new ArrayList<String>();
        var cursor = new RecordCursor();
        cursor.open(batch);
        while (cursor.next()) {
            rows.add(
                    text(
                            cursor.key(),
                            cursor.value(),
                            cursor.topic(),
                            cursor.partition(),
                            cursor.offset(),
                            cursor.hasTimestamp() ? (Object) cursor.timestamp() : null,
                            cursor.headers().toString() + values(cursor.headers()),
                            timestampType(cursor),
                            cursor.leaderEpoch() < 0 ? null : cursor.leaderEpoch()));
        }
        return rows;
    }

    /** The rows of a table with all further columns. */
    static List<String> of(VectorSchemaRoot root) {
        var rows = new ArrayList<String>();
        for (int row = 0; row < root.getRowCount(); row++) {
            List<Header> headers = headers((List<?>) root.getVector("headers").getObject(row));
            rows.add(
                    text(
                            (byte[]) root.getVector("key").getObject(row),
                            (byte[]) root.getVector("value").getObject(row),
                            root.getVector("topic").getObject(row),
                            root.getVector("partition").getObject(row),
                            root.getVector("offset").getObject(row),
                            root.getVector("timestamp").getObject(row),
                            headers.toString() + values(headers),
                            root.getVector("timestamp_type").getObject(row),
                            root.getVector("leader_epoch").getObject(row)));
        }
        return rows;
    }

    private static List<Header> headers(List<?> structs) {
        return structs.stream()
                .map(Map.class::cast)
                .map(h -> new Header(h.get("key").toString(), (byte[]) h.get("value")))
                .toList();
    }

    private static List<String> values(List<Header> headers) {
        return headers.stream().map(header -> hex(header.value())).toList();
    }

    private static String timestampType(RecordView record) {
        return switch (record.timestampType()) {
            case NONE -> "NoTimestampType";
            case CREATE_TIME -> "CreateTime";
            case LOG_APPEND_TIME -> "LogAppendTime";
        };
    }

    private static String text(byte[] key, byte[] value, Object... others) {
        return hex(key) + " " + hex(value) + " " + Arrays.toString(others);
    }

    private static String hex(byte[] bytes) {
        if (bytes != null && bytes.length > 1000) {
            return bytes.length + " bytes " + Arrays.hashCode(bytes);
        }
        return bytes == null ? "null" : "'" + HEX.formatHex(bytes) + "'";
    }
}
