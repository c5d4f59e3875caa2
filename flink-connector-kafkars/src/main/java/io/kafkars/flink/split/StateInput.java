// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.split;

import io.kafkars.validation.Explanation;

import org.apache.flink.annotation.Internal;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;

/**
 * Reads checkpointed bytes field by field. Each method takes the name of the field, and throws an
 * {@link IOException} that says what is wrong with the bytes, in which state, at which field. Not
 * thread-safe.
 */
@Internal
public final class StateInput {

    private final String state;
    private final byte[] bytes;
    private final DataInputStream in;

    /**
     * @param state what the bytes are, for messages: "split state"
     * @param bytes the bytes; not copied
     */
    public StateInput(String state, byte[] bytes) {
        this.state = state;
        this.bytes = bytes;
        this.in = new DataInputStream(new ByteArrayInputStream(bytes));
    }

    public boolean readBoolean(String field) throws IOException {
        byte value = read(field, DataInputStream::readByte);
        if (value != 0 && value != 1) {
            throw broken("'" + field + "' must be 0 or 1, is " + value);
        }
        return value == 1;
    }

    public int readInt(String field) throws IOException {
        return read(field, DataInputStream::readInt);
    }

    /** Reads a number of items: an int that is at least 0. */
    public int readCount(String field) throws IOException {
        int count = readInt(field);
        if (count < 0) {
            throw broken("'" + field + "' must be at least 0, is " + count);
        }
        return count;
    }

    public long readLong(String field) throws IOException {
        return read(field, DataInputStream::readLong);
    }

    public String readString(String field) throws IOException {
        return read(field, input -> input.readUTF());
    }

    /** Reads a length, and that many bytes. */
    public byte[] readBytes(String field) throws IOException {
        int length = readCount("length of " + field);
        // Checked first, so that a damaged length cannot allocate all the memory.
        if (length > in.available()) {
            throw endedIn(field);
        }
        return in.readNBytes(length);
    }

    /** Checks that nothing is left. */
    public void expectEnd() throws IOException {
        if (in.available() > 0) {
            throw broken(in.available() + " of " + bytes.length + " bytes are left after its end");
        }
    }

    /** The exception for fields that can be read but contradict each other. */
    public IOException broken(String problem) {
        return new IOException(
                String.format(
                        "Cannot restore the %s: %s. The checkpoint or savepoint is damaged, or was"
                                + " not written by kafkars; restore from another one.",
                        state, problem));
    }

    /**
     * The exception for a version that this code cannot read.
     *
     * @param supported the versions that can be read, for the message
     */
    public static IOException unknownVersion(String state, int found, String supported) {
        return new IOException(
                String.format(
                        "Cannot restore the %s: it has version %d, this kafkars reads %s. It was"
                                + " most likely written by a newer kafkars; restore it with that"
                                + " release or a later one.",
                        state, found, supported));
    }

    private <T> T read(String field, Reading<T> reading) throws IOException {
        try {
            return reading.from(in);
        } catch (EOFException e) {
            throw Explanation.of(endedIn(field), e);
        } catch (UTFDataFormatException e) {
            throw Explanation.of(broken("'" + field + "' is not a text"), e);
        }
    }

    private IOException endedIn(String field) {
        return broken("its " + bytes.length + " bytes end in the middle of '" + field + "'");
    }

    private interface Reading<T> {
        T from(DataInputStream in) throws IOException;
    }
}
