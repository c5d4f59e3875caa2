package io.kafkars.flink.message;

import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;

import java.io.IOException;
import java.util.Arrays;

/**
 * Reads names written by {@link java.io.DataOutput#writeUTF} and gives the same object for a name
 * that it has read before, so that messages in state share the few names there are.
 *
 * <p>It remembers one name per slot, the slot following from the length; names that share a slot
 * replace each other, which costs a new object and nothing else.
 *
 * <p>Thread-safe without locks: a slot holds an immutable object, and at worst a thread does not
 * see what another one has remembered.
 */
final class TopicNames {

    /** A power of two. */
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

    /** Its final fields make it safe to hand to another thread through a plain array. */
    private record Known(byte[] encoded, String name) {}
}
