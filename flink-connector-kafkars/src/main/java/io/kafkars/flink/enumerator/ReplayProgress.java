// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import io.kafkars.flink.enumerator.BalancedAssigner.Load;
import io.kafkars.flink.enumerator.SplitTracker.Totals;

import org.apache.flink.annotation.Internal;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntSupplier;

/**
 * How far the whole source is, from the latest event of each reader. Used by the coordinator thread
 * only.
 *
 * <p>The sum over the readers is trusted only while it is <em>complete</em>, that is, while each
 * split is either unassigned or counted by a reader. It is incomplete between an assignment and the
 * reader's next event, and after a reader has failed.
 */
@Internal
final class ReplayProgress {

    private final Map<Integer, ReaderProgressEvent> latest = new TreeMap<>();
    private final IntSupplier enoughReaders;

    private long done;
    private int percent;

    /**
     * @param enoughReaders how many reporting readers make the sum complete although splits are
     *     missing from it: a restored bounded source has splits that finished before, which no
     *     reader counts. {@link Integer#MAX_VALUE} for other sources
     */
    ReplayProgress(IntSupplier enoughReaders) {
        this.enoughReaders = enoughReaders;
    }

    /** Replaces the earlier event of the subtask. */
    void report(int subtask, ReaderProgressEvent event) {
        latest.put(subtask, event);
    }

    /** Drops the event of a failed reader. */
    void forget(int subtask) {
        latest.remove(subtask);
    }

    /** Drops the events of all readers but these. */
    void forgetAllBut(Set<Integer> subtasks) {
        latest.keySet().retainAll(subtasks);
    }

    /** Brings {@link #done()} and {@link #percent()} up to the latest events. */
    void update(Totals totals) {
        if (isComplete(totals)) {
            done = Math.max(done, totals.offsets() - remaining(totals));
        }
        if (totals.offsets() > 0) {
            int now = (int) (100.0 * done / totals.offsets());
            // Rounding must not report an end that has not been reached.
            percent = Math.max(percent, Math.min(now, done < totals.offsets() ? 99 : 100));
        }
    }

    /** Whether the readers account for every split. */
    boolean isComplete(Totals totals) {
        int counted = totals.unassignedSplits();
        for (ReaderProgressEvent event : latest.values()) {
            counted += event.splits() + event.finishedSplits();
        }
        return counted == totals.splits() || latest.size() >= enoughReaders.getAsInt();
    }

    /** Whether every split has a reader and is live or finished. */
    boolean isLive(Totals totals) {
        return totals.unassignedSplits() == 0
                && isComplete(totals)
                && latest.values().stream().allMatch(ReaderProgressEvent::isLive);
    }

    /** Offsets of the replay that have been released; never goes back. */
    long done() {
        return done;
    }

    /** Share of the replay that has been released, 0 to 100; never goes back. */
    int percent() {
        return percent;
    }

    /**
     * Event time that all readers have reached, epoch milliseconds; absent while a reader that is
     * not live does not know its own.
     */
    OptionalLong eventTime() {
        return readerFurthestBehind()
                .map(ReaderProgressEvent::lowWaterMark)
                .filter(time -> time != Long.MIN_VALUE && time != Long.MAX_VALUE)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    /** The partition that the reader furthest behind waits for. */
    Optional<String> slowestPartition() {
        return readerFurthestBehind().map(ReaderProgressEvent::slowestPartition);
    }

    /** The load that a reader has reported; none if it has not. */
    Load load(int subtask) {
        ReaderProgressEvent event = latest.get(subtask);
        return event == null ? Load.NONE : new Load(event.replayRemaining(), event.splits());
    }

    /** The reader with the smallest low-water-mark among those that are not live. */
    private Optional<ReaderProgressEvent> readerFurthestBehind() {
        return latest.values().stream()
                .filter(event -> !event.isLive())
                .min(Comparator.comparingLong(ReaderProgressEvent::lowWaterMark));
    }

    private long remaining(Totals totals) {
        long remaining = totals.unassignedOffsets();
        for (ReaderProgressEvent event : latest.values()) {
            remaining += event.replayRemaining();
        }
        return remaining;
    }
}
