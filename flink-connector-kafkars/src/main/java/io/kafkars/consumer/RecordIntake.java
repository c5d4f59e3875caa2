package io.kafkars.consumer;

import io.kafkars.merge.Chunk;
import io.kafkars.merge.Header;
import io.kafkars.merge.HeaderBytes;
import io.kafkars.merge.Merge;
import io.kafkars.merge.PartitionQueue;
import io.kafkars.merge.RecordView;
import io.kafkars.merge.TimestampType;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Copies the records of a fetch from the client's buffers into chunks, while they are still in the
 * processor's cache, so that nothing of the fetch itself is held.
 */
final class RecordIntake {

    /** A chunk ends before its bytes would not fit an array. */
    private static final int MAX_CHUNK_BYTES = 256 << 20;

    private final Merge merge;
    private final boolean stopAtReplayEnd;
    private final RecordContent content;

    RecordIntake(Merge merge, boolean stopAtReplayEnd, RecordContent content) {
        this.merge = merge;
        this.content = content;
        this.stopAtReplayEnd = stopAtReplayEnd;
    }

    /**
     * Hands over what one poll brought of one partition; what lies behind the replay end is dropped
     * if reading stops there.
     */
    void take(
            PartitionQueue queue, List<ConsumerRecord<ByteBuffer, ByteBuffer>> records, long now) {
        byte[][] headers = content.headers() ? encodedHeaders(records) : null;
        int from = 0;
        while (from < records.size()) {
            boolean replaying = records.get(from).offset() < queue.replayEnd();
            if (stopAtReplayEnd && !replaying) {
                return;
            }
            from = takeChunk(queue, records, headers, from, replaying, now);
        }
    }

    /** Takes records that may share a chunk, and gives the index of the first that may not. */
    private int takeChunk(
            PartitionQueue queue,
            List<ConsumerRecord<ByteBuffer, ByteBuffer>> records,
            byte[][] headers,
            int from,
            boolean replaying,
            long now) {
        var first = records.get(from);
        var timestampType = first.timestampType();
        var leaderEpoch = first.leaderEpoch();
        int keyBytes = 0;
        int valueBytes = 0;
        int headerBytes = 0;
        int to = from;
        while (to < records.size()) {
            var next = records.get(to);
            int keySize = content.keys() ? Math.max(0, next.serializedKeySize()) : 0;
            int valueSize = content.values() ? Math.max(0, next.serializedValueSize()) : 0;
            int headerSize = headers == null || headers[to] == null ? 0 : headers[to].length;
            long total = (long) keyBytes + valueBytes + headerBytes + keySize + valueSize;
            if (next.timestampType() != timestampType
                    || !next.leaderEpoch().equals(leaderEpoch)
                    || next.offset() < queue.replayEnd() != replaying
                    || (to > from && total + headerSize > MAX_CHUNK_BYTES)) {
                break;
            }
            keyBytes += keySize;
            valueBytes += valueSize;
            headerBytes += headerSize;
            to++;
        }
        var chunk =
                new Chunk(
                        to - from,
                        keyBytes,
                        valueBytes,
                        headerBytes,
                        typeOf(timestampType),
                        leaderEpoch.orElse(RecordView.NO_LEADER_EPOCH));
        for (int i = from; i < to; i++) {
            var next = records.get(i);
            chunk.append(
                    next.offset(),
                    next.timestamp(),
                    content.keys() ? next.key() : null,
                    content.values() ? next.value() : null,
                    headers == null ? null : headers[i]);
        }
        merge.append(queue, chunk, now);
        return to;
    }

    /** The headers of each record, {@code null} if no record has any, which is the normal case. */
    private static byte[][] encodedHeaders(List<ConsumerRecord<ByteBuffer, ByteBuffer>> records) {
        byte[][] encoded = null;
        for (int i = 0; i < records.size(); i++) {
            org.apache.kafka.common.header.Header[] headers = records.get(i).headers().toArray();
            if (headers.length > 0) {
                encoded = encoded == null ? new byte[records.size()][] : encoded;
                encoded[i] =
                        HeaderBytes.encode(
                                Arrays.stream(headers)
                                        .map(header -> new Header(header.key(), header.value()))
                                        .toList());
            }
        }
        return encoded;
    }

    private static TimestampType typeOf(org.apache.kafka.common.record.TimestampType type) {
        return switch (type) {
            case NO_TIMESTAMP_TYPE -> TimestampType.NONE;
            case CREATE_TIME -> TimestampType.CREATE_TIME;
            case LOG_APPEND_TIME -> TimestampType.LOG_APPEND_TIME;
        };
    }
}
