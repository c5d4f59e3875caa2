package io.kafkars.merge;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A record as a log has it.
 *
 * @param timestamp any negative one stands for none
 */
record LogRecord(
        long offset,
        long timestamp,
        TimestampType timestampType,
        int leaderEpoch,
        byte[] key,
        byte[] value,
        List<Header> headers) {

    /** A record of which only the place and the time matter. */
    static LogRecord at(long offset, long timestamp) {
        return new LogRecord(
                offset, timestamp, TimestampType.CREATE_TIME, 0, null, null, List.of());
    }

    boolean sharesChunkWith(LogRecord other) {
        return timestampType == other.timestampType && leaderEpoch == other.leaderEpoch;
    }

    /** A chunk of these records, which must be able to share one. */
    static Chunk chunkOf(List<LogRecord> records) {
        int keyBytes = 0;
        int valueBytes = 0;
        int headerBytes = 0;
        for (LogRecord record : records) {
            byte[] headers = HeaderBytes.encode(record.headers);
            keyBytes += record.key == null ? 0 : record.key.length;
            valueBytes += record.value == null ? 0 : record.value.length;
            headerBytes += headers == null ? 0 : headers.length;
        }
        LogRecord first = records.get(0);
        var chunk =
                new Chunk(
                        records.size(),
                        keyBytes,
                        valueBytes,
                        headerBytes,
                        first.timestampType,
                        first.leaderEpoch);
        for (LogRecord record : records) {
            chunk.append(
                    record.offset,
                    record.timestamp,
                    record.key == null ? null : ByteBuffer.wrap(record.key),
                    record.value == null ? null : ByteBuffer.wrap(record.value),
                    HeaderBytes.encode(record.headers));
        }
        return chunk;
    }
}
