// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import io.kafkars.columns.Chunk;

import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * One partition inside the merge: how far it has been fetched, the records it holds, and how far it
 * has been released. Not thread-safe; belongs to the thread of its {@link Merge}.
 */
public final class PartitionQueue {

    private final PartitionId id;
    private final long replayStart;
    private long replayEnd;

    // Fetched.
    private final MergeKeys mergeKeys;
    private long position;

    /** Leader epoch of the last record before the position. */
    private int positionEpoch;

    private long consumedOffset;
    private long lastTimestamp = RecordView.NO_TIMESTAMP;
    private long lastArrival;
    private Readability readability = Readability.UNKNOWN;

    // Held.
    private Chunk head;
    private int headRow;
    private final ArrayDeque<Chunk> laterChunks = new ArrayDeque<>();

    /** Records of all chunks, including undecided ones, and the released ones of the head. */
    private long heldRecords;

    /** Heap of all chunks; a chunk counts until its last record is released. */
    private long heldBytes;

    // Released.
    private final ReleasedProgress released;
    private boolean live;

    /** Whether anything but a released record has changed the progress since {@link #settle}. */
    private boolean progressChanged;

    private int index;
    private boolean paused;

    /**
     * @param start with a known tolerance
     * @param now wall clock, epoch milliseconds
     * @param totals counts what is out of order, or not believed
     * @param unlikely learns of the first timestamp that is most likely wrong
     */
    PartitionQueue(
            PartitionProgress start,
            long now,
            MergeTotals totals,
            Consumer<UnlikelyTimestamp> unlikely) {
        this.id = start.id();
        this.replayStart = start.replayStart();
        this.replayEnd = start.replayEnd();
        this.position = start.nextOffset();
        this.positionEpoch = start.leaderEpoch();
        this.released = new ReleasedProgress(start);
        this.consumedOffset = released.lastOffset();
        this.lastArrival = now;
        var timestamps = new UnlikelyTimestamps(start, start.watermarkLimit(), unlikely);
        long key = start.mergeKey();
        if (start.isLive() && key > MergeKeys.saturatedSum(now, start.futureTolerance())) {
            totals.futureRecords++;
            timestamps.restoredKey(start.nextOffset() - 1, key, now);
            key = PartitionProgress.NO_KEY;
        }
        this.mergeKeys =
                new MergeKeys(
                        key, start.watermarkLimit(), start.futureTolerance(), totals, timestamps);
    }

    // Seen from outside

    public PartitionId id() {
        return id;
    }

    /** Exclusive end of the replay. */
    public long replayEnd() {
        return replayEnd;
    }

    /** The next offset that fetching would deliver. */
    public long position() {
        return position;
    }

    /** The next offset to release. */
    public long nextOffset() {
        return released().nextOffset();
    }

    /** Offsets of the replay that are still to be released, 0 once live. */
    public long replayRemaining() {
        return Math.max(0, replayEnd - nextOffset());
    }

    /** Whether backpressure has paused the partition: it must not be fetched. */
    public boolean isPaused() {
        return paused;
    }

    /** What has to be remembered to continue after the records released so far. */
    public PartitionProgress progress() {
        return released().toProgress();
    }

    PartitionState state() {
        return new PartitionState(
                id.topic(),
                id.partition(),
                replayStart,
                replayEnd,
                consumedOffset,
                released().lastOffset(),
                lastTimestamp == RecordView.NO_TIMESTAMP
                        ? OptionalLong.empty()
                        : OptionalLong.of(lastTimestamp),
                live,
                paused,
                readability == Readability.UNREADABLE,
                replayRemaining());
    }

    // What is fetched

    /** Holds the chunk's records after those held already. */
    void append(Chunk chunk, long now) {
        chunk.arrived(now);
        int last = chunk.rows() - 1;
        consumedOffset = chunk.offset(last);
        while (last >= 0 && chunk.timestamps()[last] == RecordView.NO_TIMESTAMP) {
            last--;
        }
        if (last >= 0) {
            lastTimestamp = chunk.timestamps()[last];
        }
        position = Math.max(position, consumedOffset + 1);
        positionEpoch = chunk.leaderEpoch();
        lastArrival = now;
        readability = Readability.UNKNOWN;
        heldRecords += chunk.rows();
        heldBytes += chunk.footprint();
        if (chunk.offset(0) < replayEnd) {
            mergeKeys.add(chunk);
            decideKeys();
        } else {
            decideKeys();
            long before = chunk.footprint();
            mergeKeys.assignLive(chunk, now);
            hold(chunk, before);
        }
    }

    /** Lets the merge see the records whose keys can be decided now. */
    private void decideKeys() {
        while (mergeKeys.hasUndecided()) {
            long before = mergeKeys.undecided().footprint();
            Chunk decided = mergeKeys.decide(isCaughtUp());
            if (decided == null) {
                return;
            }
            hold(decided, before);
        }
    }

    /**
     * @param footprintBefore the chunk's footprint without its merge keys
     */
    private void hold(Chunk chunk, long footprintBefore) {
        heldBytes += chunk.footprint() - footprintBefore;
        if (head == null) {
            startHead(chunk);
        } else {
            laterChunks.add(chunk);
        }
    }

    private void startHead(Chunk chunk) {
        head = chunk;
        headRow = 0;
    }

    /** Moves the position past offsets that carry no record for the reader. */
    void advance(long newPosition, int leaderEpoch) {
        if (newPosition > position) {
            position = newPosition;
            positionEpoch = leaderEpoch;
            readability = Readability.UNKNOWN;
            decideKeys();
        }
    }

    /** Ends the replay earlier, at or after the position. */
    void endReplayAt(long newReplayEnd) {
        replayEnd = newReplayEnd;
        released.endReplayAt(newReplayEnd);
        progressChanged = true;
        decideKeys();
    }

    /** Whether the position has reached the replay end. */
    boolean isCaughtUp() {
        return position >= replayEnd;
    }

    /**
     * Merge key of the last record fetched whose key is decided, {@link PartitionProgress#NO_KEY}
     * before the first.
     */
    long frontier() {
        return mergeKeys.last();
    }

    /** What Kafka has said since the position last moved. */
    public Readability readability() {
        return readability;
    }

    void found(Readability found, long now) {
        boolean recovers = readability.recoversAs(found);
        readability = recovers ? Readability.UNKNOWN : found;
        lastArrival = recovers ? now : lastArrival;
    }

    /** When records last arrived, or could again; at first when the partition joined. */
    long lastArrival() {
        return lastArrival;
    }

    // What is held

    /**
     * Whether it holds nothing that could be released. If it has not caught up, it may still hold
     * records whose merge keys are not decided.
     */
    boolean isEmpty() {
        return head == null;
    }

    /** The chunk of the next record to release; {@code null} if nothing is held. */
    Chunk head() {
        return head;
    }

    /** The row of the next record to release, in the head chunk. */
    int headRow() {
        return headRow;
    }

    /** Merge key of the next record to release; there must be one. */
    long headKey() {
        return head.mergeKeys()[headRow];
    }

    /**
     * Counts the rows at the head of the head chunk that come before a key.
     *
     * @param inclusive whether rows with an equal key count too
     * @param max counts no further than this
     */
    int rowsBefore(long key, boolean inclusive, int max) {
        long[] keys = head.mergeKeys();
        int end = Math.min(keys.length, headRow + max);
        int row = headRow;
        while (row < end && (keys[row] < key || (inclusive && keys[row] == key))) {
            row++;
        }
        return row - headRow;
    }

    long heldRecords() {
        return heldRecords - headRow;
    }

    long heldBytes() {
        return heldBytes;
    }

    /**
     * Held bytes of records that are not released yet, as if all records of a chunk had the same
     * size. Unlike {@link #heldBytes}, it decreases with each record.
     */
    long unreleasedBytes() {
        return headRow == 0 ? heldBytes : heldBytes - head.footprint() * headRow / head.rows();
    }

    // What is released

    /**
     * Releases the next rows of the head chunk.
     *
     * @return whether all rows of the chunk are released; then it must be {@linkplain #dropHead
     *     dropped}
     */
    boolean take(int rows) {
        headRow += rows;
        return headRow == head.rows();
    }

    /**
     * Drops the head chunk, of which all rows are released, and continues with the next.
     *
     * @return the heap that is no longer held, in bytes
     */
    long dropHead() {
        released();
        long freed = head.footprint();
        heldBytes -= freed;
        heldRecords -= head.rows();
        startHead(laterChunks.poll());
        return freed;
    }

    /** Up to date. The rows released of a chunk are noted at its end, and when somebody asks. */
    private ReleasedProgress released() {
        if (headRow > 0) {
            released.released(head, headRow - 1);
        }
        return released;
    }

    /**
     * Moves the progress past offsets without records where that makes a difference: if nothing is
     * held, or if the next held record is the first after the replay end.
     *
     * @return whether anything but a released record has changed the progress
     */
    boolean settle() {
        if (isEmpty()) {
            if (!mergeKeys.hasUndecided()) {
                progressChanged |= released.skipTo(position, positionEpoch);
            }
        } else if (headRow == 0 && released.nextOffset() < replayEnd) {
            // Records of a chunk are on the same side of the replay end.
            long next = head.offset(0);
            if (next >= replayEnd) {
                progressChanged |= released.skipTo(next, RecordView.NO_LEADER_EPOCH);
            }
        }
        boolean changed = progressChanged;
        progressChanged = false;
        return changed;
    }

    /** Makes the next {@link #settle} return true. */
    void forceSettled() {
        progressChanged = true;
    }

    /**
     * Offset of the next record to release. If there is none, the position, which is at or after
     * the replay end only if nothing is undecided.
     */
    private long nextHeldOffset() {
        return isEmpty() ? position : head.offset(headRow);
    }

    /** Whether everything below the replay end is released, and was not at the last call. */
    boolean turnsLive() {
        if (live || nextHeldOffset() < replayEnd) {
            return false;
        }
        live = true;
        return true;
    }

    /** Whether {@link #turnsLive} has found everything below the replay end released. */
    boolean isLive() {
        return live;
    }

    // Its place in the merge

    /** Index among the partitions of the merge, in their order; set by {@link Members}. */
    int index() {
        return index;
    }

    void setIndex(int newIndex) {
        index = newIndex;
    }

    /** To be called by {@link Backpressure} alone. */
    void setPaused(boolean pause) {
        paused = pause;
    }
}
