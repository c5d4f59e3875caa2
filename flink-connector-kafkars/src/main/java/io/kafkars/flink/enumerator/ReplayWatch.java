// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import io.kafkars.flink.enumerator.BalancedAssigner.Load;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;

import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Watches the replay of the whole source: logs a line every ten seconds, and when the source goes
 * live logs it, and tells Flink that the backlog is over and the readers that the source is live.
 * After that it only tells new readers. Used by the coordinator thread only.
 */
@Internal
final class ReplayWatch {

    private static final long REPORT_INTERVAL_MS = 10_000;

    private final SplitEnumeratorContext<?> context;
    private final EnumeratorSettings settings;
    private final SplitTracker tracker;
    private final Consumer<String> journal;

    private final ReplayProgress progress;
    private final ReplayReport report;

    private boolean live;

    /**
     * @param state what the source starts from
     * @param tracker its splits, read only
     * @param clock epoch milliseconds
     * @param journal takes the lines
     */
    ReplayWatch(
            SplitEnumeratorContext<?> context,
            EnumeratorSettings settings,
            EnumeratorState state,
            SplitTracker tracker,
            LongSupplier clock,
            Consumer<String> journal) {
        this.context = context;
        this.settings = settings;
        this.tracker = tracker;
        this.journal = journal;
        boolean splitsMayHaveFinished = settings.isBounded() && state.initialDiscoveryDone();
        this.progress =
                new ReplayProgress(
                        () ->
                                splitsMayHaveFinished
                                        ? context.currentParallelism()
                                        : Integer.MAX_VALUE);
        this.report = new ReplayReport(progress, clock);
        this.live = state.live();
    }

    /** Reports the backlog and starts the timer, unless the source was live before. */
    void start() {
        if (!live) {
            context.setIsProcessingBacklog(true);
            // Timed by the worker, so that a replay that stands still is reported too. The timer
            // cannot be stopped; once the source is live, it does nothing.
            context.callAsync(
                    () -> null,
                    (nothing, error) -> writeLine(),
                    REPORT_INTERVAL_MS,
                    REPORT_INTERVAL_MS);
        }
    }

    /** Takes the report of a reader; {@link #check} judges it. */
    void report(int subtask, ReaderProgressEvent event) {
        progress.report(subtask, event);
    }

    /** Drops the report of a failed reader. */
    void forget(int subtask) {
        progress.forget(subtask);
    }

    /** Drops the reports of all readers but these. */
    void forgetAllBut(Set<Integer> subtasks) {
        progress.forgetAllBut(subtasks);
    }

    /**
     * Checks whether the source has gone live. To be called when the initial splits are known, and
     * whenever something may have changed after that.
     *
     * @param resolveTime when the initial splits were resolved, epoch milliseconds
     */
    void check(long resolveTime) {
        if (live) {
            return;
        }
        var totals = tracker.totals();
        progress.update(totals);
        report.begin(totals);
        if (progress.isLive(totals)) {
            live = true;
            journal.accept(report.endLine(settings.isBounded(), resolveTime, totals));
            if (!settings.isBounded()) {
                context.setIsProcessingBacklog(false);
                context.registeredReaders().keySet().forEach(this::tell);
            }
        }
    }

    /**
     * Tells a registered reader whether the source is live. The readers of a bounded source are not
     * told: it ends instead of going live.
     */
    void tell(int subtask) {
        if (!settings.isBounded()) {
            context.sendEventToSourceReader(subtask, new SourceLiveEvent(live));
        }
    }

    /** Whether the source is live, or if it is bounded, at its end. Never goes back to false. */
    boolean isLive() {
        return live;
    }

    /** The load that a reader has reported; none if it has not. */
    Load load(int subtask) {
        return progress.load(subtask);
    }

    private void writeLine() {
        if (!live) {
            report.line(tracker.totals()).ifPresent(journal);
        }
    }
}
