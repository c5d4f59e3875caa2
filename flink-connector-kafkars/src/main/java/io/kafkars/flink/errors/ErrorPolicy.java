// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.errors;

import io.kafkars.topics.SourceTopic;

import org.apache.flink.annotation.PublicEvolving;

import java.io.Serializable;

/**
 * What becomes of a record that cannot be deserialized. Whatever it is, the record counts in {@code
 * numRecordsInErrors}.
 *
 * <p>With any policy but {@link #fail()} a record gives all of its elements or none: they are kept
 * until it is deserialized in whole. A schema must then not change an element that it has collected
 * as long as it works on the same record.
 *
 * <p>A policy cannot tell a record that is wrong from a schema that has a bad day: one that asks a
 * schema registry fails for every record while the registry is away.
 *
 * <p>A topic of dead letters is the form for SQL, and for jobs that do nothing else with them. To
 * have them in the job, see {@link DeadLetters}.
 */
@PublicEvolving
public sealed interface ErrorPolicy extends Serializable
        permits ErrorPolicy.Fail, ErrorPolicy.Skip, ErrorPolicy.DeadLetterTopic {

    /** The job fails, with a message that names the record. The default. */
    static ErrorPolicy fail() {
        return new Fail();
    }

    /** The record is left out; the log has a warning for the first, and for some of the others. */
    static ErrorPolicy skip() {
        return new Skip();
    }

    /**
     * The record is written to a topic of the same cluster, exactly as it was read: key, value,
     * headers. {@link DeadLetterHeaders} behind its own say where it is from and what is wrong. No
     * checkpoint completes before Kafka has acknowledged its records; after a failure some are
     * there twice.
     *
     * @param topic it must exist when the job starts, and must not be read by the source
     * @throws IllegalArgumentException if it is no name of a topic
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
            SourceTopic.earliest(topic); // refuses what is no name of a topic
        }
    }
}
