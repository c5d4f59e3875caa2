// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.testing;

import io.kafkars.flink.deserializer.DeserializationException;
import io.kafkars.flink.deserializer.Downstream;
import io.kafkars.flink.deserializer.RecordDeserializationSchema;
import io.kafkars.flink.deserializer.RecordDeserializer;
import io.kafkars.merge.RecordView;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.InstantiationUtil;
import org.apache.flink.util.SimpleUserCodeClassLoader;
import org.apache.flink.util.UserCodeClassLoader;

import org.apache.kafka.clients.producer.ProducerRecord;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A topic's log without a broker, for fast tests of a {@link RecordDeserializationSchema}. The
 * records have the offsets that a broker would give them, from 0 in each partition.
 *
 * <pre>{@code
 * List<Order> orders =
 *         ScriptedLog.of("orders")
 *                 .write(0, at("2024-01-01T00:00:00Z"), "key", json("{'id': 1}"))
 *                 .tombstone(0, at("2024-01-01T00:00:01Z"), "key")
 *                 .deserialize(new OrderSchema());
 * }</pre>
 *
 * <p>To add a record with a leader epoch, without a timestamp, or released live, build it with
 * {@link RecordViews} and pass it to {@link #add}. To be used by one thread.
 */
@PublicEvolving
public final class ScriptedLog extends RecordWriter<ScriptedLog> {

    private final List<RecordView> records = new ArrayList<>();
    private final Map<Integer, Long> endOffsets = new HashMap<>();

    private ScriptedLog(String topic) {
        super(topic);
    }

    /** An empty log. */
    public static ScriptedLog of(String topic) {
        return new ScriptedLog(topic);
    }

    @Override
    ScriptedLog write(List<ProducerRecord<byte[], byte[]>> written) {
        for (var record : written) {
            long offset = endOffsets.getOrDefault(record.partition(), 0L);
            var view =
                    RecordViews.record(name(), record.partition(), offset)
                            .timestamp(record.timestamp())
                            .key(record.key())
                            .value(record.value());
            record.headers().forEach(header -> view.header(header.key(), header.value()));
            add(view.build());
        }
        return this;
    }

    /** Adds a record, which keeps its offset. The next one written gets the offset after it. */
    public ScriptedLog add(RecordView record) {
        records.add(record);
        endOffsets.put(record.partition(), record.offset() + 1);
        return this;
    }

    /** The records in the order in which they were written. */
    public List<RecordView> records() {
        return List.copyOf(records);
    }

    /**
     * Passes every record to a schema, in the order in which they were written. As in a job, the
     * schema is a copy of the given one, made by serialization; it is opened before the first
     * record and closed after the last.
     *
     * @return the elements that the schema collected
     * @throws DeserializationException if the schema fails on a record, which the message names
     * @throws Exception if the schema cannot be serialized, opened or closed
     */
    public <T> List<T> deserialize(RecordDeserializationSchema<T> schema) throws Exception {
        var collected = new Collected<T>(new ArrayList<>());
        var opened = RecordDeserializer.open(InstantiationUtil.clone(schema), new Subtask());
        try {
            for (RecordView record : records) {
                opened.deserialize(record, collected);
            }
        } finally {
            opened.close();
        }
        return collected.elements();
    }

    @Override
    public String toString() {
        return "ScriptedLog{" + name() + ", " + records.size() + " records}";
    }

    private record Collected<T>(List<T> elements) implements Downstream<T> {

        @Override
        public void collect(T element) {
            elements.add(element);
        }

        @Override
        public void rethrowFailure() {
            // A list takes every element.
        }

        @Override
        public void close() {
            // Nothing ends with a record.
        }
    }

    /** The part of a source subtask that a schema can use. */
    private static final class Subtask implements SourceReaderContext {

        @Override
        public SourceReaderMetricGroup metricGroup() {
            return UnregisteredMetricsGroup.createSourceReaderMetricGroup();
        }

        @Override
        public Configuration getConfiguration() {
            return new Configuration();
        }

        @Override
        public String getLocalHostName() {
            return "localhost";
        }

        @Override
        public int getIndexOfSubtask() {
            return 0;
        }

        @Override
        public void sendSplitRequest() {
            throw new UnsupportedOperationException("A scripted log has no splits");
        }

        @Override
        public void sendSourceEventToCoordinator(SourceEvent event) {
            throw new UnsupportedOperationException("A scripted log has no coordinator");
        }

        @Override
        public UserCodeClassLoader getUserCodeClassLoader() {
            return SimpleUserCodeClassLoader.create(ScriptedLog.class.getClassLoader());
        }
    }
}
