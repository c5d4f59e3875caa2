// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.drift;

import io.kafkars.merge.ReleasedBatch;

import org.apache.flink.annotation.Internal;

import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The part of a reader that bounds the drift: holds the ceiling that the enumerator gave it, and
 * reports how far it has emitted. Everything is for the task thread, except what is said to be for
 * any thread.
 *
 * <p>What counts is what has been emitted, and not what is on its way between the threads: the
 * low-water-mark moves at the end of each batch.
 *
 * <p>Events pass through the main thread of the JobMaster. So a report follows the one before after
 * 20 ms if the reader has moved by an eighth of the drift, and after a second if it has moved at
 * all. That the reader waits, or no longer holds others back, is reported at once; neither can
 * happen more often than the ceiling rises.
 */
@Internal
public final class ReaderDrift {

    private static final long MIN_INTERVAL_MS = 20;
    private static final long MAX_INTERVAL_MS = 1_000;

    private final boolean limited;
    private final long maxDrift;
    private final Consumer<DriftReportEvent> enumerator;
    private final LongSupplier clock;

    private volatile DriftCeilingEvent ceiling;
    private volatile Runnable wakeUp = () -> {};

    private DriftReportEvent reported = new DriftReportEvent(DriftGroup.UNKNOWN, false);
    private long reportedAt;

    /** Since when the reader has been waiting; -1 if it does not wait. */
    private volatile long waitingSince = -1;

    /**
     * @param enumerator takes the reports
     * @param clock milliseconds, from any beginning
     */
    public ReaderDrift(
            DriftSettings settings, Consumer<DriftReportEvent> enumerator, LongSupplier clock) {
        this.limited = settings.isLimited();
        this.maxDrift = limited ? settings.maxDrift().toMillis() : 0;
        this.enumerator = enumerator;
        this.clock = clock;
        this.ceiling = new DriftCeilingEvent(limited ? DriftGroup.UNKNOWN : DriftGroup.NOTHING, "");
    }

    /** Whether there is a limit at all; any thread. */
    public boolean isLimited() {
        return limited;
    }

    /** The largest merge key that may be released while the reader replays; any thread. */
    public long ceiling() {
        return ceiling.ceiling();
    }

    /**
     * Says how to wake the thread that releases when the ceiling has risen. Any thread.
     *
     * @param action may be called by the task thread at any time
     */
    public void wakeWith(Runnable action) {
        wakeUp = action;
    }

    /** The enumerator has given another ceiling. */
    public void raise(DriftCeilingEvent higher) {
        ceiling = higher;
        wakeUp.run();
    }

    // Reports

    /** All records of the batch, of which there may be none, have been emitted. */
    public void emitted(ReleasedBatch batch) {
        emitted(batch.lowWaterMark(), batch.waitsAtCeiling());
    }

    /** The reader has nothing to replay: no splits for now, or none any more. */
    public void holdsNobodyBack() {
        emitted(DriftGroup.NOTHING, false);
    }

    void emitted(long lowWaterMark, boolean waits) {
        if (!limited) {
            return;
        }
        boolean moved = lowWaterMark != reported.lowWaterMark();
        if (!waits) {
            waitingSince = -1;
        } else if (waitingSince < 0 || moved) {
            waitingSince = clock.getAsLong();
        }
        if (moved || waits != reported.isWaiting()) {
            long now = clock.getAsLong();
            boolean urgent =
                    waits
                            || lowWaterMark == DriftGroup.NOTHING
                            || reported.lowWaterMark() == DriftGroup.NOTHING
                            || reported.lowWaterMark() == DriftGroup.UNKNOWN;
            if (urgent || now >= reportedAt + interval(lowWaterMark)) {
                reported = new DriftReportEvent(lowWaterMark, waits);
                reportedAt = now;
                enumerator.accept(reported);
            }
        }
    }

    private long interval(long lowWaterMark) {
        boolean farEnough = lowWaterMark - maxDrift / 8 >= reported.lowWaterMark();
        return farEnough ? MIN_INTERVAL_MS : MAX_INTERVAL_MS;
    }

    // Seen from outside

    /** For how many milliseconds the reader has been waiting for others, 0 if not; any thread. */
    public long waitMillis() {
        long since = waitingSince;
        return since < 0 ? 0 : clock.getAsLong() - since;
    }

    /** The reader that this one waits for, in words; empty if it does not wait. Any thread. */
    public String waitsFor() {
        return waitingSince < 0 ? "" : ceiling.slowest();
    }
}
