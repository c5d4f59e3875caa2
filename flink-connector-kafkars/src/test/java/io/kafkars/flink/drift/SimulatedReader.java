// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.drift;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A reader in virtual time: it merges its splits, releases up to a batch below its ceiling, emits
 * record by record at its own speed, and reports after each batch.
 */
final class SimulatedReader {

    /** Like Flink's fetcher, which returns without a record after a while. */
    private static final long POLL_TIMEOUT = 100;

    /** A partition: the merge keys of its records, and how far it is. */
    static final class Split {

        private final long[] keys;
        private final boolean foundLate;
        private int released;
        private int emitted;
        private int checkpointed;

        /** The most that was ever emitted; what is before it is only read again. */
        private int furthest;

        Split(long[] keys, boolean foundLate) {
            this.keys = keys;
            this.foundLate = foundLate;
        }

        private boolean isReleased() {
            return released == keys.length;
        }

        private boolean isEmitted() {
            return emitted == keys.length;
        }

        /** The smallest key that is still to be emitted for the first time. */
        private long nextNewKey() {
            int next = Math.max(emitted, furthest);
            return foundLate || next >= keys.length ? DriftGroup.NOTHING : keys[next];
        }

        private void restore() {
            emitted = checkpointed;
            released = checkpointed;
        }
    }

    private final VirtualTime time;
    private final int batchSize;
    private final long millisPerRecord;
    private final Consumer<DriftReportEvent> enumerator;
    private final Consumer<Long> emission;
    private final List<Split> splits = new ArrayList<>();
    private ReaderDrift drift;

    /** Counts the starts; what an earlier reader of the subtask had planned does not happen. */
    private int attempt;

    private boolean running;

    /** Counts the waits, so that each ends once: woken up, or after the timeout. */
    private int waits;

    private boolean isWaiting;
    private boolean polls;

    /**
     * @param enumerator takes the reports
     * @param emission takes the key of each record that is emitted for the first time and belongs
     *     to a split that was not found late
     */
    SimulatedReader(
            VirtualTime time,
            int batchSize,
            long millisPerRecord,
            Consumer<DriftReportEvent> enumerator,
            Consumer<Long> emission) {
        this.time = time;
        this.batchSize = batchSize;
        this.millisPerRecord = millisPerRecord;
        this.enumerator = enumerator;
        this.emission = emission;
    }

    void add(Split split) {
        splits.add(split);
        if (running && !polls) {
            polls = true;
            plan(0, this::poll);
        }
    }

    void start(DriftSettings settings) {
        attempt++;
        running = true;
        drift = new ReaderDrift(settings, enumerator, time::now);
        drift.wakeWith(() -> plan(0, () -> endWait(waits)));
        polls = true;
        isWaiting = false;
        plan(0, this::poll);
    }

    /** Fails; what was emitted after the last checkpoint will be read again. */
    void fail() {
        attempt++;
        running = false;
        splits.forEach(Split::restore);
    }

    /** What is read again counts as new: all other readers start again too. */
    void forgetFurthest() {
        splits.forEach(split -> split.furthest = split.emitted);
    }

    boolean isRunning() {
        return running;
    }

    int attempt() {
        return attempt;
    }

    void checkpoint() {
        splits.forEach(split -> split.checkpointed = split.emitted);
    }

    /** An event that was sent to a reader that has failed meanwhile is lost. */
    void raise(DriftCeilingEvent event) {
        if (running) {
            drift.raise(event);
        }
    }

    boolean isLive() {
        return splits.stream().allMatch(Split::isEmitted);
    }

    /** The smallest key that is still to be emitted for the first time. */
    long nextNewKey() {
        return splits.stream().mapToLong(Split::nextNewKey).min().orElse(DriftGroup.NOTHING);
    }

    private void plan(long delay, Runnable action) {
        int planned = attempt;
        time.after(
                delay,
                () -> {
                    if (attempt == planned) {
                        action.run();
                    }
                });
    }

    private void poll() {
        long delay = 0;
        int batch = 0;
        Split next = next();
        while (next != null && batch < batchSize && next.keys[next.released] <= drift.ceiling()) {
            Split split = next;
            int row = split.released++;
            plan(delay, () -> emit(split, row));
            delay += millisPerRecord;
            batch++;
            next = next();
        }
        long lowWaterMark = next == null ? DriftGroup.NOTHING : next.keys[next.released];
        boolean atCeiling = next != null && lowWaterMark > drift.ceiling();
        plan(delay + 1, () -> ended(lowWaterMark, atCeiling));
    }

    private Split next() {
        Split next = null;
        for (Split split : splits) {
            if (!split.isReleased()
                    && (next == null || split.keys[split.released] < next.keys[next.released])) {
                next = split;
            }
        }
        return next;
    }

    private void emit(Split split, int row) {
        split.emitted = row + 1;
        if (row >= split.furthest) {
            split.furthest = row + 1;
            if (!split.foundLate) {
                emission.accept(split.keys[row]);
            }
        }
    }

    private void ended(long lowWaterMark, boolean atCeiling) {
        if (lowWaterMark == DriftGroup.NOTHING && isLive()) {
            polls = false;
            drift.holdsNobodyBack();
            return;
        }
        drift.emitted(lowWaterMark, atCeiling);
        if (atCeiling) {
            isWaiting = true;
            int wait = ++waits;
            plan(POLL_TIMEOUT, () -> endWait(wait));
        } else {
            plan(0, this::poll);
        }
    }

    private void endWait(int wait) {
        if (isWaiting && wait == waits) {
            isWaiting = false;
            poll();
        }
    }
}
