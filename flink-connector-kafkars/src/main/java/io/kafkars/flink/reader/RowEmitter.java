package io.kafkars.flink.reader;

import io.kafkars.flink.deserializer.DeserializationException;
import io.kafkars.flink.deserializer.RecordDeserializationSchema;
import io.kafkars.flink.deserializer.RecordDeserializer;
import io.kafkars.flink.metrics.ReaderMetrics;
import io.kafkars.merge.RecordCursor;
import io.kafkars.merge.ReleasedBatch;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.util.Collector;

/** Deserializes record by record, and emits what comes out of it. Task thread only. */
@Internal
public final class RowEmitter<T> implements BatchEmitter {

    private final RecordDeserializer<T> deserializer;
    private final EventTime<T> output;
    private final ReaderMetrics metrics;
    private final RecordCursor record = new RecordCursor();
    private final Collector<T> elements = new Elements();
    private KafkarsSplitState[] states;

    private RowEmitter(
            RecordDeserializer<T> deserializer, EventTime<T> output, ReaderMetrics metrics) {
        this.deserializer = deserializer;
        this.output = output;
        this.metrics = metrics;
    }

    /**
     * Elements are what the schema makes of each record.
     *
     * @param schema opened and closed with each emitter
     */
    public static <T> EmitterFactory<T> factory(RecordDeserializationSchema<T> schema) {
        return new Factory<>(schema);
    }

    @Override
    public void open(ReleasedBatch batch, KafkarsSplitState[] statesByIndex) {
        states = statesByIndex;
        record.open(batch);
    }

    @Override
    public boolean next() {
        return record.next();
    }

    @Override
    public int emit() throws Exception {
        output.observe(record.timestamp());
        try {
            deserializer.deserialize(record, elements);
        } catch (DeserializationException e) {
            metrics.recordInError();
            throw e;
        }
        states[record.partitionIndex()].emitted(record.offset(), record.mergeKey());
        return 1;
    }

    @Override
    public void close() throws Exception {
        deserializer.close();
    }

    /** Takes the elements of the record at which the cursor stands. */
    private final class Elements implements Collector<T> {

        @Override
        public void collect(T element) {
            output.collect(element, record.timestamp(), record.mergeKey());
        }

        @Override
        public void close() {
            // The reader's output outlives the record.
        }
    }

    private record Factory<T>(RecordDeserializationSchema<T> schema) implements EmitterFactory<T> {

        @Override
        public BatchEmitter open(
                SourceReaderContext context, EventTime<T> output, ReaderMetrics metrics)
                throws Exception {
            return new RowEmitter<>(RecordDeserializer.open(schema, context), output, metrics);
        }

        @Override
        public TypeInformation<T> getProducedType() {
            return schema.getProducedType();
        }
    }
}
