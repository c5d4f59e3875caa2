package io.kafkars.testing;

import io.kafkars.columns.Header;
import io.kafkars.columns.TimestampType;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.merge.RecordView;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Records made by hand. A record begins with nothing but its place: no key, a {@code null} value,
 * no timestamp, no headers, no leader epoch.
 */
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
    private long receiveTime;

    private RecordViews(PartitionId partitionId, long offset) {
        this.partitionId = partitionId;
        this.offset = offset;
    }

    public static RecordViews record(String topic, int partition, long offset) {
        return new RecordViews(new PartitionId(topic, partition), offset);
    }

    public RecordViews key(String text) {
        return key(text.getBytes(StandardCharsets.UTF_8));
    }

    public RecordViews key(byte... bytes) {
        this.key = bytes;
        return this;
    }

    public RecordViews value(String text) {
        return value(text.getBytes(StandardCharsets.UTF_8));
    }

    public RecordViews value(byte... bytes) {
        this.value = bytes;
        return this;
    }

    /** A producer's timestamp, which is also the merge key. */
    public RecordViews timestamp(long millis) {
        return timestamp(millis, TimestampType.CREATE_TIME);
    }

    /** A timestamp, which is also the merge key. */
    public RecordViews timestamp(long millis, TimestampType type) {
        this.timestamp = millis;
        this.timestampType = type;
        this.mergeKey = millis;
        return this;
    }

    /** For a merge key that is not the timestamp; to be called after it. */
    public RecordViews mergeKey(long millis) {
        this.mergeKey = millis;
        return this;
    }

    public RecordViews header(String headerKey, byte... headerValue) {
        headers.add(new Header(headerKey, headerValue));
        return this;
    }

    public RecordViews leaderEpoch(int epoch) {
        this.leaderEpoch = epoch;
        return this;
    }

    public RecordViews partitionIndex(int index) {
        this.partitionIndex = index;
        return this;
    }

    public RecordViews live() {
        this.live = true;
        return this;
    }

    public RecordViews receiveTime(long millis) {
        this.receiveTime = millis;
        return this;
    }

    public RecordView build() {
        return new Fixed(
                partitionId,
                partitionIndex,
                offset,
                timestamp,
                timestampType,
                mergeKey,
                live,
                receiveTime,
                leaderEpoch,
                copy(key),
                copy(value),
                List.copyOf(headers));
    }

    private static byte[] copy(byte[] bytes) {
        return bytes == null ? null : bytes.clone();
    }

    /** Fresh copies at every call, as the contract says. */
    private record Fixed(
            PartitionId partitionId,
            int partitionIndex,
            long offset,
            long timestamp,
            TimestampType timestampType,
            long mergeKey,
            boolean isLive,
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
