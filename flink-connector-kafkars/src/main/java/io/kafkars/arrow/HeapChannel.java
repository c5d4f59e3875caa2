// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.arrow;

import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;

/** Collects what is written in an array, which is not copied if its expected size was right. */
final class HeapChannel implements WritableByteChannel {

    private byte[] bytes;
    private int size;

    /**
     * Starts a new array.
     *
     * @param expectedSize bytes that fit before it has to grow
     */
    void begin(int expectedSize) {
        bytes = new byte[expectedSize];
        size = 0;
    }

    int size() {
        return size;
    }

    /** What was written; the array belongs to the caller from then on. */
    byte[] take() {
        byte[] taken = size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
        bytes = null;
        return taken;
    }

    @Override
    public int write(ByteBuffer source) {
        int count = source.remaining();
        int end = Math.addExact(size, count);
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length + bytes.length / 2));
        }
        source.get(bytes, size, count);
        size = end;
        return count;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {
        // Nothing to close: the bytes are on the heap.
    }
}
