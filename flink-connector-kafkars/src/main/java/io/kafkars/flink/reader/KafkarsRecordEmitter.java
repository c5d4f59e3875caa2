// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import io.kafkars.flink.drift.ReaderDrift;
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
 * Emits released batches: their elements step by step, then the offsets without records, the
 * watermark and the progress after the last record. Owns the states of the splits, which advance
 * with each step. Task thread only.
 */
@Internal
final class KafkarsRecordEmitter<T> implements RecordEmitter<Step, T, KafkarsSplitState> {

    private final Emitter emitter;
    private final MainOutput<T> output;
    private final ProgressReports reports;
    private final ReaderDrift drift;
    private final Counter recordsIn;

    private final Map<PartitionId, KafkarsSplitState> states = new HashMap<>();

    /** The states by the partition index of the batches, so that no record needs a look-up. */
    private KafkarsSplitState[] statesByIndex = {};

    /** The partitions that {@link #statesByIndex} is for. */
    private PartitionId[] indexedPartitions;

    /**
     * @param emitter closed by {@link #close}
     * @param recordsIn Flink counts each step as one record in it, and this class the further
     *     records of the step
     */
    KafkarsRecordEmitter(
            Emitter emitter,
            MainOutput<T> output,
            ProgressReports reports,
            ReaderDrift drift,
            Counter recordsIn) {
        this.emitter = emitter;
        this.output = output;
        this.reports = reports;
        this.drift = drift;
        this.recordsIn = recordsIn;
    }

    void add(PartitionId partition, KafkarsSplitState state) {
        states.put(partition, state);
    }

    /** The split of the partition has finished. */
    void remove(PartitionId partition) {
        states.remove(partition);
        reports.finished();
    }

    Collection<KafkarsSplitState> states() {
        return Collections.unmodifiableCollection(states.values());
    }

    /** The emitter, before the first step of the batch, which has at least one record. */
    Emitter begin(ReleasedBatch batch) {
        if (batch.partitions() != indexedPartitions) {
            indexedPartitions = batch.partitions();
            statesByIndex =
                    Arrays.stream(indexedPartitions)
                            .map(states::get)
                            .toArray(KafkarsSplitState[]::new);
        }
        output.markActive();
        emitter.open(batch, statesByIndex);
        return emitter;
    }

    /**
     * Uses neither the output nor the state that Flink passes: they are those of one split, and a
     * step has records of many.
     */
    @Override
    public void emitRecord(
            Step step, SourceOutput<T> outputOfSplit, KafkarsSplitState announcedSplit)
            throws Exception {
        int records = step.emit();
        if (records > 1) {
            recordsIn.inc(records - 1);
        }
    }

    /** All records of the batch, of which there may be none, have been emitted. */
    void end(ReleasedBatch batch) {
        for (PartitionProgress progress : batch.settled()) {
            states.get(progress.id()).settle(progress);
        }
        output.advance(batch);
        reports.reportIfDue(states.values(), batch.isLiveAfter());
        drift.emitted(batch);
    }

    /** See {@link Emitter#start}. */
    void start() throws Exception {
        emitter.start();
    }

    /** See {@link Emitter#sourceIsLive}. */
    void sourceIsLive(boolean live) {
        emitter.sourceIsLive(live);
    }

    /** See {@link Emitter#flush}. */
    void flush() throws Exception {
        emitter.flush();
    }

    void close() throws Exception {
        emitter.close();
    }
}
