package io.kafkars.flink.types;

import org.apache.flink.annotation.Internal;
import org.apache.flink.core.memory.DataInputView;

import java.io.IOException;
import java.util.Arrays;

/**
 * Reads arrays whose size stands in front of them. Memory is asked for as the bytes come, so that a
 * size that is damaged ends with an {@link java.io.EOFException} and not without memory.
 */
@Internal
public final class SizedBytes {

    /** Up to this size nothing is copied. */
    private static final int FIRST = 256 * 1024;

    private SizedBytes() {}

    /**
     * @param size number of bytes to read, at least 0
     * @throws IOException if there are not as many
     */
    public static byte[] read(DataInputView in, int size) throws IOException {
        byte[] bytes = new byte[Math.min(size, FIRST)];
        in.readFully(bytes);
        while (bytes.length < size) {
            int read = bytes.length;
            bytes = Arrays.copyOf(bytes, (int) Math.min(size, 2L * read));
            in.readFully(bytes, read, bytes.length - read);
        }
        return bytes;
    }
}
