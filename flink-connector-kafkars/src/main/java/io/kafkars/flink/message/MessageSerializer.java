// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.message;

import io.kafkars.columns.Header;
import io.kafkars.columns.TimestampType;
import io.kafkars.flink.types.ImmutableSerializer;
import io.kafkars.flink.types.SizedBytes;
import io.kafkars.merge.RecordView;
import io.kafkars.validation.Explanation;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Serializes messages. Equal messages have equal bytes. The layout is part of checkpoints: another
 * layout needs another version of {@link MessageSerializerSnapshot}.
 *
 * <ol>
 *   <li>timestamp type, 1 byte: 0 none, 1 create time, 2 log append time
 *   <li>topic, as by {@link java.io.DataOutput#writeUTF}
 *   <li>partition, {@link VarInt}
 *   <li>offset, 8 bytes
 *   <li>timestamp, 8 bytes
 *   <li>leader epoch + 1, {@link VarInt}
 *   <li>key: size + 1 as {@link VarInt}, 0 for {@code null}, and the bytes
 *   <li>value, in the same way
 *   <li>number of headers, {@link VarInt}; of each the key as by {@link StringValue#writeString}
 *       and the value in the same way as the record's
 * </ol>
 *
 * <p>Thread-safe, so that one instance can serve all threads.
 */
@Internal
public final class MessageSerializer extends ImmutableSerializer<Message> {

    private static final long serialVersionUID = 1L;

    private static final String DAMAGED =
            ". The state or the stream is damaged, or was written with another type.";

    // Initial capacities are limited: a larger number may be a damaged one.
    private static final int MAX_INITIAL_HEADERS = 16;
    private static final int MAX_INITIAL_KEY_LENGTH = 64;

    private final transient TopicNames topicNames = new TopicNames();

    @Override
    public void serialize(Message message, DataOutputView out) throws IOException {
        out.writeByte(code(message.timestampType()));
        out.writeUTF(message.topic());
        VarInt.write(message.partition(), out);
        out.writeLong(message.offset());
        out.writeLong(message.timestamp());
        VarInt.write(message.leaderEpoch() + 1, out);
        writeBytes(message.key(), out);
        writeBytes(message.value(), out);
        writeHeaders(message.headers(), out);
    }

    @Override
    public Message deserialize(DataInputView in) throws IOException {
        var timestampType = timestampType(in.readByte());
        var topic = topicNames.read(in);
        int partition = VarInt.read(in);
        long offset = in.readLong();
        long timestamp = in.readLong();
        int leaderEpoch = VarInt.read(in) - 1;
        byte[] key = readBytes(in);
        byte[] value = readBytes(in);
        var headers = readHeaders(in);
        try {
            return new Message(
                    key,
                    value,
                    topic,
                    partition,
                    offset,
                    timestamp,
                    timestampType,
                    headers,
                    leaderEpoch);
        } catch (IllegalArgumentException e) {
            throw Explanation.of(
                    new IOException("These bytes are no message: " + e.getMessage() + DAMAGED), e);
        }
    }

    @Override
    public Message createInstance() {
        return new Message(
                null,
                null,
                "",
                0,
                0,
                RecordView.NO_TIMESTAMP,
                TimestampType.NONE,
                List.of(),
                RecordView.NO_LEADER_EPOCH);
    }

    @Override
    public TypeSerializerSnapshot<Message> snapshotConfiguration() {
        return new MessageSerializerSnapshot();
    }

    private static void writeHeaders(List<Header> headers, DataOutputView out) throws IOException {
        int count = headers.size();
        VarInt.write(count, out);
        for (int i = 0; i < count; i++) {
            var header = headers.get(i);
            StringValue.writeString(header.key(), out);
            writeBytes(header.value(), out);
        }
    }

    private static List<Header> readHeaders(DataInputView in) throws IOException {
        int count = VarInt.read(in);
        if (count == 0) {
            return List.of();
        }
        if (count < 0) {
            throw corrupt("a number of headers of at least 0", count);
        }
        var headers = new ArrayList<Header>(Math.min(count, MAX_INITIAL_HEADERS));
        for (int i = 0; i < count; i++) {
            headers.add(new Header(readHeaderKey(in), readBytes(in)));
        }
        return List.copyOf(headers);
    }

    /** Like {@link StringValue#readString}, which would allocate memory for any length. */
    private static String readHeaderKey(DataInputView in) throws IOException {
        int length = VarInt.read(in) - 1;
        if (length < 0) {
            throw corrupt("a header's key of a length of at least 0", length);
        }
        var key = new StringBuilder(Math.min(length, MAX_INITIAL_KEY_LENGTH));
        for (int i = 0; i < length; i++) {
            int character = VarInt.read(in);
            if (character < 0 || character > Character.MAX_VALUE) {
                throw corrupt("a character of at most 65535", character);
            }
            key.append((char) character);
        }
        return key.toString();
    }

    private static void writeBytes(byte[] bytes, DataOutputView out) throws IOException {
        if (bytes == null) {
            VarInt.write(0, out);
        } else {
            VarInt.write(bytes.length + 1, out);
            out.write(bytes);
        }
    }

    private static byte[] readBytes(DataInputView in) throws IOException {
        int size = VarInt.read(in) - 1;
        if (size < 0) {
            if (size == -1) {
                return null;
            }
            throw corrupt("a size of at least -1", size);
        }
        return SizedBytes.read(in, size);
    }

    /** Not the ordinal, which would depend on the order in which the constants are declared. */
    private static int code(TimestampType type) {
        return switch (type) {
            case NONE -> 0;
            case CREATE_TIME -> 1;
            case LOG_APPEND_TIME -> 2;
        };
    }

    private static TimestampType timestampType(int code) throws IOException {
        return switch (code) {
            case 0 -> TimestampType.NONE;
            case 1 -> TimestampType.CREATE_TIME;
            case 2 -> TimestampType.LOG_APPEND_TIME;
            default -> throw corrupt("a timestamp type of 0, 1 or 2", code);
        };
    }

    private static IOException corrupt(String expected, int found) {
        return new IOException(
                "These bytes are no message: expected " + expected + ", found " + found + DAMAGED);
    }

    /** A new instance, because Java serialization leaves the transient field {@code null}. */
    private Object readResolve() {
        return new MessageSerializer();
    }
}
