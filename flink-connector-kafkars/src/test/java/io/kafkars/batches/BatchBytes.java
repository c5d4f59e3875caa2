// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.batches;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A batch written field by field, so that any of them can be wrong. The checksum is right. */
final class BatchBytes {

    static final int LOG_APPEND_TIME = 1 << 3;
    static final int TRANSACTIONAL = 1 << 4;
    static final int CONTROL = 1 << 5;
    static final int DELETE_HORIZON = 1 << 6;

    private final ByteArrayOutputStream records = new ByteArrayOutputStream();
    private final long baseOffset;
    private int attributes;
    private int lastOffsetDelta = -1;
    private int recordCount;
    private int leaderEpoch = 3;
    private long baseTimestamp = 1_000;
    private long maxTimestamp = 9_000;
    private long producerId = -1;

    BatchBytes(long baseOffset) {
        this.baseOffset = baseOffset;
    }

    BatchBytes attributes(int bits) {
        attributes = bits;
        return this;
    }

    BatchBytes leaderEpoch(int epoch) {
        leaderEpoch = epoch;
        return this;
    }

    BatchBytes producer(long id) {
        producerId = id;
        return this;
    }

    BatchBytes lastOffsetDelta(int delta) {
        lastOffsetDelta = delta;
        return this;
    }

    BatchBytes recordCount(int count) {
        recordCount = count;
        return this;
    }

    /** Adds a record, which is also the last one of the batch if nothing else is said. */
    BatchBytes record(int offsetDelta, long timestampDelta, String key, String value) {
        return record(
                offsetDelta,
                timestampDelta,
                key == null ? null : key.getBytes(UTF_8),
                value == null ? null : value.getBytes(UTF_8));
    }

    private BatchBytes record(int offsetDelta, long timestampDelta, byte[] key, byte[] value) {
        var body = new ByteArrayOutputStream();
        body.write(0);
        varint(timestampDelta, body);
        varint(offsetDelta, body);
        field(key, body);
        field(value, body);
        varint(0, body);
        varint(body.size(), records);
        raw(body.toByteArray());
        lastOffsetDelta = offsetDelta;
        recordCount++;
        return this;
    }

    /** Adds what ends a transaction. */
    BatchBytes marker(int type) {
        return record(0, 0, new byte[] {0, 0, 0, (byte) type}, new byte[6]);
    }

    /** Adds bytes where records are. */
    BatchBytes raw(byte... bytes) {
        records.write(bytes, 0, bytes.length);
        return this;
    }

    private static void field(byte[] bytes, ByteArrayOutputStream out) {
        varint(bytes == null ? -1 : bytes.length, out);
        if (bytes != null) {
            out.write(bytes, 0, bytes.length);
        }
    }

    private static void varint(long number, ByteArrayOutputStream out) {
        long raw = (number << 1) ^ (number >> 63);
        for (; (raw & ~0x7fL) != 0; raw >>>= 7) {
            out.write((int) raw | 0x80);
        }
        out.write((int) raw);
    }

    byte[] bytes() {
        ByteBuffer batch = ByteBuffer.allocate(BatchHeader.SIZE + records.size());
        batch.putLong(baseOffset).putInt(batch.capacity() - BatchHeader.UNCOUNTED);
        batch.putInt(leaderEpoch).put((byte) BatchHeader.MAGIC).putInt(0);
        batch.putShort((short) attributes).putInt(lastOffsetDelta);
        batch.putLong(baseTimestamp).putLong(maxTimestamp);
        batch.putLong(producerId).putShort((short) 0).putInt(-1).putInt(recordCount);
        batch.put(records.toByteArray());
        var crc = new CRC32C();
        crc.update(
                batch.array(),
                BatchHeader.CHECKED_FROM,
                batch.capacity() - BatchHeader.CHECKED_FROM);
        return batch.putInt(BatchHeader.MAGIC_END, (int) crc.getValue()).array();
    }
}
