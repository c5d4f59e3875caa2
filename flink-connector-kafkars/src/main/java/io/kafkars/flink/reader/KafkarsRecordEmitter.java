package io.kafkars.flink.reader;

import io.kafkars.flink.deserializer.DeserializationException;
import io.kafkars.flink.deserializer.RecordDeserializer;
import io.kafkars.flink.metrics.ReaderMetrics;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.merge.RecordCursor;
import io.kafkars.merge.ReleasedBatch;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.connector.base.source.reader.RecordEmitter;
import org.apache.flink.util.Collector;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * Emits released batches: deserializes each record, emits it on the main output, and moves the
 * state of the split that it is from; then the batch's watermark. Task thread only.
 */
@Internal
final class KafkarsRecordEmitter<T>
        implements RecordEmitter<RecordCursor, T, KafkarsSplitState>,
                ReleasedRecords.BatchEmission,
                Collector<T> {

    private final RecordDeserializer<T> deserializer;
    private final EventTime<T> eventTime;
    private final ReaderMetrics metrics;
    private final ProgressReports reports;
    private final RecordCursor cursor = new RecordCursor();

    private final Map<PartitionId, KafkarsSplitState> states = new HashMap<>();

    /** The states by the partition index of the batches, so that no record needs a look-up. */
    private KafkarsSplitState[] statesByIndex = {};

    private PartitionId[] indexedPartitions;
    private long collected;

    KafkarsRecordEmitter(
            RecordDeserializer<T> deserializer,
            EventTime<T> eventTime,
            ReaderMetrics metrics,
            ProgressReports reports) {
        this.deserializer = deserializer;
        this.eventTime = eventTime;
        this.metrics = metrics;
        this.reports = reports;
    }

    void add(PartitionId partition, KafkarsSplitState state) {
        states.put(partition, state);
    }

    void remove(PartitionId partition) {
        states.remove(partition);
        reports.finished();
    }

    /** How many elements were emitted so far. */
    long collected() {
        return collected;
    }

    Collection<KafkarsSplitState> states() {
        return Collections.unmodifiableCollection(states.values());
    }

    @Override
    public RecordCursor begin(ReleasedBatch batch) {
        if (batch.partitions() != indexedPartitions) {
            indexedPartitions = batch.partitions();
            statesByIndex =
                    Arrays.stream(indexedPartitions)
                            .map(states::get)
                            .toArray(KafkarsSplitState[]::new);
        }
        eventTime.active();
        cursor.open(batch);
        return cursor;
    }

    /**
     * Neither the output nor the state of the announced split is used: the batch holds records of
     * many splits.
     */
    @Override
    public void emitRecord(
            RecordCursor record, SourceOutput<T> announcedOutput, KafkarsSplitState announced)
            throws Exception {
        eventTime.observe(record);
        try {
            deserializer.deserialize(record, this);
        } catch (DeserializationException e) {
            metrics.recordInError();
            throw e;
        }
        statesByIndex[record.partitionIndex()].emitted(record.offset(), record.mergeKey());
    }

    /** An element of the record at which the cursor stands. */
    @Override
    public void collect(T element) {
        collected++;
        eventTime.collect(element, cursor);
    }

    @Override
    public void end(ReleasedBatch batch) {
        for (PartitionProgress progress : batch.settled()) {
            states.get(progress.id()).settle(progress);
        }
        eventTime.advance(batch);
        reports.reportIfDue(states.values(), batch.isLiveAfter());
    }

    /** Closes the deserializer, not the output, which outlives the reader. */
    void closeDeserializer() throws Exception {
        deserializer.close();
    }

    @Override
    public void close() {
        // Called by those who collect into this; nothing ends with a record.
    }
}
