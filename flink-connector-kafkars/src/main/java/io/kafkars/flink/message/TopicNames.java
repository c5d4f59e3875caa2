// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.message;

import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;

import java.io.IOException;
import java.util.Arrays;

/**
 * Reads names written by {@link java.io.DataOutput#writeUTF}, and returns the same object for a
 * name that it has read before, so that messages in state share their few names.
 *
 * <p>The length of a name decides its slot, and a slot remembers one name: names that share a slot
 * replace each other, which costs only a new object.
 *
 * <p>Thread-safe without locks: slots hold immutable objects, and at worst a thread does not see a
 * name that another thread has remembered.
 */
final class TopicNames {

    /** A power of two, so that a mask finds the slot. */
    private static final int SLOTS = 16;

    private final Known[] slots = new Known[SLOTS];

    String read(DataInputView in) throws IOException {
        int length = in.readUnsignedShort();
        byte[] encoded = new byte[Short.BYTES + length];
        encoded[0] = (byte) (length >>> Byte.SIZE);
        encoded[1] = (byte) length;
        in.readFully(encoded, Short.BYTES, length);

        int slot = length & (SLOTS - 1);
        var known = slots[slot];
        if (known == null || !Arrays.equals(known.encoded, encoded)) {
            known = new Known(encoded, new DataInputDeserializer(encoded).readUTF());
            slots[slot] = known;
        }
        return known.name;
    }

    /** Final fields make it safe to publish through a plain array. */
    private record Known(byte[] encoded, String name) {}
}
