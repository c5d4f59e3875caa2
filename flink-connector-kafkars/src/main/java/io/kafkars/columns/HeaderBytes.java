package io.kafkars.columns;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The headers of a record as bytes, so that they are held in a column like keys and values: their
 * number, then for each the size and bytes of its key in UTF-8, and the size and bytes of its
 * value, with {@link HeldBytes#NULL_SIZE} for {@code null}.
 */
public final class HeaderBytes {

    private HeaderBytes() {}

    /** The headers as bytes, {@code null} if there are none. */
    public static byte[] encode(List<Header> headers) {
        if (headers.isEmpty()) {
            return null;
        }
        int size = Integer.BYTES;
        var names = new byte[headers.size()][];
        for (int i = 0; i < names.length; i++) {
            Header header = headers.get(i);
            names[i] = header.key().getBytes(UTF_8);
            size += 2 * Integer.BYTES + names[i].length;
            size += header.value() == null ? 0 : header.value().length;
        }
        ByteBuffer out = ByteBuffer.allocate(size).putInt(names.length);
        for (int i = 0; i < names.length; i++) {
            byte[] value = headers.get(i).value();
            out.putInt(names[i].length).put(names[i]);
            if (value == null) {
                out.putInt(HeldBytes.NULL_SIZE);
            } else {
                out.putInt(value.length).put(value);
            }
        }
        return out.array();
    }

    /** How many headers these bytes hold. */
    public static int count(byte[] encoded) {
        return ByteBuffer.wrap(encoded).getInt();
    }

    /** The headers of {@link #encode(List)}; {@code null} gives an empty list. */
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
