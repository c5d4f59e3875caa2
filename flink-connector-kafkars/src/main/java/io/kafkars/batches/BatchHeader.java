// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.batches;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The fields of a batch before its records, read from the place where the batch begins. */
final class BatchHeader {

    /** Size of everything before the records. */
    static final int SIZE = 61;

    /** Size of what the length field does not count: the base offset and the length itself. */
    static final int UNCOUNTED = 12;

    /** The smallest length that any format allows. */
    static final int MIN_LENGTH = 14;

    /** From here to the batch's end, everything is part of the checksum. */
    static final int CHECKED_FROM = 21;

    /** Up to here all formats have the same fields. */
    static final int MAGIC_END = 17;

    static final int MAGIC = 2;

    /** The {@link #compression} of records that are not compressed. */
    static final int UNCOMPRESSED = 0;

    private static final int LENGTH = 8;
    private static final int LEADER_EPOCH = 12;
    private static final int MAGIC_AT = 16;
    private static final int CRC = 17;
    private static final int ATTRIBUTES = 21;
    private static final int LAST_OFFSET_DELTA = 23;
    private static final int BASE_TIMESTAMP = 27;
    private static final int MAX_TIMESTAMP = 35;
    private static final int PRODUCER_ID = 43;
    private static final int RECORD_COUNT = 57;

    private static final int COMPRESSION_BITS = 0b111;
    private static final int LOG_APPEND_TIME = 1 << 3;
    private static final int TRANSACTIONAL = 1 << 4;
    private static final int CONTROL = 1 << 5;

    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private BatchHeader() {}

    /**
     * Size of the batch that begins here, 0 if it is cut off.
     *
     * @param to end of all batches
     * @throws DamagedBatchException if no batch can have this size or format
     */
    static int size(byte[] bytes, int batch, int to) {
        if (to - batch < UNCOUNTED) {
            return 0;
        }
        int length = (int) INT.get(bytes, batch + LENGTH);
        if (length < MIN_LENGTH || length > Integer.MAX_VALUE - UNCOUNTED) {
            throw damaged(bytes, batch, "a batch with a length of " + length + " bytes");
        }
        if (to - batch < MAGIC_END) {
            return 0;
        }
        int magic = magic(bytes, batch);
        if (magic < 0 || magic > MAGIC) {
            throw damaged(bytes, batch, "a batch of format " + magic + ", which does not exist");
        }
        int size = length + UNCOUNTED;
        if (magic == MAGIC && size < SIZE) {
            throw damaged(bytes, batch, "a batch of " + size + " bytes, less than its header has");
        }
        return size > to - batch ? 0 : size;
    }

    private static DamagedBatchException damaged(byte[] bytes, int batch, String found) {
        return new DamagedBatchException(baseOffset(bytes, batch), found);
    }

    static long baseOffset(byte[] bytes, int batch) {
        return (long) LONG.get(bytes, batch);
    }

    /** The last offset, relative to the base offset. */
    static int lastOffsetDelta(byte[] bytes, int batch) {
        return (int) INT.get(bytes, batch + LAST_OFFSET_DELTA);
    }

    static int leaderEpoch(byte[] bytes, int batch) {
        return (int) INT.get(bytes, batch + LEADER_EPOCH);
    }

    /** Version of the batch's format. */
    static int magic(byte[] bytes, int batch) {
        return bytes[batch + MAGIC_AT];
    }

    static int crc(byte[] bytes, int batch) {
        return (int) INT.get(bytes, batch + CRC);
    }

    private static int attributes(byte[] bytes, int batch) {
        return int16(bytes, batch + ATTRIBUTES);
    }

    /** Which codec the records are compressed with. */
    static int compression(byte[] bytes, int batch) {
        return attributes(bytes, batch) & COMPRESSION_BITS;
    }

    /** Whether all records have the time at which the broker appended the batch. */
    static boolean hasLogAppendTime(byte[] bytes, int batch) {
        return (attributes(bytes, batch) & LOG_APPEND_TIME) != 0;
    }

    static boolean isTransactional(byte[] bytes, int batch) {
        return (attributes(bytes, batch) & TRANSACTIONAL) != 0;
    }

    /** Whether the batch has no records for users, but a marker of the broker. */
    static boolean isControl(byte[] bytes, int batch) {
        return (attributes(bytes, batch) & CONTROL) != 0;
    }

    /**
     * What the records' timestamps are relative to. Where the batch has a delete horizon, this
     * field is the horizon, and the timestamps are relative to it.
     */
    static long baseTimestamp(byte[] bytes, int batch) {
        return (long) LONG.get(bytes, batch + BASE_TIMESTAMP);
    }

    /** The largest timestamp; with log append time, that of all records. */
    static long maxTimestamp(byte[] bytes, int batch) {
        return (long) LONG.get(bytes, batch + MAX_TIMESTAMP);
    }

    /** Whether the batch names its producer, as each that is idempotent or transactional does. */
    static boolean hasProducer(byte[] bytes, int batch) {
        return producerId(bytes, batch) >= 0;
    }

    static long producerId(byte[] bytes, int batch) {
        return (long) LONG.get(bytes, batch + PRODUCER_ID);
    }

    static int recordCount(byte[] bytes, int batch) {
        return (int) INT.get(bytes, batch + RECORD_COUNT);
    }

    /** The number of two bytes at a place of the array. */
    static int int16(byte[] bytes, int at) {
        return (short) SHORT.get(bytes, at);
    }
}
