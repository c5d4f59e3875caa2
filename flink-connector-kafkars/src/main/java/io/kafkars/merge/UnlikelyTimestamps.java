// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import io.kafkars.columns.Chunk;
import io.kafkars.merge.UnlikelyTimestamp.Kind;

import java.time.Duration;
import java.util.function.Consumer;

/** Notes the first unlikely timestamp of one partition, and passes it on once. Not thread-safe. */
final class UnlikelyTimestamps {

    /**
     * From here to {@link #YEAR_2065_IN_SECONDS} is what the present is if seconds are taken for
     * milliseconds.
     */
    private static final long YEAR_2001_IN_SECONDS = 1_000_000_000L;

    private static final long YEAR_2065_IN_SECONDS = 3_000_000_000L;

    /**
     * No time zone is further from UTC, so a timestamp further ahead has another reason, for which
     * nothing more has to be seen.
     */
    private static final long FURTHEST_ZONE = Duration.ofHours(14).toMillis();

    private final PartitionId partition;
    private final long resolveTime;
    private final long limit;
    private final Consumer<UnlikelyTimestamp> sink;
    private boolean noted;

    /** The first record after the limit, until it is passed on. */
    private long aheadOffset = -1;

    private long aheadTimestamp;

    /**
     * @param limit the latest timestamp that is likely during the replay, epoch milliseconds
     * @param sink gets at most one
     */
    UnlikelyTimestamps(PartitionProgress start, long limit, Consumer<UnlikelyTimestamp> sink) {
        this.partition = start.id();
        this.resolveTime = start.resolveTime();
        this.limit = limit;
        this.sink = sink;
    }

    void outlier(long offset, long timestamp) {
        note(offset, timestamp, Kind.OUTLIER, resolveTime, timestamp);
    }

    void afterArrival(long offset, long timestamp, long arrival) {
        note(offset, timestamp, Kind.AFTER_ARRIVAL, arrival, timestamp);
    }

    void restoredKey(long offset, long key, long now) {
        note(offset, key, Kind.RESTORED_KEY, now, key);
    }

    /**
     * Looks at a chunk of the replay whose keys are decided.
     *
     * @param last whether it is the last one. How far a whole partition is ahead is only known
     *     then: the first record that can be noticed is just after the limit
     */
    void replayed(Chunk chunk, boolean last) {
        if (noted) {
            return;
        }
        long first = chunk.timestamps()[0];
        if (first >= YEAR_2001_IN_SECONDS && first < YEAR_2065_IN_SECONDS) {
            note(chunk.offset(0), first, Kind.SECONDS, resolveTime, first);
            return;
        }
        long furthest = chunk.mergeKeys()[chunk.rows() - 1];
        if (furthest > limit) {
            noteAhead(chunk);
        }
        boolean explained = furthest - FURTHEST_ZONE > limit || last;
        if (aheadOffset >= 0 && explained) {
            note(aheadOffset, aheadTimestamp, Kind.AFTER_RESOLVE_TIME, resolveTime, furthest);
        }
    }

    private void noteAhead(Chunk chunk) {
        for (int row = 0; aheadOffset < 0 && row < chunk.rows(); row++) {
            if (chunk.mergeKeys()[row] > limit) {
                aheadOffset = chunk.offset(row);
                aheadTimestamp = chunk.timestamps()[row];
            }
        }
    }

    private void note(long offset, long timestamp, Kind kind, long clock, long furthest) {
        if (!noted) {
            noted = true;
            sink.accept(new UnlikelyTimestamp(partition, offset, timestamp, kind, clock, furthest));
        }
    }
}
