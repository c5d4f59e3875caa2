// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import io.kafkars.columns.Chunk;
import io.kafkars.columns.ChunkBuilder;
import io.kafkars.columns.ContentForm;
import io.kafkars.columns.Header;
import io.kafkars.columns.HeaderBytes;
import io.kafkars.columns.TimestampType;

import java.util.List;
import java.util.Map;

/**
 * A record in a log.
 *
 * @param timestamp -1 if the record has none
 */
public record LogRecord(
        long offset,
        long timestamp,
        TimestampType timestampType,
        int leaderEpoch,
        byte[] key,
        byte[] value,
        List<Header> headers) {

    /** Reused, since a new one has room for many rows and most chunks of tests have a few. */
    private static final Map<ContentForm, ChunkBuilder> BUILDERS =
            Map.of(
                    ContentForm.COLUMNS, new ChunkBuilder(ContentForm.COLUMNS),
                    ContentForm.ARRAYS, new ChunkBuilder(ContentForm.ARRAYS));

    /** A record of which only offset and timestamp matter. */
    static LogRecord at(long offset, long timestamp) {
        return new LogRecord(
                offset, timestamp, TimestampType.CREATE_TIME, 0, null, null, List.of());
    }

    public boolean sharesChunkWith(LogRecord other) {
        return timestampType == other.timestampType && leaderEpoch == other.leaderEpoch;
    }

    /** A chunk of these records, which must be able to share one; of either form. */
    public static Chunk chunkOf(List<LogRecord> records) {
        ContentForm form = records.size() % 2 == 0 ? ContentForm.COLUMNS : ContentForm.ARRAYS;
        ChunkBuilder builder = BUILDERS.get(form);
        for (LogRecord record : records) {
            builder.append(
                    record.offset,
                    record.timestamp,
                    record.key,
                    record.value,
                    HeaderBytes.encode(record.headers));
        }
        LogRecord first = records.get(0);
        return builder.build(first.timestampType, first.leaderEpoch);
    }

    /** Offset and timestamp, then what is unusual. */
    String describe(long resolveTime) {
        var text = new StringBuilder().append(offset).append(" at ");
        if (Math.abs(timestamp / 2 - resolveTime / 2) < resolveTime / 4) {
            text.append('T').append("%+d".formatted(timestamp - resolveTime));
        } else {
            text.append(timestamp);
        }
        if (timestampType == TimestampType.LOG_APPEND_TIME) {
            text.append(" (log append time)");
        }
        if (leaderEpoch == RecordView.NO_LEADER_EPOCH) {
            text.append(", no epoch");
        }
        if (key != null) {
            text.append(", key of ").append(key.length).append(" bytes");
        }
        if (value != null) {
            text.append(", value of ").append(value.length).append(" bytes");
        }
        if (!headers.isEmpty()) {
            text.append(", headers ").append(headers);
        }
        return text.toString();
    }
}
