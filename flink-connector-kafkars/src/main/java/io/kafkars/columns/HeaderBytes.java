// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.columns;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Encodes the headers of a record as bytes, so that a column can hold them like keys and values.
 *
 * <p>Layout: the number of headers, then for each header the size and the bytes of its key in
 * UTF-8, and the size and the bytes of its value. The size of a {@code null} value is {@link
 * HeldBytes#NULL_SIZE}. Numbers are big-endian ints.
 */
public final class HeaderBytes {

    private HeaderBytes() {}

    /** Encodes the headers; {@code null} if there are none. */
    public static byte[] encode(List<Header> headers) {
        if (headers.isEmpty()) {
            return null;
        }
        int content = 0;
        var names = new byte[headers.size()][];
        for (int i = 0; i < names.length; i++) {
            Header header = headers.get(i);
            names[i] = header.key().getBytes(UTF_8);
            content += names[i].length + (header.value() == null ? 0 : header.value().length);
        }
        var out = new Encoder(names.length, content);
        for (int i = 0; i < names.length; i++) {
            byte[] value = headers.get(i).value();
            out.add(names[i], 0, names[i].length);
            out.add(value, 0, value == null ? HeldBytes.NULL_SIZE : value.length);
        }
        return out.encoded();
    }

    /**
     * Size of headers when they are encoded, in bytes.
     *
     * @param headers how many there are
     * @param content size of all names and values, in bytes
     */
    public static long encodedSize(int headers, int content) {
        return Integer.BYTES * (1 + 2L * headers) + content;
    }

    /** Encodes headers field by field: name, value, name, value, and so on. */
    public static final class Encoder {

        private final ByteBuffer out;

        /**
         * @param headers how many there are, at least 1
         * @param content size of all names and values, in bytes
         */
        public Encoder(int headers, int content) {
            out = ByteBuffer.allocate(Math.toIntExact(encodedSize(headers, content)));
            out.putInt(headers);
        }

        /**
         * Adds a name or a value.
         *
         * @param size negative for a value that is {@code null}
         */
        public void add(byte[] source, int from, int size) {
            if (size < 0) {
                out.putInt(HeldBytes.NULL_SIZE);
            } else {
                out.putInt(size).put(source, from, size);
            }
        }

        /** What was added, as {@link #encode} would have returned it. */
        public byte[] encoded() {
            return out.array();
        }
    }

    /** Number of headers in what {@link #encode} returned. */
    public static int count(byte[] encoded) {
        return ByteBuffer.wrap(encoded).getInt();
    }

    /** Decodes what {@link #encode} returned; {@code null} gives an empty list. */
    public static List<Header> decode(byte[] encoded) {
        if (encoded == null) {
            return List.of();
        }
        ByteBuffer in = ByteBuffer.wrap(encoded);
        int count = in.getInt();
        var headers = new ArrayList<Header>(count);
        for (int i = 0; i < count; i++) {
            var name = new byte[in.getInt()];
            in.get(name);
            int size = in.getInt();
            byte[] value = null;
            if (size != HeldBytes.NULL_SIZE) {
                value = new byte[size];
                in.get(value);
            }
            headers.add(new Header(new String(name, UTF_8), value));
        }
        return headers;
    }
}
