// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.deserializer;

import io.kafkars.flink.message.Message;
import io.kafkars.merge.RecordView;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.util.Collector;

import org.apache.kafka.common.serialization.Deserializer;

import java.io.Serializable;
import java.util.Map;

/**
 * Turns each record into the elements of the stream, none, one or many.
 *
 * <p>The schema is serialized with the job, and each source subtask has its own instance. The task
 * thread opens it, gives it the records in the order of their release, and closes it; it need not
 * be thread-safe.
 *
 * <p>To take over a class written for Flink's {@code KafkaRecordDeserializationSchema}, implement
 * {@link ConsumerRecordDeserializationSchema} instead.
 *
 * @param <T> type of the stream's elements
 */
@PublicEvolving
public interface RecordDeserializationSchema<T> extends Serializable, ResultTypeQueryable<T> {

    /**
     * Called once, before the first record.
     *
     * @param context gives the metric group {@code deserializer} of the source's subtask and the
     *     class loader of the user's code
     * @throws Exception to fail the task
     */
    default void open(DeserializationSchema.InitializationContext context) throws Exception {}

    /**
     * Collects the elements of a record. Each of them gets the record's timestamp.
     *
     * <p>Collect nothing to drop the record; it counts as read. Elements that were collected before
     * an exception have been emitted if the job fails because of it, and are dropped under any
     * other policy.
     *
     * @param record the record; valid only during this call
     * @param out takes the elements; valid only during this call
     * @throws Exception if the record cannot be deserialized. Unless the source has another {@link
     *     io.kafkars.flink.errors.ErrorPolicy policy}, the job fails with a {@link
     *     DeserializationException} that names the record.
     */
    void deserialize(RecordView record, Collector<T> out) throws Exception;

    /**
     * Releases what {@link #open} acquired. Called once, also after a failure, even of {@code
     * open}.
     *
     * @throws Exception to fail the task
     */
    default void close() throws Exception {}

    /** Each record as a {@link Message}, tombstones included. */
    static RecordDeserializationSchema<Message> messages() {
        return new MessageSchema();
    }

    /**
     * The value of each record, read by one of Flink's schemas; everything else in the record is
     * ignored.
     *
     * <p>The value of a tombstone is {@code null}, and is given to the schema like any other: many
     * formats give nothing for it, some schemas fail. {@link
     * DeserializationSchema#isEndOfStream(Object)} is not called: the builder of the source decides
     * where it ends.
     *
     * @param valueSchema reads the value
     */
    static <T> RecordDeserializationSchema<T> valueOnly(DeserializationSchema<T> valueSchema) {
        return new SchemaValueOnly<>(valueSchema);
    }

    /**
     * The value of each record, read by one of Kafka's deserializers without configuration.
     *
     * @see #valueOnly(Class, Map)
     */
    static <T> RecordDeserializationSchema<T> valueOnly(
            Class<? extends Deserializer<T>> deserializerClass) {
        return valueOnly(deserializerClass, Map.of());
    }

    /**
     * The value of each record, read by one of Kafka's deserializers; it is given topic and headers
     * too.
     *
     * <p>The value of a tombstone is {@code null}, and is given to the deserializer like any other.
     * A result of {@code null} is not an element of the stream: such a record gives nothing. Use
     * {@link #messages()} or a schema of your own if tombstones matter.
     *
     * @param deserializerClass a public class with a public constructor without parameters, whose
     *     declaration says which type it produces: a subclass of {@code Deserializer<Order>}, not a
     *     generic {@code Deserializer<T>}
     * @param config given to the deserializer's {@code configure} before the first record
     * @throws IllegalArgumentException if the class cannot be used, with every reason
     */
    static <T> RecordDeserializationSchema<T> valueOnly(
            Class<? extends Deserializer<T>> deserializerClass, Map<String, String> config) {
        return new DeserializerValueOnly<>(deserializerClass, config);
    }
}
