// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import io.kafkars.flink.deserializer.Downstream;
import io.kafkars.merge.ReleasedBatch;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.util.ExceptionUtils;

/**
 * The reader's main output: stamps elements, emits the watermark that follows the last record of
 * each batch, and marks the output idle and active. Task thread only.
 *
 * <p>Watermarks go to the main output because the merge has one watermark for all splits. Flink's
 * outputs per split stay silent, and do not hold it back.
 *
 * @param <T> type of the stream's elements
 */
@Internal
public final class MainOutput<T> implements Downstream<T> {

    private final boolean emitsWatermarks;

    /** {@code null} until the first {@link #use}. */
    private ReaderOutput<T> output;

    /** Event time of the elements that are collected; negative if they have none. */
    private long elementTime = -1;

    /** What the output threw. */
    private Throwable failure;

    private long watermark = Long.MIN_VALUE;
    private boolean idle;
    private long lateRecords;
    private long collectedElements;

    /**
     * @param emitsWatermarks whether watermarks are emitted; if not, they only tell which records
     *     are late
     */
    MainOutput(boolean emitsWatermarks) {
        this.emitsWatermarks = emitsWatermarks;
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
     * Says of which record the elements are that are collected from now on. They are stamped with
     * its timestamp, or with its merge key if it has no timestamp.
     *
     * @param timestamp epoch milliseconds, negative if the record has none
     * @param mergeKey epoch milliseconds, negative if the record has none
     */
    public void stamp(long timestamp, long mergeKey) {
        elementTime = timestamp >= 0 ? timestamp : mergeKey;
    }

    @Override
    public void collect(T element) {
        collectedElements++;
        try {
            if (elementTime >= 0) {
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

    /**
     * Counts a record that is about to be emitted if it is late.
     *
     * @param timestamp epoch milliseconds, negative if the record has none
     */
    public void countIfLate(long timestamp) {
        if (timestamp >= 0 && timestamp <= watermark) {
            lateRecords++;
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

    /** Emits the watermark and the idleness after a batch whose records have all been emitted. */
    void advance(ReleasedBatch batch) {
        if (batch.watermark() > watermark) {
            markActive();
            watermark = batch.watermark();
            if (emitsWatermarks) {
                output.emitWatermark(new Watermark(watermark));
            }
        }
        if (batch.isIdle()) {
            markIdle();
        } else {
            markActive();
        }
    }

    /** Records emitted with a timestamp at or below the watermark. */
    long lateRecords() {
        return lateRecords;
    }

    /** Elements emitted so far. */
    long collectedElements() {
        return collectedElements;
    }
}
