// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.types;

import org.apache.flink.annotation.Internal;
import org.apache.flink.core.memory.DataInputView;

import java.io.IOException;
import java.util.Arrays;

/**
 * Reads byte arrays of a given size. Memory is allocated as the bytes arrive, so that a damaged
 * size leads to an {@link java.io.EOFException} and not to an {@link OutOfMemoryError}.
 */
@Internal
public final class SizedBytes {

    /** Size of the first allocation: arrays up to this size are never copied. */
    private static final int FIRST_ALLOCATION = 256 * 1024;

    private SizedBytes() {}

    /**
     * @param size number of bytes to read, at least 0
     * @throws IOException if there are fewer
     */
    public static byte[] read(DataInputView in, int size) throws IOException {
        byte[] bytes = new byte[Math.min(size, FIRST_ALLOCATION)];
        in.readFully(bytes);
        while (bytes.length < size) {
            int read = bytes.length;
            bytes = Arrays.copyOf(bytes, (int) Math.min(size, 2L * read));
            in.readFully(bytes, read, bytes.length - read);
        }
        return bytes;
    }
}
