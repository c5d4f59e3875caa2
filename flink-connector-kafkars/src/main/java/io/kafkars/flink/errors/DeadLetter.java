// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.errors;

import io.kafkars.flink.deserializer.DeserializationException;
import io.kafkars.flink.message.Message;
import io.kafkars.merge.RecordView;

import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.PublicEvolving;

import java.util.Objects;

/**
 * A record that could not be deserialized, exactly as it was read, and why. Immutable. Flink moves
 * it with its serializer for records.
 *
 * @param record the record with key, value, headers, timestamp and the place that it is from
 * @param exception name of the class of what the schema threw
 * @param error what it said, at most {@value #MAX_ERROR_LENGTH} characters of it; empty if nothing
 */
@PublicEvolving
public record DeadLetter(Message record, String exception, String error) {

    /** Messages of formats may contain the whole record once more. */
    static final int MAX_ERROR_LENGTH = 1_000;

    public DeadLetter {
        Objects.requireNonNull(record, "record");
        Objects.requireNonNull(exception, "exception");
        Objects.requireNonNull(error, "error");
    }

    /** The record that the view stands at; independent of the view from then on. */
    @Internal
    public static DeadLetter of(RecordView record, DeserializationException failure) {
        Throwable cause = failure.getCause();
        String message = cause.getMessage() == null ? "" : cause.getMessage();
        return new DeadLetter(
                Message.of(record),
                cause.getClass().getName(),
                message.length() <= MAX_ERROR_LENGTH
                        ? message
                        : message.substring(0, MAX_ERROR_LENGTH));
    }

    /** Where the record is from and how it failed; never what is in it. */
    @Override
    public String toString() {
        return "DeadLetter{" + record + ", " + exception + "}";
    }
}
