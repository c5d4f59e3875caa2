// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.deserializer;

import io.kafkars.merge.RecordView;
import io.kafkars.validation.Explanation;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.util.Collector;
import org.apache.flink.util.UserCodeClassLoader;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * An open schema in a reader, and the one place where its failures are told from those of other
 * code: what the schema throws becomes a {@link DeserializationException} that names the record,
 * what the remainder of the job throws comes out as it is. Task thread only.
 *
 * @param <T> type of the stream's elements
 */
@Internal
public abstract sealed class RecordDeserializer<T> {

    private RecordDeserializer() {}

    /**
     * Opens the schema, which from then on is closed by {@link #close()}. An element goes
     * downstream as soon as it is collected, so a record on which the schema fails may already have
     * given some.
     *
     * @throws Exception what the schema threw; it is closed again
     */
    public static <T> RecordDeserializer<T> open(
            RecordDeserializationSchema<T> schema, SourceReaderContext context) throws Exception {
        openOrClose(schema, context);
        return new AtOnce<>(schema);
    }

    /**
     * Opens the schema like {@link #open}. The elements of a record are kept until the schema is
     * done with it, so that a record on which it fails gives none.
     *
     * @param toElement makes an element of the stream of each element of the schema
     * @throws Exception what the schema threw; it is closed again
     */
    public static <E, T> RecordDeserializer<T> openForWholeRecords(
            RecordDeserializationSchema<E> schema,
            Function<? super E, ? extends T> toElement,
            SourceReaderContext context)
            throws Exception {
        openOrClose(schema, context);
        return new WholeRecords<>(schema, toElement);
    }

    private static void openOrClose(
            RecordDeserializationSchema<?> schema, SourceReaderContext context) throws Exception {
        try {
            schema.open(new ReaderInitialization(context));
        } catch (Exception e) {
            try {
                schema.close();
            } catch (Exception whileClosing) {
                throw Explanation.of(e, whileClosing);
            }
            throw e;
        }
    }

    /**
     * Deserializes one record.
     *
     * @param record the record to deserialize
     * @param out takes the elements
     * @throws DeserializationException if the schema fails on the record, also if it does so with a
     *     {@link StackOverflowError}, as on a value that is nested too deeply
     * @throws IllegalStateException if a class that the schema needs is missing or cannot be
     *     initialized; no error policy applies, since every such record would fail
     * @throws InterruptedException if the schema was interrupted
     * @throws Exception whatever {@code out} threw, unchanged
     */
    public abstract void deserialize(RecordView record, Downstream<T> out) throws Exception;

    /** Closes the schema. */
    public abstract void close() throws Exception;

    private static IllegalStateException unusable(
            RecordView record, RecordDeserializationSchema<?> schema, LinkageError error) {
        return Explanation.of(
                new IllegalStateException(
                        DeserializationException.of(record, schema, error).getMessage()),
                error);
    }

    private static final class AtOnce<T> extends RecordDeserializer<T> {

        private final RecordDeserializationSchema<T> schema;

        AtOnce(RecordDeserializationSchema<T> schema) {
            this.schema = schema;
        }

        @Override
        public void deserialize(RecordView record, Downstream<T> out) throws Exception {
            try {
                schema.deserialize(record, out);
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception | StackOverflowError e) {
                out.rethrowFailure();
                throw DeserializationException.of(record, schema, e);
            } catch (LinkageError e) {
                out.rethrowFailure();
                throw unusable(record, schema, e);
            }
            out.rethrowFailure();
        }

        @Override
        public void close() throws Exception {
            schema.close();
        }
    }

    private static final class WholeRecords<E, T> extends RecordDeserializer<T> {

        private final RecordDeserializationSchema<E> schema;
        private final Function<? super E, ? extends T> toElement;
        private final Kept<E> kept = new Kept<>();

        WholeRecords(
                RecordDeserializationSchema<E> schema, Function<? super E, ? extends T> toElement) {
            this.schema = schema;
            this.toElement = toElement;
        }

        @Override
        public void deserialize(RecordView record, Downstream<T> out) throws Exception {
            kept.elements.clear();
            try {
                schema.deserialize(record, kept);
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception | StackOverflowError e) {
                throw DeserializationException.of(record, schema, e);
            } catch (LinkageError e) {
                throw unusable(record, schema, e);
            }
            for (E element : kept.elements) {
                out.collect(toElement.apply(element));
            }
        }

        @Override
        public void close() throws Exception {
            schema.close();
        }
    }

    /** What a schema has collected of the current record so far. */
    private static final class Kept<E> implements Collector<E> {

        private final List<E> elements = new ArrayList<>();

        @Override
        public void collect(E element) {
            elements.add(element);
        }

        @Override
        public void close() {
            // A schema may close its collector after a record; there is nothing to close.
        }
    }

    /** What a schema may know of the reader. */
    private record ReaderInitialization(SourceReaderContext reader)
            implements DeserializationSchema.InitializationContext {

        @Override
        public MetricGroup getMetricGroup() {
            return reader.metricGroup().addGroup("deserializer");
        }

        @Override
        public UserCodeClassLoader getUserCodeClassLoader() {
            return reader.getUserCodeClassLoader();
        }
    }
}
