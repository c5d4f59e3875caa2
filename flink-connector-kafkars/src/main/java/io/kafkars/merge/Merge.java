// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import io.kafkars.columns.Chunk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The ordered replay of many partitions as one stream: rules 1 to 9 and 12 of the design.
 *
 * <p>Fetched records are {@linkplain #append appended} to their partition. Where a position moves
 * without a record, the partition is {@linkplain #advance advanced}. {@link #release} then gives
 * the records that may be released, in the order of (merge key, topic, partition, offset). While
 * priming it gives none unless every partition that has not caught up holds a record, since each of
 * them could still deliver an older one. Once all partitions are live, records pass as they come.
 *
 * <p>A record costs O(log partitions) comparisons of {@code long}s, and less where several records
 * of a partition follow each other. Not thread-safe; a released batch may be read by another
 * thread.
 */
public final class Merge {

    /** The most bytes of keys, values and headers in a batch of more than one record. */
    private static final long MAX_BATCH_BYTES = 64L << 20;

    private final int batchSize;
    private final long futureTolerance;
    private final boolean stopAtReplayEnd;
    private final Backpressure backpressure;
    private final Watermarks watermarks;
    private final LiveWait liveWait;

    private Members members = new Members();
    private HeldRecords held = new HeldRecords(members);
    private final MergeTotals totals = new MergeTotals();
    private List<UnlikelyTimestamp> unlikely = new ArrayList<>();

    /** The capacity with which the next batch starts. */
    private int runsOfLastBatch;

    private boolean liveAfterLastBatch;

    private long ceiling = Heads.NOTHING;
    private boolean waitedAtLastBatch;

    /**
     * @param stopAtReplayEnd whether a partition is finished, and leaves, once it is live
     * @throws IllegalArgumentException if a setting is out of its range
     */
    public Merge(MergeSettings settings, boolean stopAtReplayEnd) {
        this.batchSize = settings.checked().batchSize();
        this.futureTolerance = settings.futureTolerance().toMillis();
        this.stopAtReplayEnd = stopAtReplayEnd;
        this.backpressure = new Backpressure(settings, stopAtReplayEnd);
        this.watermarks = new Watermarks(settings);
        this.liveWait = new LiveWait(settings);
    }

    // Partitions

    /**
     * Adds partitions, each at its start or where it was left.
     *
     * @param now wall clock, epoch milliseconds
     * @return their queues, in the same order
     * @throws IllegalArgumentException if the merge has one of them already
     */
    public List<PartitionQueue> add(List<PartitionProgress> partitions, long now) {
        List<PartitionQueue> joining =
                partitions.stream()
                        .map(partition -> partition.withToleranceIfUnknown(futureTolerance))
                        .map(
                                start ->
                                        new PartitionQueue(
                                                start,
                                                now,
                                                totals,
                                                timestamp -> unlikely.add(timestamp)))
                        .toList();
        setMembers(members.with(joining));
        return joining;
    }

    /**
     * Lets a partition continue from another offset, which may be before its position. The records
     * that it holds are dropped.
     *
     * @return its new queue; the old one must not be used any more
     */
    public PartitionQueue restart(PartitionQueue queue, PartitionProgress from, long now) {
        remove(List.of(queue));
        PartitionQueue restarted = add(List.of(from), now).get(0);
        restarted.forceSettled();
        return restarted;
    }

    /** Removes partitions. The records that they hold are dropped. */
    void remove(Collection<PartitionQueue> leaving) {
        setMembers(members.without(leaving));
    }

    private void setMembers(Members next) {
        members = next;
        held = new HeldRecords(next);
        backpressure.share(next.queues());
    }

    // What is fetched

    /**
     * Holds fetched records after those that the partition holds already.
     *
     * @param chunk must not be changed afterwards
     * @param now wall clock, epoch milliseconds
     */
    public void append(PartitionQueue queue, Chunk chunk, long now) {
        held.append(queue, chunk, now);
    }

    /**
     * Moves a partition's position like {@link #advance(PartitionQueue, long, int)}, with an
     * unknown leader epoch.
     */
    public void advance(PartitionQueue queue, long position) {
        advance(queue, position, RecordView.NO_LEADER_EPOCH);
    }

    /**
     * Moves a partition's position to an offset, unless it is there already or further. Needed
     * where a position moves without a record: past transaction markers, and aborted or compacted
     * records.
     *
     * @param leaderEpoch epoch of the leader that wrote the record before the position, {@link
     *     RecordView#NO_LEADER_EPOCH} if unknown
     */
    public void advance(PartitionQueue queue, long position, int leaderEpoch) {
        if (position > queue.position()) {
            held.change(queue, () -> queue.advance(position, leaderEpoch));
        }
    }

    /**
     * Ends the replay of a partition earlier, because the log no longer reaches its replay end.
     *
     * @param replayEnd at least the position; ignored if it is not earlier
     */
    public void endReplayAt(PartitionQueue queue, long replayEnd) {
        if (replayEnd < queue.replayEnd()) {
            held.change(queue, () -> queue.endReplayAt(replayEnd));
        }
    }

    // Silence

    /** From now on a silent partition counts as idle only if it is known to be read to its end. */
    public void requireReadToEnd() {
        watermarks.requireReadToEnd();
    }

    /**
     * Once live, the partitions that hold nothing and have brought nothing for the idle timeout.
     */
    public List<PartitionQueue> silentPartitions(long now) {
        return isLive() && !stopAtReplayEnd ? watermarks.silent(members.queues(), now) : List.of();
    }

    /**
     * What Kafka says about a silent partition; it holds until the position moves. If an unreadable
     * one can be read again, the idle timeout starts anew, as its producers had to wait too.
     */
    public void found(PartitionQueue queue, Readability readability, long now) {
        queue.found(readability, now);
    }

    // What is released

    /**
     * Releases what may be released now, up to a batch.
     *
     * @param now wall clock, epoch milliseconds
     */
    public ReleasedBatch release(long now) {
        long watermarkBefore = watermarks.current();
        boolean wasIdle = watermarks.idle();
        var batch = new ReleasedBatch(members.ids(), liveAfterLastBatch, runsOfLastBatch);
        mergeInto(batch, now);
        List<PartitionQueue> finished = settleInto(batch);
        updateWatermark(now);
        totals.releasedRecords += batch.rows();
        runsOfLastBatch = batch.runs().count();
        liveAfterLastBatch = isLive();
        boolean waits = waitsAtCeiling();
        batch.limit(
                liveAfterLastBatch ? Heads.NOTHING : held.lowWaterMark(),
                waits,
                waits && !waitedAtLastBatch);
        waitedAtLastBatch = waits;
        batch.close(
                isLive() ? watermarks.current() : Watermarks.NONE,
                watermarks.current() != watermarkBefore,
                watermarks.idle(),
                watermarks.idle() != wasIdle,
                liveAfterLastBatch);
        if (!finished.isEmpty()) {
            remove(finished);
        }
        return batch;
    }

    private void mergeInto(ReleasedBatch batch, long now) {
        if (waitForFullBatch(now) > 0) {
            return;
        }
        long room = MAX_BATCH_BYTES;
        while (room > 0 && batch.rows() < batchSize && nothingHoldsBack(now)) {
            room = held.releaseToChunkEnd(batch, batchSize, room, presentCeiling());
        }
    }

    /** Nobody waits once live. */
    private long presentCeiling() {
        return isLive() ? Heads.NOTHING : ceiling;
    }

    /** Whether the ceiling alone keeps the next record back. */
    private boolean waitsAtCeiling() {
        return presentCeiling() != Heads.NOTHING
                && held.canRelease()
                && !held.canRelease(presentCeiling());
    }

    /** Adds the changes to the batch, and returns the partitions that are finished. */
    private List<PartitionQueue> settleInto(ReleasedBatch batch) {
        var finished = new ArrayList<PartitionQueue>();
        for (PartitionQueue queue : members.touched()) {
            boolean settled = queue.settle();
            backpressure.review(queue);
            if (settled) {
                batch.addSettled(queue.progress());
            }
            if (stopAtReplayEnd && queue.isLive()) {
                batch.addFinished(queue.id());
                finished.add(queue);
            }
        }
        members.clearTouched();
        backpressure.reviewOthers(members.queues());
        return finished;
    }

    private void updateWatermark(long now) {
        if (members.isEmpty()) {
            return;
        }
        if (isLive() && !stopAtReplayEnd) {
            watermarks.live(members.queues(), now);
        } else {
            watermarks.priming();
        }
    }

    // When to release

    /**
     * Limits what is released while priming (rule 12).
     *
     * @param key the largest merge key that may be released, {@link Long#MAX_VALUE} for no limit
     */
    public void setCeiling(long key) {
        ceiling = key;
    }

    /** Whether anything has changed that the next batch may have to report. */
    public boolean hasChanges() {
        return !members.touched().isEmpty();
    }

    /**
     * Whether {@link #release} would release a record now.
     *
     * @param now wall clock, epoch milliseconds
     */
    public boolean canRelease(long now) {
        return nothingHoldsBack(now) && waitForFullBatch(now) == 0;
    }

    private boolean nothingHoldsBack(long now) {
        return held.canRelease(presentCeiling()) && waitForEmptyPartitions(now) == 0;
    }

    private long waitForEmptyPartitions(long now) {
        return liveWait.forEmptyPartitions(members, held.emptyPartitions(), now);
    }

    private long waitForFullBatch(long now) {
        return liveWait.forFullBatch(members, backpressure.paused(), now);
    }

    /**
     * For how many milliseconds live records still wait, for partitions that hold nothing or for a
     * full batch; 0 if they do not wait. Costs O(partitions) if they do.
     *
     * @param now wall clock, epoch milliseconds
     */
    public long liveWait(long now) {
        return Math.max(waitForEmptyPartitions(now), waitForFullBatch(now));
    }

    // Seen from outside

    /**
     * Whether every partition is live; true if there is none. Becomes false when a partition joins
     * that is not live.
     */
    public boolean isLive() {
        return members.isLive();
    }

    /** Number of partitions that are not live yet. */
    public int primingPartitions() {
        return members.priming();
    }

    /** Number of partitions. */
    public int partitions() {
        return members.queues().length;
    }

    /** Records that are fetched and not released. */
    public long heldRecords() {
        return members.heldRecords();
    }

    /** Heap that the held records take, in bytes. */
    public long heldBytes() {
        return members.heldBytes();
    }

    /** Number of partitions that are paused because they are ahead. */
    public int pausedPartitions() {
        return backpressure.paused();
    }

    /** The partitions that backpressure has paused or resumed since the last call. */
    public List<PartitionQueue> takePauseChanges() {
        return backpressure.takeChanged();
    }

    /**
     * The timestamps that are most likely wrong and were noticed since the last call, at most one
     * for each partition.
     */
    public List<UnlikelyTimestamp> takeUnlikelyTimestamps() {
        if (unlikely.isEmpty()) {
            return List.of();
        }
        List<UnlikelyTimestamp> taken = unlikely;
        unlikely = new ArrayList<>();
        return taken;
    }

    /**
     * The smallest merge key that may still be released: {@link PartitionProgress#NO_KEY} while
     * some partition that has not caught up has delivered nothing, {@link Long#MAX_VALUE} when
     * nothing is left to wait for.
     */
    public long lowWaterMark() {
        return members.isEmpty() ? PartitionProgress.NO_KEY : held.lowWaterMark();
    }

    /**
     * The partition that holds back the others: the one that the merge waits for, and of several
     * the one that is furthest behind. If the merge waits for none, it is the one with the next
     * record. Absent once live.
     */
    public Optional<PartitionQueue> slowest() {
        return Arrays.stream(members.queues())
                .filter(queue -> !queue.isLive())
                .min(
                        Comparator.comparing((PartitionQueue queue) -> !Heads.isBlocking(queue))
                                .thenComparingLong(Heads::keyOf));
    }

    /** The state of each partition, in the order of topic and partition. */
    public List<PartitionState> partitionStates() {
        return Arrays.stream(members.queues()).map(PartitionQueue::state).toList();
    }

    /** What has passed through the merge so far. */
    public MergeTotals totals() {
        return totals;
    }
}
