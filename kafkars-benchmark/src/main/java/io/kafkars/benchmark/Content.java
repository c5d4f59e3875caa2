// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import java.nio.ByteBuffer;
import java.util.Locale;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** What the values of a topic hold. */
enum Content {

    /** The current time in microseconds, the number of the record, and then text. */
    TEXT {
        @Override
        byte[] value(long record, int size) {
            byte[] value = new byte[size];
            ByteBuffer buffer = ByteBuffer.wrap(value).putLong(Probe.nowMicros()).putLong(record);
            while (buffer.hasRemaining()) {
                buffer.put(WORDS, 0, Math.min(WORDS.length, buffer.remaining()));
            }
            return value;
        }
    },

    /** A JSON object of 100 bytes with the columns of {@link SqlReader#JSON_COLUMNS}. */
    JSON {
        @Override
        byte[] value(long record, int size) {
            return String.format(
                            Locale.ROOT,
                            "{\"number\":%d,\"sensor\":\"bridge-17/deck/north\",\"kind\":\"strain\","
                                    + "\"reading\":%d.25,\"unit\":\"um/m\"}",
                            FIRST_NUMBER + record,
                            FIRST_READING + record % FIRST_READING)
                    .getBytes(US_ASCII);
        }
    };

    /** Machine-written text, which compresses as such text does. */
    private static final byte[] WORDS =
            ("{\"sensor\":\"bridge-17/deck/north\",\"kind\":\"strain\",\"unit\":\"um/m\","
                            + "\"quality\":\"good\",\"firmware\":\"4.11.2\"},")
                    .getBytes(US_ASCII);

    /** Large enough that all numbers have as many digits. */
    private static final long FIRST_NUMBER = 1_000_000_000;

    private static final long FIRST_READING = 100;

    /**
     * The value of a record.
     *
     * @param size its bytes; JSON has its own size
     */
    abstract byte[] value(long record, int size);
}
