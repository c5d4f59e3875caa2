// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.errors;

import io.kafkars.topics.SourceTopic;

import org.apache.flink.annotation.PublicEvolving;

import java.io.Serializable;

/**
 * What happens to a record that cannot be deserialized. With every policy the record counts in
 * {@code numRecordsInErrors}.
 *
 * <p>With any policy but {@link #fail()} a record gives all of its elements or none: they are kept
 * until the whole record has been deserialized. A schema must not change an element that it has
 * collected until it is done with the record.
 *
 * <p>A policy cannot tell a bad record from a schema that cannot work: one that asks a schema
 * registry fails on every record while the registry is down.
 *
 * <p>A topic of dead letters is for SQL, and for jobs that do not process dead letters themselves.
 * To get them as a stream in the job, see {@link DeadLetters}.
 */
@PublicEvolving
public sealed interface ErrorPolicy extends Serializable
        permits ErrorPolicy.Fail, ErrorPolicy.Skip, ErrorPolicy.DeadLetterTopic {

    /** The job fails, with a message that names the record. The default. */
    static ErrorPolicy fail() {
        return new Fail();
    }

    /** The record is skipped; the first, and then one a minute at most, is logged as a warning. */
    static ErrorPolicy skip() {
        return new Skip();
    }

    /**
     * The record is written to a topic of the same cluster, exactly as it was read: key, value,
     * headers. After its own headers it has {@link DeadLetterHeaders}, which say where it is from
     * and why it failed. No checkpoint completes before Kafka has acknowledged the letters of its
     * records. After a failure some letters are there twice.
     *
     * @param topic it must exist when the job starts, and must not be read by the source
     * @throws IllegalArgumentException if the name is not valid for a topic
     */
    static ErrorPolicy deadLetterTopic(String topic) {
        return new DeadLetterTopic(topic);
    }

    /** See {@link #fail()}. */
    record Fail() implements ErrorPolicy {}

    /** See {@link #skip()}. */
    record Skip() implements ErrorPolicy {}

    /**
     * See {@link #deadLetterTopic}.
     *
     * @param topic its name
     */
    record DeadLetterTopic(String topic) implements ErrorPolicy {

        public DeadLetterTopic {
            SourceTopic.earliest(topic); // rejects what is not valid as the name of a topic
        }
    }
}
