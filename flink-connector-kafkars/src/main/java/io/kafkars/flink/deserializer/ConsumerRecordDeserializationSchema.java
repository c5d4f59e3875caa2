// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.deserializer;

import io.kafkars.merge.RecordView;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.util.Collector;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A {@link RecordDeserializationSchema} for classes that read Kafka's own {@link ConsumerRecord}. A
 * class written for the {@code KafkaRecordDeserializationSchema} of Flink's Kafka connector needs
 * no change but the name of the interface it implements.
 *
 * <p>It costs an object with a copy of everything for each record, read or not.
 *
 * @param <T> type of the stream's elements
 */
@PublicEvolving
public interface ConsumerRecordDeserializationSchema<T> extends RecordDeserializationSchema<T> {

    /**
     * Collects what the record stands for, as {@link #deserialize(RecordView, Collector)} does.
     *
     * @param record the record; may be kept
     * @param out takes the elements; must be used during this call only
     * @throws Exception if the record cannot be deserialized
     */
    void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<T> out) throws Exception;

    @Override
    default void deserialize(RecordView record, Collector<T> out) throws Exception {
        deserialize(ClientRecord.of(record), out);
    }
}
