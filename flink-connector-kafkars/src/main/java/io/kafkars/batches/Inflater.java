// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.batches;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Inflates one batch after the other into an array that is used again. Not thread-safe.
 *
 * <p>The array grows by what the codec has returned, never by a size that the bytes name. What a
 * batch may inflate to is bounded by the heap alone, since a legal batch has no bound either.
 */
final class Inflater {

    private static final int INITIAL_SIZE = 64 << 10;

    /** The most capacity that is kept from one batch to the next. */
    private static final int MAX_KEPT_SIZE = 8 << 20;

    /** Share of the heap that the records of one batch may take. */
    private static final int SHARE_OF_HEAP = 4;

    private final Codec codec;
    private final int maxSize;
    private byte[] inflated = {};

    Inflater(Codec codec) {
        this(codec, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    }

    /**
     * @param maxSize the records of a batch must have fewer bytes
     */
    Inflater(Codec codec, long maxSize) {
        this.codec = codec;
        this.maxSize = (int) Math.min(Integer.MAX_VALUE - 8, maxSize);
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
            inflated = new byte[Math.min(maxSize, INITIAL_SIZE)];
        }
        try (InputStream in = codec.inflate(codecId, ByteBuffer.wrap(compressed, from, size))) {
            int end = 0;
            while (true) {
                if (end == inflated.length) {
                    makeRoom();
                }
                int count = in.read(inflated, end, inflated.length - end);
                if (count <= 0) {
                    // Kafka's streams return 0 for an empty block, which they take for the end.
                    return end;
                }
                end += count;
            }
        }
    }

    private void makeRoom() throws IOException {
        if (inflated.length == maxSize) {
            throw new IOException(maxSize + " bytes or more when inflated");
        }
        inflated = Arrays.copyOf(inflated, (int) Math.min(maxSize, 2L * inflated.length));
    }

    /** What was inflated last; another array after each call of {@link #inflate}. */
    byte[] array() {
        return inflated;
    }
}
