package io.kafkars.flink.reader;

import io.kafkars.merge.ReleasedBatch;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;

/**
 * The reader's main output, and the event time on it: watermarks, which follow the last record of
 * each batch, and idleness. Task thread only.
 *
 * <p>The main output is the right one because the merge has one watermark for all splits; those of
 * Flink's outputs per split stay silent, and do not hold it back.
 */
@Internal
public final class EventTime<T> {

    private final boolean emitsWatermarks;
    private ReaderOutput<T> output;
    private long watermark = Long.MIN_VALUE;
    private boolean idle;
    private long lateRecords;
    private long collectedElements;

    /**
     * @param emitsWatermarks whether watermarks are emitted; if not, they only tell which records
     *     are late
     */
    EventTime(boolean emitsWatermarks) {
        this.emitsWatermarks = emitsWatermarks;
    }

    /** Flink gives the output with every call; it is always the same. */
    void use(ReaderOutput<T> mainOutput) {
        if (output != mainOutput) {
            output = mainOutput;
        }
    }

    /**
     * An element goes out, stamped with the timestamp of its record if it has one, else with the
     * merge key.
     *
     * @param timestamp epoch milliseconds, negative if the record has none
     * @param mergeKey of the record
     */
    public void collect(T element, long timestamp, long mergeKey) {
        collectedElements++;
        if (timestamp >= 0) {
            output.collect(element, timestamp);
        } else if (mergeKey >= 0) {
            output.collect(element, mergeKey);
        } else {
            output.collect(element);
        }
    }

    /**
     * Counts the record that is about to be emitted if it is behind the watermark.
     *
     * @param timestamp epoch milliseconds, negative if the record has none
     */
    public void observe(long timestamp) {
        if (timestamp >= 0 && timestamp <= watermark) {
            lateRecords++;
        }
    }

    /** Records are about to be emitted, or splits have arrived. */
    void active() {
        if (idle) {
            output.markActive();
            idle = false;
        }
    }

    /** All records of the batch have been emitted. */
    void advance(ReleasedBatch batch) {
        if (batch.watermark() > watermark) {
            active();
            watermark = batch.watermark();
            if (emitsWatermarks) {
                output.emitWatermark(new Watermark(watermark));
            }
        }
        if (batch.isIdle()) {
            idle();
        } else {
            active();
        }
    }

    /** The reader has nothing, and expects nothing for now. */
    void idle() {
        if (!idle && output != null) {
            output.markIdle();
            idle = true;
        }
    }

    /** The last watermark emitted, {@link Long#MIN_VALUE} before the first. */
    long watermark() {
        return watermark;
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
