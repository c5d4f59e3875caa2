package io.kafkars.merge;

import io.kafkars.columns.Chunk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The ordered replay of many partitions as one stream: rules 1 to 8 of the design.
 *
 * <p>Fetched records are {@linkplain #append appended} to their partition, positions that moved
 * without a record are {@linkplain #advance told}, and {@link #release} gives what may go out, in
 * the order of (merge key, topic, partition, offset). While priming nothing is released unless
 * every partition that has not caught up holds a record, because each of them could still deliver
 * something older; once all are live, records pass as they come.
 *
 * <p>Cost per record: O(log partitions) comparisons of {@code long}s, less where one partition
 * gives a run of records. Not thread-safe; a released batch may be read by another thread.
 */
public final class Merge {

    /** Most bytes of keys, values and headers in a batch, unless a single record has more. */
    private static final long MAX_BATCH_BYTES = 64L << 20;

    private final int batchSize;
    private final long liveMaxWait;
    private final long batchLinger;
    private final long futureTolerance;
    private final boolean stopAtReplayEnd;
    private final Backpressure backpressure;
    private final Watermarks watermarks;

    private PartitionQueue[] queues = {};
    private PartitionId[] ids = {};
    private Heads heads = new Heads(queues);
    private int priming;
    private long heldRecords;
    private long heldBytes;
    private final List<PartitionQueue> touched = new ArrayList<>();
    private final MergeTotals totals = new MergeTotals();

    /** A good guess for the next batch. */
    private int runsOfLastBatch;

    /** What the last batch said about the merge being live. */
    private boolean liveAtLastBatch;

    /**
     * @param stopAtReplayEnd whether a partition is finished, and leaves, once it is live
     */
    public Merge(MergeSettings settings, boolean stopAtReplayEnd) {
        this.batchSize = settings.checked().batchSize();
        this.liveMaxWait = settings.liveMaxWait().toMillis();
        this.batchLinger = settings.batchLinger().toMillis();
        this.futureTolerance = settings.futureTolerance().toMillis();
        this.stopAtReplayEnd = stopAtReplayEnd;
        this.backpressure = new Backpressure(settings, stopAtReplayEnd);
        this.watermarks = new Watermarks(settings);
    }

    // ------------------------------------------------------------ partitions

    /**
     * Partitions join, at their start or where they were left.
     *
     * @param now wall clock, epoch milliseconds
     * @return their queues, in the same order
     * @throws IllegalArgumentException if one of them is here already
     */
    public List<PartitionQueue> add(List<PartitionProgress> partitions, long now) {
        Set<PartitionId> known = Arrays.stream(ids).collect(Collectors.toSet());
        var added = new ArrayList<PartitionQueue>(partitions.size());
        for (PartitionProgress partition : partitions) {
            if (!known.add(partition.id())) {
                throw new IllegalArgumentException(
                        "Partition " + partition.id() + " is part of the merge already");
            }
            added.add(new PartitionQueue(partition, futureTolerance, now));
        }
        rebuild(Stream.concat(Arrays.stream(queues), added.stream()).toList());
        added.forEach(this::touch);
        return added;
    }

    /**
     * A partition goes on from elsewhere, which may be before where it was; what it holds is
     * dropped.
     *
     * @return its new queue; the old one is of no use any more
     */
    public PartitionQueue restart(PartitionQueue queue, PartitionProgress from, long now) {
        remove(List.of(queue));
        PartitionQueue restarted = add(List.of(from), now).get(0);
        restarted.tellProgress();
        return restarted;
    }

    /** Partitions leave; what they hold is dropped. */
    public void remove(Collection<PartitionQueue> leaving) {
        var gone = Set.copyOf(leaving);
        touched.removeAll(gone);
        rebuild(Arrays.stream(queues).filter(queue -> !gone.contains(queue)).toList());
    }

    private void rebuild(List<PartitionQueue> members) {
        queues =
                members.stream()
                        .sorted(Comparator.comparing(PartitionQueue::id))
                        .toArray(PartitionQueue[]::new);
        ids = Arrays.stream(queues).map(PartitionQueue::id).toArray(PartitionId[]::new);
        heads = new Heads(queues);
        priming = 0;
        heldRecords = 0;
        heldBytes = 0;
        for (PartitionQueue queue : queues) {
            queue.live |= queue.hasReleasedReplay();
            priming += queue.live ? 0 : 1;
            heldRecords += queue.heldRecords();
            heldBytes += queue.heldBytes();
        }
        backpressure.share(queues);
    }

    // ------------------------------------------------------------ what was fetched

    /**
     * Holds fetched records behind those that the partition holds already.
     *
     * @param chunk at least one record; must not be changed afterwards
     * @param now wall clock, epoch milliseconds
     */
    public void append(PartitionQueue queue, Chunk chunk, long now) {
        boolean wasEmpty = queue.isEmpty();
        if (wasEmpty) {
            heads.leavesEmpty(queue);
        }
        queue.append(chunk, now, totals);
        heldRecords += chunk.rows();
        heldBytes += chunk.footprint();
        if (wasEmpty) {
            heads.place(queue);
            noteLive(queue);
        }
        touch(queue);
    }

    /**
     * The partition's position is at least this offset, whether or not records led there: behind
     * transaction markers, aborted or compacted records there may be none.
     */
    public void advance(PartitionQueue queue, long position) {
        advance(queue, position, RecordView.NO_LEADER_EPOCH);
    }

    /**
     * The same, where it is known which leader wrote what is in front of the position.
     *
     * @param leaderEpoch {@link RecordView#NO_LEADER_EPOCH} if unknown
     */
    public void advance(PartitionQueue queue, long position, int leaderEpoch) {
        if (position > queue.position()) {
            move(queue, () -> queue.advance(position, leaderEpoch));
        }
    }

    /**
     * The replay of a partition ends earlier than resolved, because the log no longer has the rest.
     *
     * @param replayEnd at or behind the partition's position; one that is not earlier is ignored
     */
    public void endReplayAt(PartitionQueue queue, long replayEnd) {
        if (replayEnd < queue.replayEnd()) {
            move(queue, () -> queue.endReplayAt(replayEnd));
        }
    }

    /** Changes what the merge may have to wait for. */
    private void move(PartitionQueue queue, Runnable change) {
        if (queue.isEmpty()) {
            heads.leavesEmpty(queue);
            change.run();
            heads.becameEmpty(queue);
            heads.place(queue);
        } else {
            change.run();
        }
        noteLive(queue);
        touch(queue);
    }

    private void touch(PartitionQueue queue) {
        if (!queue.touched) {
            queue.touched = true;
            touched.add(queue);
        }
    }

    // ------------------------------------------------------------ what is released

    /**
     * Releases what may go out now, at most a batch.
     *
     * @param now wall clock, epoch milliseconds
     */
    public ReleasedBatch release(long now) {
        long watermarkBefore = watermarks.current();
        boolean wasIdle = watermarks.idle();
        var batch = new ReleasedBatch(ids, liveAtLastBatch, runsOfLastBatch);
        mergeInto(batch, now);
        List<PartitionQueue> finished = settleInto(batch);
        updateWatermark(now);
        totals.releasedRecords += batch.rows();
        runsOfLastBatch = batch.runs().count();
        liveAtLastBatch = isLive();
        batch.close(
                watermarks.current(),
                watermarks.current() != watermarkBefore,
                watermarks.idle(),
                watermarks.idle() != wasIdle,
                liveAtLastBatch);
        if (!finished.isEmpty()) {
            remove(finished);
        }
        return batch;
    }

    private void mergeInto(ReleasedBatch batch, long now) {
        if (linger(now) > 0) {
            return;
        }
        long room = MAX_BATCH_BYTES;
        while (room > 0 && batch.rows() < batchSize && nothingHoldsBack(now)) {
            room = mergeToChunkEnd(batch, room);
        }
    }

    /**
     * Releases until a chunk ends or the batch is full: so far nothing can begin to hold others
     * back, and the merge stays live or not.
     *
     * <p>Each row counts as the largest of its chunk does: rows are not touched here, for there may
     * be a thousand partitions of them, too many for the processor's caches.
     *
     * @param room bytes that still fit into the batch
     * @return what is left of it, 0 or less if the next record may not fit
     */
    private long mergeToChunkEnd(ReleasedBatch batch, long room) {
        boolean live = isLive();
        int most = batchSize;
        long left = room;
        PartitionQueue previous = null;
        while (batch.rows() < most) {
            PartitionQueue queue = heads.first();
            Chunk chunk = queue.head();
            if (chunk.largestRow() > left && batch.rows() > 0) {
                return 0;
            }
            int rows = 1;
            if (queue == previous) {
                long fitting = left / chunk.largestRow();
                rows = heads.runOfFirst((int) Math.min(most - batch.rows(), fitting));
            }
            previous = queue;
            batch.append(chunk, queue.leaf, queue.headRow(), rows, live);
            left -= (long) rows * chunk.largestRow();
            heldRecords -= rows;
            touch(queue);
            if (queue.take(rows)) {
                dropHead(queue);
                return left;
            }
            heads.firstChanged(queue);
        }
        return left;
    }

    private void dropHead(PartitionQueue queue) {
        heldBytes -= queue.dropHead();
        if (queue.isEmpty()) {
            heads.becameEmpty(queue);
        }
        noteLive(queue);
        heads.firstChanged(queue);
    }

    private void noteLive(PartitionQueue queue) {
        if (!queue.live && queue.hasReleasedReplay()) {
            queue.live = true;
            priming--;
        }
    }

    /** Looks at everything that changed, and gives the partitions that are finished. */
    private List<PartitionQueue> settleInto(ReleasedBatch batch) {
        var finished = new ArrayList<PartitionQueue>();
        for (PartitionQueue queue : touched) {
            queue.touched = false;
            boolean moved = queue.settle();
            backpressure.review(queue);
            if (moved) {
                batch.addSettled(queue.progress());
            }
            if (stopAtReplayEnd && queue.live) {
                batch.addFinished(queue.id());
                finished.add(queue);
            }
        }
        touched.clear();
        backpressure.reviewOthers(queues);
        return finished;
    }

    private void updateWatermark(long now) {
        if (queues.length == 0) {
            return;
        }
        if (isLive()) {
            watermarks.live(queues, now);
        } else {
            watermarks.priming(heads.firstKey());
        }
    }

    /** Whether partitions joined or changed in any way that the next batch may tell of. */
    public boolean hasChanges() {
        return !touched.isEmpty();
    }

    /**
     * Whether {@link #release} would release a record now.
     *
     * @param now wall clock, epoch milliseconds
     */
    public boolean canRelease(long now) {
        return nothingHoldsBack(now) && linger(now) == 0;
    }

    private boolean nothingHoldsBack(long now) {
        return heads.blocking() == 0 && heldRecords > 0 && waitForEmpty(now) == 0;
    }

    /**
     * For how many milliseconds live records still wait, for partitions that are empty or for a
     * full batch: until the one that is held longest has waited enough, whichever comes next. Costs
     * O(partitions) where records do wait.
     */
    public long liveWait(long now) {
        return Math.max(waitForEmpty(now), linger(now));
    }

    private long waitForEmpty(long now) {
        boolean waits = liveMaxWait > 0 && heads.empty() > 0;
        return waits ? liveWait(liveMaxWait, now) : 0;
    }

    /** A partition that is paused will not help to fill the batch. */
    private long linger(long now) {
        boolean waits =
                batchLinger > 0 && heldRecords < batchSize && backpressure.pausedCount() == 0;
        return waits ? liveWait(batchLinger, now) : 0;
    }

    private long liveWait(long most, long now) {
        if (heldRecords == 0 || !isLive()) {
            return 0;
        }
        long longest = 0;
        for (PartitionQueue queue : queues) {
            if (!queue.isEmpty()) {
                longest = Math.max(longest, now - queue.head().arrival());
            }
        }
        return Math.max(0, most - longest);
    }

    // ------------------------------------------------------------ seen from outside

    /** Whether every partition is live; true if there is none. Ends when a partition joins. */
    public boolean isLive() {
        return priming == 0;
    }

    /** Number of partitions that are not live yet. */
    public int primingPartitions() {
        return priming;
    }

    /** Number of partitions. */
    public int partitions() {
        return queues.length;
    }

    /** Records that are fetched and not released. */
    public long heldRecords() {
        return heldRecords;
    }

    /** Heap that they take, in bytes. */
    public long heldBytes() {
        return heldBytes;
    }

    /** Partitions that are paused because they are ahead. */
    public int pausedPartitions() {
        return backpressure.pausedCount();
    }

    /** The partitions that backpressure paused or resumed since the last call. */
    public List<PartitionQueue> takePauseChanges() {
        return backpressure.takeChanged();
    }

    /**
     * The smallest merge key that may still be released: {@link PartitionProgress#NO_KEY} while
     * some partition that has not caught up has delivered nothing, {@link Long#MAX_VALUE} when
     * nothing is left to wait for.
     */
    public long lowWaterMark() {
        return queues.length == 0 ? PartitionProgress.NO_KEY : heads.firstKey();
    }

    /**
     * The partition that holds everyone: the one that the merge waits for, of several the one that
     * is furthest behind; if it waits for none, the one whose record comes next. Absent when
     * nothing is left of the replay.
     */
    public Optional<PartitionQueue> slowest() {
        if (isLive()) {
            return Optional.empty();
        }
        return Arrays.stream(queues)
                .filter(queue -> !queue.live)
                .min(
                        Comparator.comparing((PartitionQueue queue) -> !Heads.isBlocking(queue))
                                .thenComparingLong(Heads::keyOf));
    }

    /** One state for each partition, in the order of topic and partition. */
    public List<PartitionState> partitionStates() {
        return Arrays.stream(queues).map(PartitionQueue::state).toList();
    }

    /** What has passed through the merge so far. */
    public MergeTotals totals() {
        return totals;
    }
}
