// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.deserializer;

import io.kafkars.validation.Explanation;

import java.io.IOException;
import java.util.HexFormat;
import java.util.Set;

/**
 * As much of a record, and of an exception about it, as an error message may show: enough to tell
 * formats apart, too little to be a copy of the record.
 */
final class Excerpt {

    private static final int MAX_BYTES = 16;
    private static final int MAX_CHARACTERS = 200;
    private static final Set<Class<?>> PLAIN =
            Set.of(
                    IOException.class,
                    IllegalArgumentException.class,
                    IllegalStateException.class,
                    RuntimeException.class);

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
                Explanation.quote(text.toString()),
                bytes.length > shown ? " ..." : "");
    }

    /**
     * The failure and its root cause in one line. Formats put whole records into their messages,
     * and what is wrong with them into that of the cause.
     */
    static String of(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String text = describe(failure);
        return root == failure || text.contains(String.valueOf(root.getMessage()))
                ? text
                : text + "; root cause: " + describe(root);
    }

    /** Without the name of a class that says nothing. */
    private static String describe(Throwable failure) {
        boolean isPlain = PLAIN.contains(failure.getClass()) && failure.getMessage() != null;
        String text = isPlain ? failure.getMessage() : failure.toString();
        text = Explanation.quote(text.replaceAll("\\p{Cntrl}", " "));
        return text.length() <= MAX_CHARACTERS ? text : text.substring(0, MAX_CHARACTERS) + " ...";
    }
}
