// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.deserializer;

import java.util.HexFormat;

/**
 * As much of a record, and of an exception about it, as an error message may show: enough to tell
 * formats apart, too little to be a copy of the record.
 */
final class Excerpt {

    private static final int MAX_BYTES = 16;
    private static final int MAX_CHARACTERS = 200;

    private Excerpt() {}

    /** Size and first bytes, in hex and as far as they are printable ASCII. */
    static String of(byte[] bytes) {
        int shown = Math.min(bytes.length, MAX_BYTES);
        if (shown == 0) {
            return "0 bytes";
        }
        var text = new StringBuilder(shown);
        for (int i = 0; i < shown; i++) {
            text.append(bytes[i] >= ' ' && bytes[i] <= '~' ? (char) bytes[i] : '.');
        }
        return String.format(
                "%d bytes, in hex %s |%s|%s",
                bytes.length,
                HexFormat.ofDelimiter(" ").formatHex(bytes, 0, shown),
                text,
                bytes.length > shown ? " ..." : "");
    }

    /** The cause in one line. Formats put whole records into their messages. */
    static String of(Throwable cause) {
        String text = cause.toString().replaceAll("\\p{Cntrl}", " ");
        return text.length() <= MAX_CHARACTERS ? text : text.substring(0, MAX_CHARACTERS) + " ...";
    }
}
