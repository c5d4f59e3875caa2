package io.kafkars.consumer;

import io.kafkars.columns.ChunkBuilder;
import io.kafkars.columns.Header;
import io.kafkars.columns.HeaderBytes;
import io.kafkars.columns.TimestampType;
import io.kafkars.merge.Merge;
import io.kafkars.merge.PartitionQueue;
import io.kafkars.merge.RecordView;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Turns the records of a fetch into chunks, while they are still in the processor's cache, so that
 * nothing of the fetch but the arrays of keys and values is held.
 */
final class RecordIntake {

    private final Merge merge;
    private final boolean stopAtReplayEnd;
    private final RecordContent content;
    private final ChunkBuilder builder;

    RecordIntake(
            Merge merge, boolean stopAtReplayEnd, RecordContent content, ChunkBuilder builder) {
        this.merge = merge;
        this.stopAtReplayEnd = stopAtReplayEnd;
        this.content = content;
        this.builder = builder;
    }

    /**
     * Hands over what one poll brought of one partition; what lies behind the replay end is dropped
     * if reading stops there.
     *
     * @param records at least one
     */
    void take(PartitionQueue queue, List<ConsumerRecord<byte[], byte[]>> records, long now) {
        long replayEnd = queue.replayEnd();
        boolean oneEpoch = haveOneEpoch(records);
        ConsumerRecord<byte[], byte[]> first = null;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (stopAtReplayEnd && record.offset() >= replayEnd) {
                break;
            }
            if (first == null) {
                first = record;
            } else if (!joins(record, first, oneEpoch, replayEnd)) {
                handOver(queue, first, now);
                first = record;
            }
            append(record);
        }
        if (first != null) {
            handOver(queue, first, now);
        }
    }

    /**
     * Whether the first and the last have the same epoch: epochs never fall along a log, so all
     * between them are of it, also one of an old format, which does not say. To look at each
     * record's is worth saving: it is an object of its own, and that of an object.
     */
    private static boolean haveOneEpoch(List<ConsumerRecord<byte[], byte[]>> records) {
        Optional<Integer> first = records.get(0).leaderEpoch();
        return first.isPresent() && first.equals(records.get(records.size() - 1).leaderEpoch());
    }

    /** Whether a record may share a chunk with the records before it. */
    private boolean joins(
            ConsumerRecord<byte[], byte[]> record,
            ConsumerRecord<byte[], byte[]> first,
            boolean oneEpoch,
            long replayEnd) {
        return record.timestampType() == first.timestampType()
                && (oneEpoch || record.leaderEpoch().equals(first.leaderEpoch()))
                && (record.offset() < replayEnd || first.offset() >= replayEnd)
                && builder.hasRoomFor(record.key(), record.value());
    }

    private void handOver(PartitionQueue queue, ConsumerRecord<byte[], byte[]> first, long now) {
        int epoch = first.leaderEpoch().orElse(RecordView.NO_LEADER_EPOCH);
        merge.append(queue, builder.build(typeOf(first.timestampType()), epoch), now);
    }

    private void append(ConsumerRecord<byte[], byte[]> record) {
        builder.append(
                record.offset(),
                record.timestamp(),
                content.keys() ? record.key() : null,
                content.values() ? record.value() : null,
                content.headers() ? encoded(record.headers().toArray()) : null);
    }

    /** {@code null} if there are none, which is the normal case. */
    private static byte[] encoded(org.apache.kafka.common.header.Header[] headers) {
        if (headers.length == 0) {
            return null;
        }
        return HeaderBytes.encode(
                Arrays.stream(headers)
                        .map(header -> new Header(header.key(), header.value()))
                        .toList());
    }

    private static TimestampType typeOf(org.apache.kafka.common.record.TimestampType type) {
        return switch (type) {
            case NO_TIMESTAMP_TYPE -> TimestampType.NONE;
            case CREATE_TIME -> TimestampType.CREATE_TIME;
            case LOG_APPEND_TIME -> TimestampType.LOG_APPEND_TIME;
        };
    }
}
