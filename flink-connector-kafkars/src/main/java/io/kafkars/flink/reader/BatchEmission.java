package io.kafkars.flink.reader;

import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.merge.ReleasedBatch;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.connector.base.source.reader.RecordEmitter;
import org.apache.flink.metrics.Counter;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * Emits released batches on the task thread: a batch's elements, step by step, then what the batch
 * says besides its records, and its watermark. Keeps the states of the splits, which move with each
 * step.
 */
@Internal
final class BatchEmission<T> implements RecordEmitter<BatchEmitter, T, KafkarsSplitState> {

    private final BatchEmitter emitter;
    private final EventTime<T> eventTime;
    private final ProgressReports reports;
    private final Counter recordsIn;

    private final Map<PartitionId, KafkarsSplitState> states = new HashMap<>();

    /** The states by the partition index of the batches, so that no record needs a look-up. */
    private KafkarsSplitState[] statesByIndex = {};

    private PartitionId[] indexedPartitions;

    /**
     * @param emitter closed by {@link #close}
     * @param recordsIn raised by Flink for each step, and here for all further records of a step
     */
    BatchEmission(
            BatchEmitter emitter,
            EventTime<T> eventTime,
            ProgressReports reports,
            Counter recordsIn) {
        this.emitter = emitter;
        this.eventTime = eventTime;
        this.reports = reports;
        this.recordsIn = recordsIn;
    }

    void add(PartitionId partition, KafkarsSplitState state) {
        states.put(partition, state);
    }

    void remove(PartitionId partition) {
        states.remove(partition);
        reports.finished();
    }

    Collection<KafkarsSplitState> states() {
        return Collections.unmodifiableCollection(states.values());
    }

    /** The emitter, before the first step of the batch, which has at least one record. */
    BatchEmitter begin(ReleasedBatch batch) {
        if (batch.partitions() != indexedPartitions) {
            indexedPartitions = batch.partitions();
            statesByIndex =
                    Arrays.stream(indexedPartitions)
                            .map(states::get)
                            .toArray(KafkarsSplitState[]::new);
        }
        eventTime.active();
        emitter.open(batch, statesByIndex);
        return emitter;
    }

    /**
     * Neither the output nor the state of the announced split is used: the batch holds records of
     * many splits.
     */
    @Override
    public void emitRecord(
            BatchEmitter atStep, SourceOutput<T> announcedOutput, KafkarsSplitState announced)
            throws Exception {
        int records = atStep.emit();
        if (records > 1) {
            recordsIn.inc(records - 1);
        }
    }

    /** All records of the batch, of which there may be none, have been emitted. */
    void end(ReleasedBatch batch) {
        for (PartitionProgress progress : batch.settled()) {
            states.get(progress.id()).settle(progress);
        }
        eventTime.advance(batch);
        reports.reportIfDue(states.values(), batch.isLiveAfter());
    }

    /** See {@link BatchEmitter#start}. */
    void start() throws Exception {
        emitter.start();
    }

    /** See {@link BatchEmitter#flush}. */
    void flush() throws Exception {
        emitter.flush();
    }

    void close() throws Exception {
        emitter.close();
    }
}
