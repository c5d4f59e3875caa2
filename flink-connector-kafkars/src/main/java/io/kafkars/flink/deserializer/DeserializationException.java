// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.deserializer;

import io.kafkars.merge.PartitionId;
import io.kafkars.merge.RecordView;

import org.apache.flink.annotation.PublicEvolving;

import java.io.IOException;

/**
 * A record that its schema could not deserialize. The message says which record it is, what was
 * expected and found, and what to do; the cause is what the schema threw.
 */
@PublicEvolving
public final class DeserializationException extends IOException {

    private static final long serialVersionUID = 1L;

    private final PartitionId partitionId;
    private final long offset;

    private DeserializationException(
            String message, PartitionId partitionId, long offset, Throwable cause) {
        super(message, cause);
        this.partitionId = partitionId;
        this.offset = offset;
    }

    /**
     * @param record a view that still stands at the record
     * @param schema the schema that failed on it
     * @param cause what the schema threw
     */
    static DeserializationException of(
            RecordView record, RecordDeserializationSchema<?> schema, Throwable cause) {
        var reader = schema instanceof ValueOnly<?> only ? only.valueReader() : schema.getClass();
        byte[] value = record.value();
        var message =
                String.format(
                        "Record at topic '%s', partition %d, offset %d could not be deserialized."
                                + " Expected: %s, as read by %s. Found: %s, %s; %s. %s",
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        schema.getProducedType(),
                        reader.getName(),
                        record.keySize() == RecordView.NULL_SIZE
                                ? "no key was read"
                                : "key of " + Excerpt.of(record.key()),
                        value == null
                                ? "value null (a tombstone)"
                                : "value of " + Excerpt.of(value),
                        Excerpt.of(cause),
                        whatToDo(value));
        return new DeserializationException(message, record.partitionId(), record.offset(), cause);
    }

    /** The partition that the record is from. */
    public PartitionId partitionId() {
        return partitionId;
    }

    /** The offset of the record in that partition. */
    public long offset() {
        return offset;
    }

    private static String whatToDo(byte[] value) {
        return value == null
                ? "What to do: use a deserializer that accepts null, or a"
                        + " RecordDeserializationSchema that checks the value first and collects"
                        + " nothing for a tombstone."
                : "What to do: check that the topic contains what this deserializer reads. To get"
                        + " past such records, skip them or write them to a topic of dead letters"
                        + " (setErrorPolicy, in SQL 'scan.errors.mode').";
    }
}
