// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.batches;

import io.kafkars.columns.HeaderBytes;

/**
 * Walks over the records of one batch, and says where the fields of each are. Not thread-safe.
 *
 * <p>A record is a number of bytes, then attributes that are unused, timestamp and offset relative
 * to the batch, key, value and headers. Numbers are zigzag varints; a negative size means {@code
 * null}.
 *
 * <p>Numbers of one byte are read where they are needed, with the place of the next byte in a local
 * variable: with a method for that, which leaves the place in a field or packs it into its result,
 * a record takes a third more time.
 */
final class RecordFields {

    private static final int MAX_INT_BITS = 28;
    private static final int MAX_LONG_BITS = 63;

    /** The most bytes that the headers of one record may take when encoded for a column. */
    private static final long MAX_ENCODED_HEADERS = 1 << 30;

    private long baseOffset;
    private byte[] bytes;
    private int at;
    private int end;

    /** Where the number read last ends, if it has more than one byte. */
    private int numberEnd;

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
            read(bytes);
        } catch (ArrayIndexOutOfBoundsException e) {
            throw damaged("a record that ends after its batch");
        }
    }

    private void read(byte[] in) {
        int place = at;
        int number = in[place++];
        if (number < 0) {
            number = longer(number, in, place);
            place = numberEnd;
        }
        int size = zigzag(number);
        if (size < 0 || size > end - place) {
            int left = end - place;
            throw damaged("a record of %d bytes, and %d bytes left in the batch", size, left);
        }
        int recordEnd = place + size;
        place++; // attributes, unused
        place = readTimestamp(in, place);

        number = in[place++];
        if (number < 0) {
            number = longer(number, in, place);
            place = numberEnd;
        }
        offsetDelta = zigzag(number);

        number = in[place++];
        if (number < 0) {
            number = longer(number, in, place);
            place = numberEnd;
        }
        keySize = zigzag(number);
        keyAt = place;
        place = skip(keySize, place, recordEnd, "key");

        number = in[place++];
        if (number < 0) {
            number = longer(number, in, place);
            place = numberEnd;
        }
        valueSize = zigzag(number);
        valueAt = place;
        place = skip(valueSize, place, recordEnd, "value");

        number = in[place++];
        if (number < 0) {
            number = longer(number, in, place);
            place = numberEnd;
        }
        headerCount = zigzag(number);
        headersAt = place;
        if (headerCount != 0) {
            place = skipHeaders(in, recordEnd);
        }
        if (place != recordEnd) {
            int read = place - recordEnd + size;
            throw damaged("a record of %d bytes whose fields take %d bytes", size, read);
        }
        at = recordEnd;
    }

    /**
     * A number of more than one byte, and its end in {@link #numberEnd}.
     *
     * @param first its first byte
     * @param place of its second byte
     */
    private int longer(int first, byte[] in, int place) {
        int second = in[place];
        if (second >= 0) {
            numberEnd = place + 1;
            return first & 0x7f | second << 7;
        }
        return longest(first, in, place);
    }

    private int longest(int first, byte[] in, int from) {
        int place = from;
        int raw = first & 0x7f;
        int b = first;
        for (int shift = 7; b < 0; shift += 7) {
            if (shift > MAX_INT_BITS) {
                throw damaged("a varint of more than 5 bytes");
            }
            b = in[place++];
            raw |= (b & 0x7f) << shift;
        }
        numberEnd = place;
        return raw;
    }

    private static int zigzag(int raw) {
        return (raw >>> 1) ^ -(raw & 1);
    }

    private int readTimestamp(byte[] in, int place) {
        int first = in[place];
        int second;
        if (first >= 0) {
            timestampDelta = zigzag(first);
            return place + 1;
        } else if ((second = in[place + 1]) >= 0) {
            timestampDelta = zigzag(first & 0x7f | second << 7);
            return place + 2;
        }
        return readLongTimestamp(in, place);
    }

    private int readLongTimestamp(byte[] in, int from) {
        int place = from;
        int b = in[place++];
        long raw = b & 0x7f;
        for (int shift = 7; b < 0; shift += 7) {
            if (shift > MAX_LONG_BITS) {
                throw damaged("a varint of more than 10 bytes");
            }
            b = in[place++];
            raw |= (long) (b & 0x7f) << shift;
        }
        timestampDelta = (raw >>> 1) ^ -(raw & 1);
        return place;
    }

    /** The place after a field. */
    private int skip(int size, int place, int recordEnd, String field) {
        if (size > recordEnd - place) {
            int left = recordEnd - place;
            throw damaged("a %s of %d bytes in a record that has %d bytes left", field, size, left);
        }
        return place + Math.max(0, size);
    }

    /** The place after the headers. */
    private int skipHeaders(byte[] in, int recordEnd) {
        int place = headersAt;
        if (headerCount < 0 || headerCount > recordEnd - place) {
            int left = recordEnd - place;
            throw damaged("%d headers in a record that has %d bytes left", headerCount, left);
        }
        headerContent = 0;
        for (int i = 0; i < headerCount; i++) {
            int nameSize = number(in, place);
            if (nameSize < 0) {
                throw damaged("a header without a name");
            }
            place = skip(nameSize, numberEnd, recordEnd, "header name");
            int size = number(in, place);
            place = skip(size, numberEnd, recordEnd, "header value");
            headerContent += nameSize + Math.max(0, size);
        }
        if (HeaderBytes.encodedSize(headerCount, headerContent) > MAX_ENCODED_HEADERS) {
            throw damaged("%d headers in a record, more than fit into a column", headerCount);
        }
        return place;
    }

    /** The number at a place, and its end in {@link #numberEnd}. */
    private int number(byte[] in, int place) {
        int first = in[place];
        if (first < 0) {
            return zigzag(longer(first, in, place + 1));
        }
        numberEnd = place + 1;
        return zigzag(first);
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
        var out = new HeaderBytes.Encoder(headerCount, headerContent);
        int place = headersAt;
        for (int field = 0; field < 2 * headerCount; field++) {
            int size = number(bytes, place);
            out.add(bytes, numberEnd, size);
            place = numberEnd + Math.max(0, size);
        }
        return out.encoded();
    }

    private DamagedBatchException damaged(String found, Object... numbers) {
        return new DamagedBatchException(baseOffset, String.format(found, numbers));
    }
}
