// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.message;

import io.kafkars.columns.Header;
import io.kafkars.columns.TimestampType;
import io.kafkars.flink.types.ImmutableTypeInfo;
import io.kafkars.merge.RecordView;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A record as it was written, with everything that Kafka knows about it. Its accessors have the
 * same names as in Kafka's {@code ConsumerRecord}.
 *
 * <p>Immutable: the byte arrays are not copied, neither on the way in nor on the way out, so nobody
 * may write to them. Flink finds their serializer by itself, also inside other types. Equality is
 * by content.
 *
 * @param key bytes of the key, {@code null} if the record has none
 * @param value bytes of the value, {@code null} if the record is a tombstone
 * @param topic name of the topic
 * @param partition number of the partition, at least 0
 * @param offset offset in the partition, at least 0
 * @param timestamp epoch milliseconds, {@link #NO_TIMESTAMP} if the record has none, which {@link
 *     #hasTimestamp()} tells
 * @param timestampType what the timestamp means
 * @param headers headers in their order, empty if there are none; unmodifiable
 * @param leaderEpoch epoch of the leader that wrote the record, {@link RecordView#NO_LEADER_EPOCH}
 *     if unknown
 */
@PublicEvolving
@TypeInfo(MessageTypeFactory.class)
public record Message(
        byte[] key,
        byte[] value,
        String topic,
        int partition,
        long offset,
        long timestamp,
        TimestampType timestampType,
        List<Header> headers,
        int leaderEpoch) {

    /** What stands for the timestamp of a record that has none: -1, as in Kafka. */
    public static final long NO_TIMESTAMP = RecordView.NO_TIMESTAMP;

    /** The type of messages, for where Flink asks for one. A stream can be keyed by messages. */
    public static final TypeInformation<Message> TYPE_INFO =
            new ImmutableTypeInfo<>(Message.class, new MessageSerializer(), true);

    /**
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Message {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(timestampType, "timestampType");
        headers = List.copyOf(headers);
        if (partition < 0 || offset < 0 || leaderEpoch < RecordView.NO_LEADER_EPOCH) {
            throw new IllegalArgumentException(
                    String.format(
                            "Message of topic '%s' must have partition >= 0, offset >= 0 and leader"
                                    + " epoch >= %d, but has partition %d, offset %d, leader epoch"
                                    + " %d",
                            topic, RecordView.NO_LEADER_EPOCH, partition, offset, leaderEpoch));
        }
    }

    /** A copy of the record that the view shows, which does not change with the view. */
    public static Message of(RecordView record) {
        return new Message(
                record.key(),
                record.value(),
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.timestampType(),
                record.headers(),
                record.leaderEpoch());
    }

    /** Whether the record has a timestamp. Every number but -1 is one, those before 1970 too. */
    public boolean hasTimestamp() {
        return timestamp != NO_TIMESTAMP;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Message that
                && offset == that.offset
                && partition == that.partition
                && topic.equals(that.topic)
                && timestamp == that.timestamp
                && timestampType == that.timestampType
                && leaderEpoch == that.leaderEpoch
                && Arrays.equals(key, that.key)
                && Arrays.equals(value, that.value)
                && headers.equals(that.headers);
    }

    /**
     * The same in every JVM, so that a stream can be keyed by messages; the hash code of an enum
     * would not be. Topic, partition and offset distinguish records well enough.
     */
    @Override
    public int hashCode() {
        return 31 * (31 * topic.hashCode() + partition) + Long.hashCode(offset);
    }

    /** Where the record comes from and how large it is, but not its content. */
    @Override
    public String toString() {
        return String.format(
                "Message{%s-%d@%d, timestamp=%s, key=%s, value=%s, headers=%s, leaderEpoch=%d}",
                topic,
                partition,
                offset,
                hasTimestamp() ? timestamp + " (" + timestampType + ")" : "none",
                size(key),
                size(value),
                headers,
                leaderEpoch);
    }

    private static String size(byte[] bytes) {
        return bytes == null ? "null" : bytes.length + " bytes";
    }
}
