// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import io.kafkars.consumer.ReplayStatus;
import io.kafkars.flink.enumerator.ReaderProgressEvent;

import org.apache.flink.annotation.Internal;

import java.util.Collection;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Reports to the enumerator how far the reader is: once a second while it replays, when it goes
 * live, and when the number of its splits has changed. What counts is what has been emitted. Task
 * thread only.
 */
@Internal
final class ProgressReports {

    private static final long INTERVAL_MILLIS = 1_000;

    private final Consumer<ReaderProgressEvent> enumerator;
    private final Supplier<ReplayStatus> status;
    private final LongSupplier clock;
    private int finishedSplits;
    private int reportedSplits;
    private boolean reportedLive;
    private long nextReport;

    /**
     * @param status of the merge, for what is not in the states of the splits
     * @param clock wall clock, epoch milliseconds
     */
    ProgressReports(
            Consumer<ReaderProgressEvent> enumerator,
            Supplier<ReplayStatus> status,
            LongSupplier clock) {
        this.enumerator = enumerator;
        this.status = status;
        this.clock = clock;
    }

    /** A split has finished. */
    void finished() {
        finishedSplits++;
    }

    /**
     * To be called after each batch; costs O(splits) if it reports.
     *
     * @param live whether the merge is live after the batch
     */
    void reportIfDue(Collection<KafkarsSplitState> states, boolean live) {
        boolean changed = live != reportedLive || states.size() != reportedSplits;
        if (!changed && (live || clock.getAsLong() < nextReport)) {
            return;
        }
        reportedLive = live;
        reportedSplits = states.size();
        nextReport = clock.getAsLong() + INTERVAL_MILLIS;
        enumerator.accept(report(states));
    }

    private ReaderProgressEvent report(Collection<KafkarsSplitState> states) {
        int live = 0;
        long remaining = 0;
        for (KafkarsSplitState state : states) {
            live += state.isLive() ? 1 : 0;
            remaining += state.replayRemaining();
        }
        ReplayStatus current = status.get();
        return new ReaderProgressEvent(
                live,
                states.size(),
                finishedSplits,
                remaining,
                current.lowWaterMark(),
                current.slowestPartition().map(Object::toString).orElse(null),
                current.slowestRemaining());
    }
}
