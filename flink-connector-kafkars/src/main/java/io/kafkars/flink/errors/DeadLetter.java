// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.errors;

import io.kafkars.flink.deserializer.DeserializationException;
import io.kafkars.flink.message.Message;
import io.kafkars.merge.RecordView;

import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.PublicEvolving;

import java.util.Objects;

/**
 * A record that could not be deserialized, exactly as it was read, and why. Immutable. Flink
 * serializes it with its own serializer for records.
 *
 * @param record the record with its key, value, headers, timestamp, topic, partition and offset
 * @param exception class name of what the schema threw
 * @param error its message, at most {@value #MAX_ERROR_LENGTH} characters of it; empty if it has
 *     none
 */
@PublicEvolving
public record DeadLetter(Message record, String exception, String error) {

    /** The message of a format may contain the whole record again. */
    static final int MAX_ERROR_LENGTH = 1_000;

    public DeadLetter {
        Objects.requireNonNull(record, "record");
        Objects.requireNonNull(exception, "exception");
        Objects.requireNonNull(error, "error");
    }

    /** A copy of the record that the view stands at. */
    @Internal
    public static DeadLetter of(RecordView record, DeserializationException failure) {
        Throwable thrown = failure.failure();
        String message = thrown.getMessage() == null ? "" : thrown.getMessage();
        return new DeadLetter(
                Message.of(record),
                thrown.getClass().getName(),
                message.length() <= MAX_ERROR_LENGTH
                        ? message
                        : message.substring(0, MAX_ERROR_LENGTH));
    }

    /** Where the record is from and how it failed, without its content. */
    @Override
    public String toString() {
        return "DeadLetter{" + record + ", " + exception + "}";
    }
}
