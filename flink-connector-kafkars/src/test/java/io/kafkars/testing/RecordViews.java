// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.testing;

import io.kafkars.columns.Header;
import io.kafkars.columns.TimestampType;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.merge.RecordView;

import org.apache.flink.annotation.PublicEvolving;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds a record as a deserializer gets it, field by field. A record of which only the place is
 * given has no key, a {@code null} value, no timestamp, no headers and no leader epoch. Unlike the
 * views that a source passes, a built one may be kept. Not thread-safe.
 */
@PublicEvolving
public final class RecordViews {

    private final PartitionId partitionId;
    private final long offset;
    private final List<Header> headers = new ArrayList<>();
    private byte[] key;
    private byte[] value;
    private long timestamp = RecordView.NO_TIMESTAMP;
    private TimestampType timestampType = TimestampType.NONE;
    private long mergeKey = PartitionProgress.NO_KEY;
    private int leaderEpoch = RecordView.NO_LEADER_EPOCH;
    private int partitionIndex;
    private boolean live;
    private boolean sourceLive;
    private long receiveTime;

    private RecordViews(PartitionId partitionId, long offset) {
        this.partitionId = partitionId;
        this.offset = offset;
    }

    /** Begins the record at this place. */
    public static RecordViews record(String topic, int partition, long offset) {
        return new RecordViews(new PartitionId(topic, partition), offset);
    }

    /** The key, as UTF-8. */
    public RecordViews key(String text) {
        return key(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The key; {@code null} for none. */
    public RecordViews key(byte... bytes) {
        this.key = bytes;
        return this;
    }

    /** The value, as UTF-8. */
    public RecordViews value(String text) {
        return value(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The value; {@code null} for a tombstone. */
    public RecordViews value(byte... bytes) {
        this.value = bytes;
        return this;
    }

    /** A producer's timestamp in epoch milliseconds, which is also the merge key. */
    public RecordViews timestamp(long millis) {
        return timestamp(millis, TimestampType.CREATE_TIME);
    }

    /** A timestamp in epoch milliseconds, which is also the merge key. */
    public RecordViews timestamp(long millis, TimestampType type) {
        this.timestamp = millis;
        this.timestampType = type;
        this.mergeKey = millis;
        return this;
    }

    /** A merge key that is not the timestamp; to be called after {@link #timestamp}. */
    public RecordViews mergeKey(long millis) {
        this.mergeKey = millis;
        return this;
    }

    /** Adds a header; a {@code null} array for one without a value. */
    public RecordViews header(String headerKey, byte... headerValue) {
        headers.add(new Header(headerKey, headerValue));
        return this;
    }

    /** Epoch of the leader that wrote the record, at least 0. */
    public RecordViews leaderEpoch(int epoch) {
        this.leaderEpoch = epoch;
        return this;
    }

    /** The small number of the partition in its reader; 0 if it is not set. */
    public RecordViews partitionIndex(int index) {
        this.partitionIndex = index;
        return this;
    }

    /** The record was released live, and not as part of the replay. */
    public RecordViews live() {
        this.live = true;
        return this;
    }

    /** It was read when the source as a whole was live. */
    public RecordViews sourceLive() {
        this.sourceLive = true;
        return this;
    }

    /** When it was fetched, in epoch milliseconds; 0 if it is not set. */
    public RecordViews receiveTime(long millis) {
        this.receiveTime = millis;
        return this;
    }

    /** Returns the record. Later calls of the builder do not change it. */
    public RecordView build() {
        return new Fixed(
                partitionId,
                partitionIndex,
                offset,
                timestamp,
                timestampType,
                mergeKey,
                live,
                sourceLive,
                receiveTime,
                leaderEpoch,
                copy(key),
                copy(value),
                List.copyOf(headers));
    }

    private static byte[] copy(byte[] bytes) {
        return bytes == null ? null : bytes.clone();
    }

    /** Returns copies of its arrays, so that a test which changes one does not change others. */
    private record Fixed(
            PartitionId partitionId,
            int partitionIndex,
            long offset,
            long timestamp,
            TimestampType timestampType,
            long mergeKey,
            boolean isLive,
            boolean isSourceLive,
            long receiveTime,
            int leaderEpoch,
            byte[] key,
            byte[] value,
            List<Header> headers)
            implements RecordView {

        @Override
        public byte[] key() {
            return copy(key);
        }

        @Override
        public byte[] value() {
            return copy(value);
        }

        @Override
        public int keySize() {
            return key == null ? NULL_SIZE : key.length;
        }

        @Override
        public int valueSize() {
            return value == null ? NULL_SIZE : value.length;
        }

        @Override
        public List<Header> headers() {
            return headers.stream().map(h -> new Header(h.key(), copy(h.value()))).toList();
        }
    }
}
