// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.batches;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Inflates one batch after the other into an array that is used again. Not thread-safe. */
final class Inflater {

    private static final int INITIAL_SIZE = 64 << 10;

    /** The most capacity that is kept from one batch to the next. */
    private static final int MAX_KEPT_SIZE = 8 << 20;

    private static final int MAX_SIZE = Integer.MAX_VALUE - 8;

    private final Codec codec;
    private byte[] inflated = {};

    Inflater(Codec codec) {
        this.codec = codec;
    }

    /**
     * Inflates the records of a batch to the start of {@link #array}.
     *
     * @param codecId which compression
     * @return their size
     * @throws IOException if they cannot be inflated
     */
    int inflate(int codecId, byte[] compressed, int from, int size) throws IOException {
        if (inflated.length == 0 || inflated.length > MAX_KEPT_SIZE) {
            inflated = new byte[INITIAL_SIZE];
        }
        try (InputStream in = codec.inflate(codecId, ByteBuffer.wrap(compressed, from, size))) {
            int end = 0;
            while (true) {
                int count = in.read(inflated, end, inflated.length - end);
                if (count < 0) {
                    return end;
                }
                end += count;
                if (end == inflated.length) {
                    makeRoom();
                }
            }
        }
    }

    private void makeRoom() throws IOException {
        if (inflated.length == MAX_SIZE) {
            throw new IOException("more than " + MAX_SIZE + " bytes when inflated");
        }
        inflated = Arrays.copyOf(inflated, (int) Math.min(MAX_SIZE, 2L * inflated.length));
    }

    /** What was inflated last; another array after each call of {@link #inflate}. */
    byte[] array() {
        return inflated;
    }
}
