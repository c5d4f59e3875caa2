// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import io.kafkars.flink.deserializer.Downstream;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.merge.RecordView;
import io.kafkars.merge.ReleasedBatch;
import io.kafkars.merge.ReplayWatermarks;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.util.ExceptionUtils;

/**
 * The reader's main output: gives elements their event time, emits the watermark that precedes a
 * replayed record and the one that follows a live batch, and marks the output idle and active. Task
 * thread only.
 *
 * <p>Watermarks go to the main output because the merge has one watermark for all splits. Flink's
 * outputs per split stay silent, and do not hold it back.
 *
 * @param <T> type of the stream's elements
 */
@Internal
public final class MainOutput<T> implements Downstream<T> {

    /** What Flink takes for no event time. */
    private static final long NO_EVENT_TIME = TimestampAssigner.NO_TIMESTAMP;

    private final boolean emitsWatermarks;
    private final ReplayWatermarks replayWatermarks;

    /** {@code null} until the first {@link #use}. */
    private ReaderOutput<T> output;

    /** Event time of the elements that are collected. */
    private long elementTime = NO_EVENT_TIME;

    /** What the output threw. */
    private Throwable failure;

    private long watermark = ReplayWatermarks.NONE;

    /** The smallest merge key of a replayed record that raises the watermark. */
    private long nextKey;

    private boolean idle;
    private long lateRecords;
    private long collectedElements;

    /**
     * @param emitsWatermarks whether watermarks are emitted; if not, they only tell which records
     *     are late
     */
    public MainOutput(boolean emitsWatermarks, ReplayWatermarks replayWatermarks) {
        this.emitsWatermarks = emitsWatermarks;
        this.replayWatermarks = replayWatermarks;
        this.nextKey = replayWatermarks.nextKey(watermark);
    }

    /**
     * Takes Flink's output, which comes with every step and is always the same. It is stored once:
     * storing a reference costs a GC write barrier.
     */
    void use(ReaderOutput<T> mainOutput) {
        if (output != mainOutput) {
            output = mainOutput;
        }
    }

    /**
     * Says of which record the elements are that are collected from now on. They have its {@link
     * RecordView#eventTime(long, long)}. If the source emits no watermarks, elements of a record
     * with neither timestamp nor merge key have no event time.
     *
     * @param timestamp epoch milliseconds, {@link RecordView#NO_TIMESTAMP} if the record has none
     * @param mergeKey epoch milliseconds, {@link PartitionProgress#NO_KEY} if the record has none
     */
    public void stamp(long timestamp, long mergeKey) {
        elementTime = RecordView.eventTime(timestamp, mergeKey);
        if (!emitsWatermarks
                && timestamp == RecordView.NO_TIMESTAMP
                && mergeKey == PartitionProgress.NO_KEY) {
            elementTime = NO_EVENT_TIME;
        }
    }

    @Override
    public void collect(T element) {
        collectedElements++;
        try {
            if (elementTime != NO_EVENT_TIME) {
                output.collect(element, elementTime);
            } else {
                output.collect(element);
            }
        } catch (Throwable t) {
            failure = t;
            throw t;
        }
    }

    @Override
    public void rethrowFailure() throws Exception {
        if (failure != null) {
            ExceptionUtils.rethrowException(failure);
        }
    }

    /** Does nothing: the output outlives every record. */
    @Override
    public void close() {}

    /** Counts the record that was {@linkplain #stamp stamped} last if it is late. */
    public void countIfLate() {
        if (elementTime <= watermark && elementTime != NO_EVENT_TIME) {
            lateRecords++;
        }
    }

    /** Whether a replayed record with this merge key may raise the watermark. */
    boolean mayRaiseWatermark(long mergeKey) {
        return mergeKey >= nextKey;
    }

    /** The smallest merge key, of a replayed record, that raises the watermark. */
    public long nextKey() {
        return nextKey;
    }

    /** Whether watermarks are emitted. */
    public boolean emitsWatermarks() {
        return emitsWatermarks;
    }

    /**
     * A replayed record is about to be emitted: emits the watermark that precedes it, if that is
     * larger than the current one.
     *
     * @param mergeKey of the record
     * @param limit no watermark of the replay is larger
     */
    public void raiseWatermark(long mergeKey, long limit) {
        raise(replayWatermarks.before(mergeKey, limit));
    }

    private void raise(long newWatermark) {
        if (newWatermark > watermark) {
            markActive();
            watermark = newWatermark;
            nextKey = replayWatermarks.nextKey(newWatermark);
            if (emitsWatermarks) {
                output.emitWatermark(new Watermark(newWatermark));
            }
        }
    }

    /** Records are about to be emitted, or splits have arrived. */
    void markActive() {
        if (idle) {
            output.markActive();
            idle = false;
        }
    }

    /** The reader holds nothing, and expects nothing for now. */
    void markIdle() {
        if (!idle && output != null) {
            output.markIdle();
            idle = true;
        }
    }

    /** All records of a batch have been emitted: emits its watermark, and marks idleness. */
    void advance(ReleasedBatch batch) {
        raise(batch.watermark());
        if (batch.isIdle()) {
            markIdle();
        } else {
            markActive();
        }
    }

    /** Records emitted with an event time at or below the watermark. */
    long lateRecords() {
        return lateRecords;
    }

    /** Elements emitted so far. */
    long collectedElements() {
        return collectedElements;
    }
}
