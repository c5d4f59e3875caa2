// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.deserializer;

import io.kafkars.merge.PartitionId;
import io.kafkars.merge.RecordView;
import io.kafkars.validation.Explanation;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableClassifier;
import org.apache.flink.runtime.throwable.ThrowableType;

import java.io.IOException;

/**
 * A record that its schema could not deserialize. The message says which record it is, what was
 * expected and found, and what to do.
 *
 * <p>{@link #failure()} is what the schema threw. It is attached as suppressed exceptions, and not
 * as the cause, because the innermost cause is what clients show ({@link Explanation}). If it
 * forbids Flink to restart the job, so does this exception.
 */
@PublicEvolving
public sealed class DeserializationException extends IOException {

    private static final long serialVersionUID = 1L;

    private final PartitionId partitionId;
    private final long offset;
    private final transient Throwable failure;

    private DeserializationException(
            String message, PartitionId partitionId, long offset, Throwable failure) {
        super(message);
        this.partitionId = partitionId;
        this.offset = offset;
        this.failure = failure;
    }

    /**
     * @param record a view that still stands at the record
     * @param schema the schema that failed on it
     * @param failure what the schema threw
     */
    static DeserializationException of(
            RecordView record, RecordDeserializationSchema<?> schema, Throwable failure) {
        byte[] value = record.value();
        var message =
                String.format(
                        "Record at topic '%s', partition %d, offset %d could not be deserialized."
                                + " Expected: %s. Found: %s, %s; %s. %s",
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        expected(schema),
                        record.keySize() == RecordView.NULL_SIZE
                                ? "no key was read"
                                : "key of " + Excerpt.of(record.key()),
                        value == null
                                ? "value null (a tombstone)"
                                : "value of " + Excerpt.of(value),
                        Excerpt.of(failure),
                        whatToDo(value, failure));
        PartitionId partitionId = record.partitionId();
        return Explanation.of(
                preventsRestart(failure)
                        ? new Unrecoverable(message, partitionId, record.offset(), failure)
                        : new DeserializationException(
                                message, partitionId, record.offset(), failure),
                failure);
    }

    private static String expected(RecordDeserializationSchema<?> schema) {
        if (schema instanceof DescribedSchema described) {
            return described.expected();
        }
        var reader = schema instanceof ValueOnly<?> only ? only.valueReader() : schema.getClass();
        return schema.getProducedType() + ", as read by " + reader.getName();
    }

    private static boolean preventsRestart(Throwable failure) {
        return ThrowableClassifier.findThrowableOfThrowableType(
                        failure, ThrowableType.NonRecoverableError)
                .isPresent();
    }

    /** What the schema threw; a copy of it if this exception has been serialized. */
    public Throwable failure() {
        return failure == null ? getSuppressed()[0] : failure;
    }

    /** The partition that the record is from. */
    public PartitionId partitionId() {
        return partitionId;
    }

    /** The offset of the record in that partition. */
    public long offset() {
        return offset;
    }

    private static String whatToDo(byte[] value, Throwable failure) {
        if (failure instanceof LinkageError) {
            return "What to do: add the library that has this class to the job. No error policy"
                    + " applies to it.";
        }
        return value == null
                ? "What to do: use a deserializer that accepts null, or a"
                        + " RecordDeserializationSchema that checks the value first and collects"
                        + " nothing for a tombstone. To get past it, skip such records or write"
                        + " them to a topic of dead letters (setErrorPolicy, in SQL"
                        + " 'scan.errors.mode')."
                : "What to do: check that the topic contains what this deserializer reads. To get"
                        + " past such records, skip them or write them to a topic of dead letters"
                        + " (setErrorPolicy, in SQL 'scan.errors.mode').";
    }

    /** Flink looks for the annotation, and does not restart the job. */
    @ThrowableAnnotation(ThrowableType.NonRecoverableError)
    private static final class Unrecoverable extends DeserializationException {

        private static final long serialVersionUID = 1L;

        Unrecoverable(String message, PartitionId partitionId, long offset, Throwable failure) {
            super(message, partitionId, offset, failure);
        }
    }
}
