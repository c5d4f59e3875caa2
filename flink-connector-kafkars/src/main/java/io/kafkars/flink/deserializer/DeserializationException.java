// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.deserializer;

import io.kafkars.merge.PartitionId;
import io.kafkars.merge.RecordView;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.runtime.throwable.ThrowableClassifier;
import org.apache.flink.runtime.throwable.ThrowableType;

import java.io.IOException;

/**
 * A record that its schema could not deserialize. The message says which record it is, what was
 * expected and found, and what to do.
 *
 * <p>{@link #failure()} is what the schema threw. It is a suppressed exception, and not the cause:
 * Flink's SQL Client shows the innermost cause alone, and that must name the record. Only a failure
 * that forbids Flink to restart the job is the cause as well, because Flink looks for it there.
 */
@PublicEvolving
public final class DeserializationException extends IOException {

    private static final long serialVersionUID = 1L;

    private final PartitionId partitionId;
    private final long offset;

    private DeserializationException(
            String message, PartitionId partitionId, long offset, Throwable failure) {
        super(message, preventsRestart(failure) ? failure : null);
        addSuppressed(failure);
        this.partitionId = partitionId;
        this.offset = offset;
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
        return new DeserializationException(
                message, record.partitionId(), record.offset(), failure);
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

    /** What the schema threw. */
    public Throwable failure() {
        return getSuppressed()[0];
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
}
