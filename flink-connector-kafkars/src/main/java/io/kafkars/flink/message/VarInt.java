// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.message;

import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;

/**
 * Writes and reads integers of variable length: seven bits per byte, lowest first, with the high
 * bit set in all bytes but the last. Numbers up to 127 take one byte, negative ones five.
 */
final class VarInt {

    private static final int MORE = 0x80;
    private static final int BITS = 0x7f;

    private VarInt() {}

    static void write(int value, DataOutputView out) throws IOException {
        int remainder = value;
        while ((remainder & ~BITS) != 0) {
            out.writeByte((remainder & BITS) | MORE);
            remainder >>>= 7;
        }
        out.writeByte(remainder);
    }

    static int read(DataInputView in) throws IOException {
        int value = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += 7) {
            int next = in.readByte();
            value |= (next & BITS) << shift;
            if ((next & MORE) == 0) {
                return value;
            }
        }
        throw new IOException(
                "Expected an integer of at most 5 bytes, found a longer one. The state or the"
                        + " stream is damaged, or was written with another type.");
    }
}
