package io.kafkars.flink.reader;

import io.kafkars.flink.deserializer.DeserializationException;
import io.kafkars.flink.deserializer.RecordDeserializer;
import io.kafkars.flink.errors.FailedRecords;
import io.kafkars.flink.metrics.ReaderMetrics;
import io.kafkars.merge.RecordCursor;
import io.kafkars.merge.ReleasedBatch;

import org.apache.flink.annotation.Internal;
import org.apache.flink.util.Collector;

/**
 * Deserializes record by record, and emits what comes out of it, a few small records at a step.
 * Task thread only.
 */
@Internal
final class RowEmitter<T> implements BatchEmitter {

    /**
     * Most records of a step. Between two steps Flink looks for mail and at whether the output has
     * room, which for small records costs as much as the record itself.
     */
    private static final int MOST_RECORDS = 16;

    /** Most bytes of the records of a step, roughly: well below a network buffer. */
    private static final int MOST_BYTES = 4 << 10;

    private final RecordDeserializer<T> deserializer;
    private final EventTime<?> eventTime;
    private final Output<T> output;
    private final FailedRecords failedRecords;
    private final ReaderMetrics metrics;
    private final RecordCursor record = new RecordCursor();
    private final Collector<T> elements = new Elements();
    private KafkarsSplitState[] states;

    /** Takes elements with the timestamp and the merge key of their record. */
    interface Output<T> {
        void collect(T element, long timestamp, long mergeKey);
    }

    /**
     * @param deserializer closed with this
     * @param failedRecords takes the records that cannot be deserialized; closed with this
     */
    RowEmitter(
            RecordDeserializer<T> deserializer,
            EventTime<?> eventTime,
            Output<T> output,
            FailedRecords failedRecords,
            ReaderMetrics metrics) {
        this.deserializer = deserializer;
        this.eventTime = eventTime;
        this.output = output;
        this.failedRecords = failedRecords;
        this.metrics = metrics;
    }

    @Override
    public void start() throws Exception {
        failedRecords.start();
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
        long most = Math.min(MOST_RECORDS, MOST_BYTES / record.typicalSize());
        int records = 0;
        do {
            emitRecord();
            records++;
        } while (records < most && record.next());
        return records;
    }

    private void emitRecord() throws Exception {
        eventTime.observe(record.timestamp());
        try {
            deserializer.deserialize(record, elements);
        } catch (DeserializationException e) {
            metrics.recordInError();
            failedRecords.take(record, e);
        }
        states[record.partitionIndex()].emitted(
                record.offset(), record.mergeKey(), record.leaderEpoch());
    }

    @Override
    public void flush() throws Exception {
        failedRecords.flush();
    }

    @Override
    public void close() throws Exception {
        try {
            failedRecords.close();
        } finally {
            deserializer.close();
        }
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
}
