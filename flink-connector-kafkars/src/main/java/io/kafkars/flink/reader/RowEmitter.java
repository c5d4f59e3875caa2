// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import io.kafkars.flink.deserializer.DeserializationException;
import io.kafkars.flink.deserializer.RecordDeserializer;
import io.kafkars.flink.errors.FailedRecords;
import io.kafkars.flink.metrics.ReaderMetrics;
import io.kafkars.merge.RecordCursor;
import io.kafkars.merge.ReleasedBatch;

import org.apache.flink.annotation.Internal;

/** Deserializes record by record, and emits the elements of a few small records in a step. */
@Internal
final class RowEmitter<T> implements Emitter {

    /**
     * Limit of the records in a step. Between two steps Flink checks for mail and whether the
     * output has room, which for small records costs as much as the record itself.
     */
    static final int MAX_RECORDS = 16;

    /** Limit of the bytes of a step's records, roughly: well below a network buffer. */
    static final int MAX_BYTES = 4 << 10;

    private final RecordDeserializer<T> deserializer;
    private final MainOutput<T> output;
    private final FailedRecords failedRecords;
    private final ReaderMetrics metrics;
    private final RecordCursor record = new RecordCursor();
    private KafkarsSplitState[] states;

    /**
     * @param deserializer closed with this
     * @param failedRecords takes the records that cannot be deserialized; closed with this
     */
    RowEmitter(
            RecordDeserializer<T> deserializer,
            MainOutput<T> output,
            FailedRecords failedRecords,
            ReaderMetrics metrics) {
        this.deserializer = deserializer;
        this.output = output;
        this.failedRecords = failedRecords;
        this.metrics = metrics;
    }

    @Override
    public void start() throws Exception {
        failedRecords.start();
    }

    @Override
    public void sourceIsLive(boolean live) {
        record.setSourceLive(live);
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
        long limit = Math.min(MAX_RECORDS, MAX_BYTES / record.typicalSize());
        int records = 0;
        do {
            emitRecord();
            records++;
        } while (records < limit && record.next());
        return records;
    }

    private void emitRecord() throws Exception {
        long timestamp = record.timestamp();
        long mergeKey = record.mergeKey();
        if (output.mayRaiseWatermark(mergeKey)) {
            raiseWatermark(mergeKey);
        }
        output.stamp(timestamp, mergeKey);
        output.countIfLate();
        try {
            deserializer.deserialize(record, output);
        } catch (DeserializationException e) {
            metrics.recordInError();
            failedRecords.take(record, e);
        }
        states[record.partitionIndex()].emitted(record.offset(), mergeKey, record.leaderEpoch());
    }

    /** Arrival decides where a live record merges, so it must not raise the watermark here. */
    private void raiseWatermark(long mergeKey) {
        KafkarsSplitState state = states[record.partitionIndex()];
        if (state.isReplayed(record.offset())) {
            output.raiseWatermark(mergeKey, state.watermarkLimit());
        }
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
}
