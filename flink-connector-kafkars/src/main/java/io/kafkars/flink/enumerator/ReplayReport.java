// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import io.kafkars.flink.enumerator.SplitTracker.Totals;

import org.apache.flink.annotation.Internal;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * The log lines that say how far the replay is, and how fast. Used by the coordinator thread only.
 *
 * <pre>
 * Replay 42 %, 1,234,567 of 2,900,000 offsets, 350,000/s, event time 2018-02-03T10:00:00Z, about 5 s left, waiting for events-3
 * Live after 8 s: replayed 2,900,000 offsets, partitions: 64
 * </pre>
 */
@Internal
final class ReplayReport {

    /** Lines that follow each other faster, after a delay, say nothing about speed. */
    private static final long MIN_INTERVAL_MS = 1_000;

    private final ReplayProgress progress;
    private final LongSupplier clock;

    /** When the last line was written; the speed in the next one is measured from there. */
    private OptionalLong lastTime = OptionalLong.empty();

    private long lastDone;

    /**
     * @param clock epoch milliseconds
     */
    ReplayReport(ReplayProgress progress, LongSupplier clock) {
        this.progress = progress;
        this.clock = clock;
    }

    /**
     * Starts to measure the speed, as soon as the progress is complete: what was replayed before a
     * restore must not count as speed. Later calls do nothing.
     */
    void begin(Totals totals) {
        if (lastTime.isEmpty() && progress.isComplete(totals)) {
            lastTime = OptionalLong.of(clock.getAsLong());
            lastDone = progress.done();
        }
    }

    /** The line for now; none if there is nothing to replay, or a line was just written. */
    Optional<String> line(Totals totals) {
        if (totals.offsets() == 0) {
            return Optional.empty();
        }
        String begin =
                String.format(
                        Locale.ROOT,
                        "Replay %d %%, %,d of %,d offsets",
                        progress.percent(),
                        progress.done(),
                        totals.offsets());
        if (lastTime.isEmpty() || !progress.isComplete(totals)) {
            return Optional.of(begin + ", not all readers have reported yet");
        }
        long now = clock.getAsLong();
        long elapsed = now - lastTime.getAsLong();
        if (elapsed < 0) {
            // The clock was set back: measure from here.
            lastTime = OptionalLong.of(now);
        }
        if (elapsed < MIN_INTERVAL_MS) {
            return Optional.empty();
        }
        double perSecond = (progress.done() - lastDone) * 1_000.0 / elapsed;
        lastTime = OptionalLong.of(now);
        lastDone = progress.done();
        return Optional.of(begin + details(perSecond, totals.offsets() - progress.done()));
    }

    /** The line at the end of the replay. */
    String endLine(boolean bounded, long resolveTime, Totals totals) {
        long millis = Math.max(0, clock.getAsLong() - resolveTime);
        return String.format(
                Locale.ROOT,
                "%s after %s: replayed %,d offsets, partitions: %,d",
                bounded ? "Replay ended" : "Live",
                inWords(Math.round(millis / 1_000.0)),
                totals.offsets(),
                totals.splits());
    }

    private String details(double perSecond, long remaining) {
        var text = new StringBuilder(String.format(Locale.ROOT, ", %,d/s", (long) perSecond));
        progress.eventTime()
                .ifPresent(time -> text.append(", event time ").append(Instant.ofEpochMilli(time)));
        if (perSecond > 0 && remaining > 0) {
            long seconds = (long) Math.ceil(remaining / perSecond);
            text.append(", about ").append(inWords(seconds)).append(" left");
        }
        progress.slowestPartition().ifPresent(name -> text.append(", waiting for ").append(name));
        return text.toString();
    }

    /** Seconds in the two largest units: {@code 5 s}, {@code 3 min 20 s}, {@code 2 h 5 min}. */
    private static String inWords(long seconds) {
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        return String.format(Locale.ROOT, "%,d h %d min", seconds / 3_600, seconds % 3_600 / 60);
    }
}
