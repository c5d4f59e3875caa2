// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.deserializer;

import io.kafkars.merge.RecordView;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.util.Collector;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A {@link RecordDeserializationSchema} for classes that read Kafka's own {@link ConsumerRecord}.
 * To move over a class written for the {@code KafkaRecordDeserializationSchema} of Flink's Kafka
 * connector, change only the interface that it implements.
 *
 * <p>Each record costs an object with a copy of all its fields, whether they are used or not.
 *
 * @param <T> type of the stream's elements
 */
@PublicEvolving
public interface ConsumerRecordDeserializationSchema<T> extends RecordDeserializationSchema<T> {

    /**
     * Collects the elements of a record, like {@link #deserialize(RecordView, Collector)}.
     *
     * @param record the record; may be kept
     * @param out takes the elements; valid only during this call
     * @throws Exception if the record cannot be deserialized
     */
    void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<T> out) throws Exception;

    @Override
    default void deserialize(RecordView record, Collector<T> out) throws Exception {
        deserialize(ClientRecord.of(record), out);
    }
}
