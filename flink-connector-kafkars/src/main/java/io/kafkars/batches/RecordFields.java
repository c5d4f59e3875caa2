// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.batches;

import io.kafkars.columns.HeaderBytes;

/**
 * Walks over the records of one batch, and says where the fields of each are. Not thread-safe.
 *
 * <p>A record is a number of bytes, then attributes that are unused, timestamp and offset relative
 * to the batch, key, value and headers. Numbers are zigzag varints; a negative size means {@code
 * null}.
 */
final class RecordFields {

    private static final int MAX_INT_BITS = 28;
    private static final int MAX_LONG_BITS = 63;

    private long baseOffset;
    private byte[] bytes;
    private int at;
    private int end;

    private long timestampDelta;
    private int offsetDelta;
    private int keyAt;
    private int keySize;
    private int valueAt;
    private int valueSize;
    private int headersAt;
    private int headerCount;
    private int headerContent;

    /**
     * Stands before the first of some records.
     *
     * @param batchOffset base offset of their batch
     */
    void open(long batchOffset, byte[] records, int from, int to) {
        baseOffset = batchOffset;
        bytes = records;
        at = from;
        end = to;
    }

    /** Where the next record begins; where the last one ends, if there is none. */
    int position() {
        return at;
    }

    /** Returns to a record. */
    void reset(int position) {
        at = position;
    }

    boolean hasRemaining() {
        return at != end;
    }

    /**
     * Moves on to the next record.
     *
     * @throws DamagedBatchException if it is not one
     */
    void next() {
        try {
            read();
        } catch (ArrayIndexOutOfBoundsException e) {
            throw damaged("a record that ends after its batch");
        }
    }

    private void read() {
        int size = varint();
        if (size < 0 || size > end - at) {
            throw damaged(
                    "a record of "
                            + size
                            + " bytes, and "
                            + (end - at)
                            + " bytes left in the batch");
        }
        int next = at + size;
        at++; // attributes, unused
        timestampDelta = varlong();
        offsetDelta = varint();
        keySize = varint();
        keyAt = at;
        skip(keySize, next, "key");
        valueSize = varint();
        valueAt = at;
        skip(valueSize, next, "value");
        headerCount = varint();
        headersAt = at;
        headerContent = 0;
        if (headerCount != 0) {
            skipHeaders(next);
        }
        if (at != next) {
            throw damaged(
                    "a record of "
                            + size
                            + " bytes whose fields take "
                            + (at - next + size)
                            + " bytes");
        }
    }

    private void skip(int size, int recordEnd, String field) {
        if (size > recordEnd - at) {
            throw damaged(
                    "a "
                            + field
                            + " of "
                            + size
                            + " bytes in a record that has "
                            + (recordEnd - at)
                            + " bytes left");
        }
        at += Math.max(0, size);
    }

    private void skipHeaders(int recordEnd) {
        if (headerCount < 0 || headerCount > recordEnd - at) {
            throw damaged(
                    headerCount
                            + " headers in a record that has "
                            + (recordEnd - at)
                            + " bytes left");
        }
        for (int i = 0; i < headerCount; i++) {
            int nameSize = varint();
            if (nameSize < 0) {
                throw damaged("a header without a name");
            }
            skip(nameSize, recordEnd, "header name");
            int size = varint();
            skip(size, recordEnd, "header value");
            headerContent += nameSize + Math.max(0, size);
        }
    }

    private int varint() {
        int b = bytes[at++];
        int raw = b & 0x7f;
        for (int shift = 7; b < 0; shift += 7) {
            if (shift > MAX_INT_BITS) {
                throw damaged("a varint of more than 5 bytes");
            }
            b = bytes[at++];
            raw |= (b & 0x7f) << shift;
        }
        return (raw >>> 1) ^ -(raw & 1);
    }

    private long varlong() {
        int b = bytes[at++];
        long raw = b & 0x7f;
        for (int shift = 7; b < 0; shift += 7) {
            if (shift > MAX_LONG_BITS) {
                throw damaged("a varint of more than 10 bytes");
            }
            b = bytes[at++];
            raw |= (long) (b & 0x7f) << shift;
        }
        return (raw >>> 1) ^ -(raw & 1);
    }

    long timestampDelta() {
        return timestampDelta;
    }

    int offsetDelta() {
        return offsetDelta;
    }

    byte[] bytes() {
        return bytes;
    }

    int keyAt() {
        return keyAt;
    }

    /** Negative for a key that is {@code null}. */
    int keySize() {
        return keySize;
    }

    int valueAt() {
        return valueAt;
    }

    /** Negative for a value that is {@code null}. */
    int valueSize() {
        return valueSize;
    }

    /** The headers as {@link HeaderBytes} encodes them; {@code null} if there are none. */
    byte[] headers() {
        if (headerCount == 0) {
            return null;
        }
        int recordEnd = at;
        at = headersAt;
        var out = new HeaderBytes.Encoder(headerCount, headerContent);
        for (int i = 0; i < headerCount; i++) {
            addField(out);
            addField(out);
        }
        at = recordEnd;
        return out.encoded();
    }

    private void addField(HeaderBytes.Encoder out) {
        int size = varint();
        out.add(bytes, at, size);
        at += Math.max(0, size);
    }

    private DamagedBatchException damaged(String found) {
        return new DamagedBatchException(baseOffset, found);
    }
}
