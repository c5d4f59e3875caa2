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
 * <p>The sum over the readers is trusted only while it is <em>complete</em>: each split is either
 * unassigned or counted by a reader. It is not between an assignment and the reader's answer to it,
 * nor after a reader has failed.
 */
@Internal
final class ReplayProgress {

    private final Map<Integer, ReaderProgressEvent> latest = new TreeMap<>();
    private final IntSupplier enoughReaders;

    private long done;
    private int percent;

    /**
     * @param enoughReaders from how many reporting readers on the sum is complete even though
     *     splits are missing from it: a bounded source that was restored has splits that finished
     *     before, and no reader counts those. {@link Integer#MAX_VALUE} for other sources
     */
    ReplayProgress(IntSupplier enoughReaders) {
        this.enoughReaders = enoughReaders;
    }

    /** Replaces what the subtask said before. */
    void report(int subtask, ReaderProgressEvent event) {
        latest.put(subtask, event);
    }

    /** Drops what a failed reader said. */
    void forget(int subtask) {
        latest.remove(subtask);
    }

    /** Drops what readers said that are gone. */
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
            // Rounding must not claim an end that was not reached.
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
     * not live cannot say.
     */
    OptionalLong eventTime() {
        return lastReader()
                .map(ReaderProgressEvent::lowWaterMark)
                .filter(time -> time != Long.MIN_VALUE && time != Long.MAX_VALUE)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    /** The partition that the last of the readers waits for. */
    Optional<String> slowestPartition() {
        return lastReader().map(ReaderProgressEvent::slowestPartition);
    }

    /** What a reader says it has to do; nothing if it said nothing. */
    Load load(int subtask) {
        ReaderProgressEvent event = latest.get(subtask);
        return event == null ? Load.NONE : new Load(event.replayRemaining(), event.splits());
    }

    /** The reader with the smallest low-water-mark among those that are not live. */
    private Optional<ReaderProgressEvent> lastReader() {
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
