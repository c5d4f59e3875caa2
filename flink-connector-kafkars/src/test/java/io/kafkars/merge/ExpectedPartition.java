// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

import static org.assertj.core.api.Assertions.assertThat;

/** One partition as the rules see it: indexes into its log, and nothing clever. */
final class ExpectedPartition {

    final PartitionLog log;
    private final ReplayOracle oracle;

    /**
     * Those before the replay end, then the live ones; {@code null} for a live one before the
     * first.
     */
    private final List<ReplayOracle.Judged> records;

    private final long[] arrivals;
    private final PartitionProgress start;
    private final int first;
    private int fetched;

    /** Indexes after the last record of each fetched chunk. */
    private final List<Integer> chunkEnds = new ArrayList<>();

    /** Records whose merge keys follow from what has been fetched. */
    private int decided;

    private int released;
    private long position;
    private final long startKey;
    private long lastArrival;
    private Readability readability = Readability.UNKNOWN;

    ExpectedPartition(PartitionLog log, ReplayOracle oracle, PartitionProgress from, long now) {
        this.log = log;
        this.oracle = oracle;
        this.first = log.indexAt(from.nextOffset());
        this.records = new ArrayList<>(oracle.judged(log));
        while (records.size() < first) {
            records.add(null);
        }
        this.arrivals = new long[log.records().size()];
        this.start = from;
        this.fetched = first;
        this.decided = first;
        this.released = first;
        this.position = from.nextOffset();
        boolean believed = !from.isLive() || from.mergeKey() <= now + oracle.futureTolerance();
        this.startKey = believed ? from.mergeKey() : PartitionProgress.NO_KEY;
        this.lastArrival = now;
    }

    /** Whether the key that it continues from is not believed. */
    boolean dropsKey() {
        return startKey != start.mergeKey();
    }

    /**
     * Fetches the next records of the log in one chunk.
     *
     * @return the records whose keys follow from that, including those of earlier chunks
     */
    List<ReplayOracle.Judged> fetch(List<LogRecord> chunk, long now) {
        for (LogRecord record : chunk) {
            assertThat(log.records().get(fetched)).isSameAs(record);
            arrivals[fetched++] = now;
            reach(record.offset() + 1);
        }
        chunkEnds.add(fetched);
        lastArrival = now;
        return decide();
    }

    /** Moves the position; returns the records whose keys follow from that. */
    List<ReplayOracle.Judged> advance(long newPosition) {
        reach(newPosition);
        return decide();
    }

    /** A chunk waits until the keys of all of its records are decided. */
    private List<ReplayOracle.Judged> decide() {
        int before = decided;
        while (!chunkEnds.isEmpty() && isDecidedTo(chunkEnds.get(0))) {
            decided = chunkEnds.remove(0);
        }
        return List.copyOf(records.subList(before, decided));
    }

    private boolean isDecidedTo(int end) {
        for (int i = decided; i < end; i++) {
            LogRecord record = log.records().get(i);
            if (record.offset() >= log.replayEnd()) {
                records.add(oracle.judgedLive(log.id(), record, keyBefore(i), arrivals[i]));
            } else if (!isDecided(record, i)) {
                return false;
            }
        }
        return true;
    }

    private boolean isDecided(LogRecord record, int index) {
        long previousKey = keyBefore(index);
        if (isCaughtUp() || !oracle.needsLookAhead(log, record.timestamp(), previousKey)) {
            return true;
        }
        List<LogRecord> next = log.records().subList(index + 1, Math.min(fetched, index + 33));
        return next.size() == 32
                || next.stream()
                        .anyMatch(r -> oracle.showsOutlier(record.timestamp(), previousKey, r));
    }

    private long keyBefore(int index) {
        return index == first ? startKey : records.get(index - 1).keyed().mergeKey();
    }

    private void reach(long newPosition) {
        if (newPosition > position) {
            readability = Readability.UNKNOWN;
        }
        position = Math.max(position, newPosition);
    }

    void release() {
        released++;
    }

    /** Records that may be released as far as this partition is concerned. */
    int held() {
        return decided - released;
    }

    /** Records that are held and whose keys are not decided. */
    int undecided() {
        return fetched - decided;
    }

    KeyedRecord head() {
        return records.get(released).keyed();
    }

    long headArrival() {
        return arrivals[released];
    }

    boolean isCaughtUp() {
        return position >= log.replayEnd();
    }

    boolean isBlocking() {
        return held() == 0 && !isCaughtUp();
    }

    boolean isLive() {
        return isCaughtUp() && (held() == 0 || head().offset() >= log.replayEnd());
    }

    /**
     * The smallest key that it may still release, the largest number if there is nothing to wait
     * for.
     */
    long smallestToCome() {
        if (held() > 0) {
            return head().mergeKey();
        }
        return isCaughtUp() ? Long.MAX_VALUE : frontier();
    }

    long frontier() {
        return keyBefore(decided);
    }

    void found(Readability newReadability, long now) {
        if (readability == Readability.UNREADABLE && newReadability == Readability.READ_TO_END) {
            readability = Readability.UNKNOWN;
            lastArrival = now;
        } else {
            readability = newReadability;
        }
    }

    boolean isSilent(long now, long timeout) {
        return held() == 0 && now - lastArrival >= timeout;
    }

    /** Holds nothing, and does not hold the live watermark back either. */
    boolean isIdle(long now, long timeout, boolean requiresReadToEnd) {
        boolean mayBeIdle =
                frontier() == PartitionProgress.NO_KEY
                        || isSilent(now, timeout)
                                && (readability == Readability.READ_TO_END || !requiresReadToEnd);
        return held() == 0 && mayBeIdle && readability != Readability.UNREADABLE;
    }

    /**
     * What it looks like from outside.
     *
     * @param nextOffset see {@link #continuesWith}
     */
    PartitionState state(boolean paused, long nextOffset) {
        long before = Math.max(log.start().replayStart(), start.nextOffset() - 1);
        OptionalLong lastTimestamp = OptionalLong.empty();
        for (LogRecord record : log.records().subList(first, fetched)) {
            if (record.timestamp() != -1) {
                lastTimestamp = OptionalLong.of(record.timestamp());
            }
        }
        return new PartitionState(
                log.id().topic(),
                log.id().partition(),
                log.start().replayStart(),
                log.replayEnd(),
                fetched == first ? before : log.records().get(fetched - 1).offset(),
                released == first ? before : log.records().get(released - 1).offset(),
                lastTimestamp,
                isLive(),
                paused,
                readability == Readability.UNREADABLE,
                Math.max(0, log.replayEnd() - nextOffset));
    }

    /** Whether a replay that continues from this progress loses and repeats no record. */
    boolean continuesWith(PartitionProgress progress) {
        boolean started = released > first;
        boolean holdsNothing = fetched == released;
        long minimum = started ? log.records().get(released - 1).offset() + 1 : start.nextOffset();
        long maximum = holdsNothing ? position : log.records().get(released).offset();
        long key = started ? keyBefore(released) : start.mergeKey();
        return progress.nextOffset() >= (holdsNothing ? position : minimum)
                && progress.nextOffset() <= maximum
                && progress.mergeKey() == key
                && progress.isLive() == isLive();
    }
}
