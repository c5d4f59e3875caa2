// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.testing;

import io.kafkars.columns.Header;

import org.apache.flink.annotation.PublicEvolving;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Short forms for the parts of a record, to be imported statically. */
@PublicEvolving
public final class Records {

    private Records() {}

    /**
     * A time as ISO-8601 text in UTC, for example {@code 2024-01-01T00:00:00Z}.
     *
     * @throws DateTimeParseException if the text is something else
     */
    public static Instant at(String iso) {
        return Instant.parse(iso);
    }

    /** A time in epoch milliseconds. */
    public static Instant at(long epochMillis) {
        return Instant.ofEpochMilli(epochMillis);
    }

    /**
     * A header with a text, written as UTF-8.
     *
     * @param value {@code null} for a header without a value
     */
    public static Header header(String key, String value) {
        return new Header(key, bytes(value));
    }

    /**
     * A header with bytes.
     *
     * @param value not copied; {@code null} for a header without a value
     */
    public static Header header(String key, byte[] value) {
        return new Header(key, value);
    }

    /**
     * JSON that is easy to type in Java: single quotes stand for double quotes. JSON with an
     * apostrophe in it must be written without this method.
     *
     * <pre>{@code
     * json("{'sensor': 'a', 'celsius': 21.5}")
     * }</pre>
     */
    public static String json(String withSingleQuotes) {
        return withSingleQuotes.replace('\'', '"');
    }

    static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}
