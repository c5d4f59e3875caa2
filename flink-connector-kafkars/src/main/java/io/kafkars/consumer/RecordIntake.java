// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
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
 * Turns fetched records into chunks while they are still in the processor's cache, and appends the
 * chunks to the merge. Nothing of a fetch is held but the content of its records.
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
     * Takes the records that one poll returned for one partition. Those at or after the replay end
     * are dropped if reading stops there.
     *
     * @param records perhaps none: interceptors may leave an empty list
     * @param now wall clock, epoch milliseconds
     */
    void take(PartitionQueue queue, List<ConsumerRecord<byte[], byte[]>> records, long now) {
        if (records.isEmpty()) {
            return;
        }
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
                appendChunk(queue, first, now);
                first = record;
            }
            append(record);
        }
        if (first != null) {
            appendChunk(queue, first, now);
        }
    }

    /**
     * Whether all records have one leader epoch. Epochs never decrease along a log, so comparing
     * the first record with the last is enough; a record in between whose old format has no epoch
     * is taken to have it too. Reading the epoch of each record would cost: it is an object that
     * holds an object.
     */
    private static boolean haveOneEpoch(List<ConsumerRecord<byte[], byte[]>> records) {
        Optional<Integer> first = records.get(0).leaderEpoch();
        return first.isPresent() && first.equals(records.get(records.size() - 1).leaderEpoch());
    }

    /** Whether a record may join the chunk of the records before it. */
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

    private void appendChunk(PartitionQueue queue, ConsumerRecord<byte[], byte[]> first, long now) {
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

    /** {@code null} if there are none, which is the usual case. */
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
