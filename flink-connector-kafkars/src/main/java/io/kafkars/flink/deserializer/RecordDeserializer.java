package io.kafkars.flink.deserializer;

import io.kafkars.merge.RecordView;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.util.Collector;
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.UserCodeClassLoader;

import java.util.ArrayList;
import java.util.List;

/**
 * A schema at work in a reader: the one place where its failures are given the record they belong
 * to.
 *
 * <p>With operator chaining the rest of the job runs inside of {@link Collector#collect}, and so
 * inside of the schema. A failure there is no fault of the record: it comes out as it is, even if
 * the schema wrapped or swallowed it.
 *
 * <p>Used by the task thread only.
 *
 * @param <T> type of the stream's elements
 */
@Internal
public final class RecordDeserializer<T> {

    private final RecordDeserializationSchema<T> schema;
    private final boolean wholeRecords;
    private final Downstream<T> downstream = new Downstream<>();
    private final WholeRecord<T> whole = new WholeRecord<>();

    private RecordDeserializer(RecordDeserializationSchema<T> schema, boolean wholeRecords) {
        this.schema = schema;
        this.wholeRecords = wholeRecords;
    }

    /**
     * Opens the schema, which from then on is closed by {@link #close()}.
     *
     * @param wholeRecords whether the elements of a record are kept until the schema is done with
     *     it, so that a record on which it fails gives none
     * @throws Exception what the schema threw; it is closed again
     */
    public static <T> RecordDeserializer<T> open(
            RecordDeserializationSchema<T> schema,
            boolean wholeRecords,
            SourceReaderContext context)
            throws Exception {
        try {
            schema.open(new ReaderInitialization(context));
        } catch (Exception e) {
            try {
                schema.close();
            } catch (Exception whileClosing) {
                e.addSuppressed(whileClosing);
            }
            throw e;
        }
        return new RecordDeserializer<>(schema, wholeRecords);
    }

    /**
     * Deserializes one record.
     *
     * @param record the record to deserialize
     * @param out takes the elements
     * @throws DeserializationException if the schema fails on the record
     * @throws InterruptedException if the schema was interrupted
     * @throws Exception whatever {@code out} threw, unchanged
     */
    public void deserialize(RecordView record, Collector<T> out) throws Exception {
        if (wholeRecords) {
            whole.elements.clear();
            deserializeInto(record, whole);
            whole.elements.forEach(out::collect);
        } else {
            deserializeInto(record, out);
        }
    }

    private void deserializeInto(RecordView record, Collector<T> out) throws Exception {
        if (downstream.out != out) {
            downstream.out = out;
        }
        try {
            schema.deserialize(record, downstream);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            downstream.rethrowFailure();
            throw DeserializationException.of(record, schema, e);
        }
        downstream.rethrowFailure();
    }

    /** Closes the schema. */
    public void close() throws Exception {
        schema.close();
    }

    /** Keeps the elements of a record. */
    private static final class WholeRecord<T> implements Collector<T> {

        private final List<T> elements = new ArrayList<>();

        @Override
        public void collect(T element) {
            elements.add(element);
        }

        @Override
        public void close() {
            // Nothing ends with a record.
        }
    }

    /** Passes elements on and remembers if that failed. */
    private static final class Downstream<T> implements Collector<T> {

        private Collector<T> out;
        private Throwable failure;

        @Override
        public void collect(T element) {
            try {
                out.collect(element);
            } catch (Throwable t) {
                failure = t;
                throw t;
            }
        }

        @Override
        public void close() {
            // The reader's output outlives the record.
        }

        void rethrowFailure() throws Exception {
            if (failure != null) {
                ExceptionUtils.rethrowException(failure);
            }
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
