package io.kafkars.merge;

import io.kafkars.columns.Chunk;

import java.util.ArrayDeque;
import java.util.OptionalLong;

/**
 * One partition inside the merge: its bounds, the records it holds, and how far it has been fetched
 * and released.
 *
 * <p>It gives each record its merge key: the running maximum of the partition's timestamps. A
 * record without a timestamp, or stamped too far in the future while replaying, takes its
 * predecessor's. Not thread-safe; belongs to the thread of its {@link Merge}.
 */
public final class PartitionQueue {

    /** The largest merge key, so that a key never equals that of a leaf that holds nothing. */
    private static final long LARGEST_KEY = Long.MAX_VALUE - 1;

    private PartitionProgress start;
    private final long futureLimit;

    private final ArrayDeque<Chunk> laterChunks = new ArrayDeque<>();
    private Chunk head;
    private int headRow;

    /** Records of all chunks, those of the head that are released already included. */
    private long heldRecords;

    /** Heap of all chunks, each until the last of its records is released. */
    private long heldBytes;

    private long frontier;
    private long position;
    private long consumedOffset;
    private long lastTimestamp = RecordView.NO_TIMESTAMP;
    private long lastArrival;

    /** Leader epoch of what is in front of the position. */
    private int positionEpoch;

    private long nextOffset;
    private long releasedOffset;
    private long releasedKey;
    private int releasedEpoch;

    /** Whether the progress has changed otherwise than by releases since {@link #settle}. */
    private boolean progressChanged;

    /** Place of the partition among all of the merge, in their order; kept by the merge. */
    int leaf;

    /** Whether backpressure wants fetching to pause; kept by {@link Backpressure}. */
    boolean paused;

    /** Whether it has not been fetched to its replay end; kept by {@link Backpressure}. */
    boolean lags;

    /** Whether the merge still has to look at what changed; kept by the merge. */
    boolean touched;

    /** Whether the partition counts as live in the merge; kept by the merge. */
    boolean live;

    PartitionQueue(PartitionProgress start, long futureTolerance, long now) {
        this.start = start;
        this.futureLimit = saturatedSum(start.resolveTime(), futureTolerance);
        this.frontier = start.mergeKey();
        this.position = start.nextOffset();
        this.nextOffset = start.nextOffset();
        this.releasedKey = start.mergeKey();
        this.positionEpoch = start.leaderEpoch();
        this.releasedEpoch = start.leaderEpoch();
        this.consumedOffset = Math.max(start.replayStart(), start.nextOffset() - 1);
        this.releasedOffset = consumedOffset;
        this.lastArrival = now;
    }

    public PartitionId id() {
        return start.id();
    }

    /** Exclusive end of the replay. */
    public long replayEnd() {
        return start.replayEnd();
    }

    /** The next offset that fetching would deliver. */
    public long position() {
        return position;
    }

    /** The next offset to release. */
    public long nextOffset() {
        return nextOffset;
    }

    /** Offsets of the replay that are still to be released, 0 once live. */
    public long replayRemaining() {
        return Math.max(0, replayEnd() - nextOffset);
    }

    /** Whether backpressure wants fetching to pause. */
    public boolean isPaused() {
        return paused;
    }

    /** Gives the chunk's records their merge keys, and holds them behind the others. */
    void append(Chunk chunk, long now, MergeTotals totals) {
        int last = chunk.rows() - 1;
        chunk.join(mergeKeys(chunk, totals), now);
        consumedOffset = chunk.offset(last);
        while (last >= 0 && chunk.timestamps()[last] < 0) {
            last--;
        }
        if (last >= 0) {
            lastTimestamp = chunk.timestamps()[last];
        }
        position = Math.max(position, consumedOffset + 1);
        positionEpoch = chunk.leaderEpoch();
        lastArrival = now;
        heldRecords += chunk.rows();
        heldBytes += chunk.footprint();
        if (head == null) {
            beginHead(chunk);
        } else {
            laterChunks.add(chunk);
        }
    }

    private void beginHead(Chunk chunk) {
        head = chunk;
        headRow = 0;
    }

    private long[] mergeKeys(Chunk chunk, MergeTotals totals) {
        long[] timestamps = chunk.timestamps();
        boolean replaying = chunk.offset(0) < replayEnd();
        long limit = replaying ? futureLimit : Long.MAX_VALUE;
        int inOrder = rowsInOrder(timestamps, Math.min(limit, LARGEST_KEY));
        if (inOrder > 0) {
            frontier = timestamps[inOrder - 1];
        }
        if (inOrder == timestamps.length) {
            return timestamps;
        }
        long[] keys = timestamps.clone();
        assignMergeKeys(keys, inOrder, limit, totals);
        return keys;
    }

    /** How many rows at the front have their timestamp as merge key. */
    private int rowsInOrder(long[] timestamps, long limit) {
        long key = Math.max(0, frontier);
        int row = 0;
        while (row < timestamps.length && timestamps[row] >= key && timestamps[row] <= limit) {
            key = timestamps[row++];
        }
        return row;
    }

    private void assignMergeKeys(long[] keys, int firstRow, long limit, MergeTotals totals) {
        long key = frontier;
        for (int i = firstRow; i < keys.length; i++) {
            long timestamp = keys[i];
            if (timestamp > limit) {
                totals.futureRecords++;
            } else if (timestamp >= 0 && timestamp >= key) {
                key = Math.min(timestamp, LARGEST_KEY);
            } else if (timestamp >= 0) {
                totals.disorderedRecords++;
            }
            keys[i] = key;
        }
        frontier = key;
    }

    /** Moves the position past offsets that carry no record for the reader. */
    void advance(long newPosition, int leaderEpoch) {
        if (newPosition > position) {
            position = newPosition;
            positionEpoch = leaderEpoch;
        }
    }

    /** The next {@link #settle} is to tell of the progress, whether it moved or not. */
    void tellProgress() {
        progressChanged = true;
    }

    /** The replay ends here, at or behind the position. */
    void endReplayAt(long replayEnd) {
        start = start.endingAt(replayEnd);
        progressChanged = true;
    }

    boolean isEmpty() {
        return head == null;
    }

    boolean isCaughtUp() {
        return position >= replayEnd();
    }

    Chunk head() {
        return head;
    }

    int headRow() {
        return headRow;
    }

    long headKey() {
        return head.mergeKeys()[headRow];
    }

    /**
     * How many rows at the head of the head chunk come before a key, at most {@code most}.
     *
     * @param inclusive whether rows with an equal key count too
     */
    int rowsBefore(long key, boolean inclusive, int most) {
        long[] keys = head.mergeKeys();
        int end = Math.min(head.rows(), headRow + most);
        int row = headRow;
        while (row < end && (keys[row] < key || (inclusive && keys[row] == key))) {
            row++;
        }
        return row - headRow;
    }

    /**
     * Releases rows of the head chunk; what they say of the partition is seen after {@link
     * #settle}.
     *
     * @return whether that was the last row of the chunk, which is then {@linkplain #dropHead
     *     dropped}
     */
    boolean take(int rows) {
        headRow += rows;
        return headRow == head.rows();
    }

    /**
     * Goes on to the next chunk; all rows of the head chunk have been released.
     *
     * @return the heap bytes that are no longer held
     */
    long dropHead() {
        noteReleased();
        long freed = head.footprint();
        heldBytes -= freed;
        heldRecords -= head.rows();
        beginHead(laterChunks.poll());
        return freed;
    }

    private void noteReleased() {
        if (headRow > 0) {
            releasedOffset = head.offset(headRow - 1);
            releasedKey = head.mergeKeys()[headRow - 1];
            releasedEpoch = head.leaderEpoch();
            nextOffset = releasedOffset + 1;
        }
    }

    /**
     * Takes note of what was released, and moves the next offset over offsets that no record
     * carries, where that matters: when nothing is held, or when the next held record lies behind
     * the replay end.
     *
     * @return whether it moved, or the progress changed otherwise
     */
    boolean settle() {
        noteReleased();
        boolean changed = progressChanged;
        progressChanged = false;
        long next = isEmpty() ? position : head.offset(headRow);
        boolean matters = isEmpty() || (next >= replayEnd() && nextOffset < replayEnd());
        if (!matters || next <= nextOffset) {
            return changed;
        }
        nextOffset = next;
        releasedEpoch = isEmpty() ? positionEpoch : RecordView.NO_LEADER_EPOCH;
        return true;
    }

    /** Whether everything below the replay end was fetched and released. */
    boolean hasReleasedReplay() {
        return (isEmpty() ? position : head.offset(headRow)) >= replayEnd();
    }

    /** What would have to be remembered to continue after what was released. */
    public PartitionProgress progress() {
        return start.advancedTo(nextOffset, releasedKey, releasedEpoch);
    }

    /** Merge key of the last record fetched, {@link PartitionProgress#NO_KEY} before the first. */
    long frontier() {
        return frontier;
    }

    /** When records last arrived, or the partition joined. */
    long lastArrival() {
        return lastArrival;
    }

    long heldRecords() {
        return heldRecords - headRow;
    }

    long heldBytes() {
        return heldBytes;
    }

    /**
     * The share of the held bytes that belongs to records that are not released yet, as if all of a
     * chunk were of one size. Unlike what is held it falls from record to record.
     */
    long unreleasedBytes() {
        return headRow == 0 ? heldBytes : heldBytes - head.footprint() * headRow / head.rows();
    }

    PartitionState state() {
        return new PartitionState(
                id().topic(),
                id().partition(),
                start.replayStart(),
                replayEnd(),
                consumedOffset,
                releasedOffset,
                lastTimestamp < 0 ? OptionalLong.empty() : OptionalLong.of(lastTimestamp),
                live,
                paused);
    }

    private static long saturatedSum(long a, long b) {
        long sum = a + b;
        return b > 0 && sum < a ? Long.MAX_VALUE : sum;
    }
}
