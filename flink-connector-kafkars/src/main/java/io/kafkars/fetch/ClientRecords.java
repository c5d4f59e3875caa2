// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch;

import io.kafkars.columns.Chunk;
import io.kafkars.columns.ChunkBuilder;
import io.kafkars.columns.Header;
import io.kafkars.columns.HeaderBytes;
import io.kafkars.columns.TimestampType;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Records of one partition, as Kafka's client has made them. */
final class ClientRecords implements FetchedRecords {

    private final List<ConsumerRecord<byte[], byte[]>> records;
    private final RecordContent content;
    private final boolean haveOneEpoch;

    /** The next record to read. */
    private int next;

    /** The first record that was read last, which speaks for all of them. */
    private ConsumerRecord<byte[], byte[]> first;

    /**
     * @param records perhaps none: interceptors may leave an empty list
     * @param content the parts that are wanted
     */
    ClientRecords(List<ConsumerRecord<byte[], byte[]>> records, RecordContent content) {
        this.records = records;
        this.content = content;
        this.haveOneEpoch = haveOneEpoch(records);
    }

    /**
     * Whether all records have one leader epoch. Epochs never decrease along a log, so comparing
     * the first record with the last is enough; a record in between whose old format has no epoch
     * is taken to have it too. Reading the epoch of each record would cost: it is an object that
     * holds an object.
     */
    private static boolean haveOneEpoch(List<ConsumerRecord<byte[], byte[]>> records) {
        if (records.isEmpty()) {
            return true;
        }
        Optional<Integer> first = records.get(0).leaderEpoch();
        return first.isPresent() && first.equals(records.get(records.size() - 1).leaderEpoch());
    }

    @Override
    public boolean read(ChunkBuilder out, long limit) {
        int begin = next;
        while (next < records.size()) {
            ConsumerRecord<byte[], byte[]> record = records.get(next);
            if (record.offset() >= limit || next > begin && !joins(record, out)) {
                break;
            }
            if (next == begin) {
                first = record;
            }
            append(record, out);
            next++;
        }
        return next > begin;
    }

    /** Whether a record may join the chunk of the records before it. */
    private boolean joins(ConsumerRecord<byte[], byte[]> record, ChunkBuilder out) {
        return record.timestampType() == first.timestampType()
                && (haveOneEpoch || record.leaderEpoch().equals(first.leaderEpoch()))
                && out.hasRoomFor(record.key(), record.value());
    }

    private void append(ConsumerRecord<byte[], byte[]> record, ChunkBuilder out) {
        out.append(
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

    @Override
    public TimestampType timestampType() {
        return switch (first.timestampType()) {
            case NO_TIMESTAMP_TYPE -> TimestampType.NONE;
            case CREATE_TIME -> TimestampType.CREATE_TIME;
            case LOG_APPEND_TIME -> TimestampType.LOG_APPEND_TIME;
        };
    }

    @Override
    public int leaderEpoch() {
        return first.leaderEpoch().orElse(Chunk.NO_LEADER_EPOCH);
    }
}
