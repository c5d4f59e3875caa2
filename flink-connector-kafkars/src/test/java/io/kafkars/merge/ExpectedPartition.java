// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import java.util.List;
import java.util.OptionalLong;

/** One partition as the rules see it: indexes into its log, and nothing clever. */
final class ExpectedPartition {

    final PartitionLog log;
    private final List<KeyedRecord> records;
    private final long[] arrivals;
    private final PartitionProgress start;
    private final int first;
    private int fetched;
    private int released;
    private long position;
    private long frontier;
    private long lastArrival;

    ExpectedPartition(PartitionLog log, ReplayOracle oracle, PartitionProgress from, long now) {
        this.log = log;
        this.records = oracle.keyed(log);
        this.arrivals = new long[records.size()];
        this.start = from;
        this.first = log.indexAt(from.nextOffset());
        this.fetched = first;
        this.released = first;
        this.position = from.nextOffset();
        this.frontier = from.mergeKey();
        this.lastArrival = now;
    }

    /** Fetches the next record of the log. */
    KeyedRecord fetch(long now) {
        KeyedRecord next = records.get(fetched);
        arrivals[fetched++] = now;
        frontier = next.mergeKey();
        lastArrival = now;
        reach(next.offset() + 1);
        return next;
    }

    void reach(long newPosition) {
        position = Math.max(position, newPosition);
    }

    void release() {
        released++;
    }

    int held() {
        return fetched - released;
    }

    KeyedRecord head() {
        return records.get(released);
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
        return isCaughtUp() ? Long.MAX_VALUE : frontier;
    }

    long frontier() {
        return frontier;
    }

    /** Holds nothing, and does not hold the live watermark back either. */
    boolean isIdle(long now, long timeout) {
        return held() == 0
                && (frontier == PartitionProgress.NO_KEY || now - lastArrival >= timeout);
    }

    /** What it looks like from outside. */
    PartitionState state(boolean paused) {
        long before = Math.max(log.start().replayStart(), start.nextOffset() - 1);
        OptionalLong lastTimestamp = OptionalLong.empty();
        for (KeyedRecord keyed : records.subList(first, fetched)) {
            if (keyed.record().timestamp() >= 0) {
                lastTimestamp = OptionalLong.of(keyed.record().timestamp());
            }
        }
        return new PartitionState(
                log.id().topic(),
                log.id().partition(),
                log.start().replayStart(),
                log.replayEnd(),
                fetched == first ? before : records.get(fetched - 1).offset(),
                released == first ? before : records.get(released - 1).offset(),
                lastTimestamp,
                isLive(),
                paused);
    }

    /** Whether a replay that continues from this progress loses and repeats no record. */
    boolean continuesWith(PartitionProgress progress) {
        boolean started = released > first;
        long minimum = started ? records.get(released - 1).offset() + 1 : start.nextOffset();
        long maximum = held() > 0 ? head().offset() : position;
        long key = started ? records.get(released - 1).mergeKey() : start.mergeKey();
        return progress.nextOffset() >= (held() == 0 ? position : minimum)
                && progress.nextOffset() <= maximum
                && progress.mergeKey() == key
                && progress.isLive() == isLive();
    }
}
