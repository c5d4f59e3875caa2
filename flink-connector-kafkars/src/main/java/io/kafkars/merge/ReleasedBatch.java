// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import io.kafkars.columns.Chunk;
import io.kafkars.columns.Runs;

import java.util.ArrayList;
import java.util.List;

/**
 * Released records in merge order, and what has changed with their release: progress, watermark,
 * whether the merge is live. The records stay where they were held: {@link RecordCursor} reads them
 * there, {@link BatchColumns} gathers them.
 *
 * <p>Built by one thread and then handed to another; it does not change after that.
 */
public final class ReleasedBatch {

    private final PartitionId[] partitions;
    private final boolean liveBefore;
    private final Runs runs;
    private int replayRows;

    private List<PartitionProgress> settled = List.of();
    private List<PartitionId> finished = List.of();
    private long watermark;
    private boolean watermarkMoved;
    private boolean idle;
    private boolean idleChanged;
    private boolean liveAfter;
    private long lowWaterMark;
    private boolean waitsAtCeiling;
    private boolean reachedCeiling;

    /**
     * @param expectedRuns number of runs to make room for
     */
    ReleasedBatch(PartitionId[] partitions, boolean liveBefore, int expectedRuns) {
        this.partitions = partitions;
        this.liveBefore = liveBefore;
        this.runs = new Runs(expectedRuns);
    }

    /** Appends the next rows of a partition's head chunk. */
    void append(Chunk chunk, int partitionIndex, int firstRow, int rowCount, boolean live) {
        runs.append(chunk, partitionIndex, firstRow, rowCount);
        if (!live) {
            replayRows = runs.rows();
        }
    }

    void addSettled(PartitionProgress progress) {
        settled = settled.isEmpty() ? new ArrayList<>() : settled;
        settled.add(progress);
    }

    void addFinished(PartitionId partition) {
        finished = finished.isEmpty() ? new ArrayList<>() : finished;
        finished.add(partition);
    }

    void close(
            long watermark,
            boolean watermarkMoved,
            boolean idle,
            boolean idleChanged,
            boolean liveAfter) {
        this.watermark = watermark;
        this.watermarkMoved = watermarkMoved;
        this.idle = idle;
        this.idleChanged = idleChanged;
        this.liveAfter = liveAfter;
    }

    /** What the batch says about the ceiling of the merge; {@code reached} if that is new. */
    void limit(long lowest, boolean waits, boolean reached) {
        lowWaterMark = lowest;
        waitsAtCeiling = waits;
        reachedCeiling = reached;
    }

    /** Number of records. */
    public int rows() {
        return runs.rows();
    }

    /** The partition of the first record; there must be one. */
    public PartitionId firstPartition() {
        return partitions[runs.partitionIndex(0)];
    }

    /** Number of records that were released before the merge was live; they come first. */
    public int replayRows() {
        return replayRows;
    }

    /** Whether the merge is live after these records. */
    public boolean isLiveAfter() {
        return liveAfter;
    }

    /**
     * The smallest merge key that may be released after this batch, epoch milliseconds: {@link
     * PartitionProgress#NO_KEY} while unknown, {@link Long#MAX_VALUE} once live.
     */
    public long lowWaterMark() {
        return lowWaterMark;
    }

    /** Whether the {@linkplain Merge#setCeiling ceiling} alone keeps the next record back. */
    public boolean waitsAtCeiling() {
        return waitsAtCeiling;
    }

    /**
     * Progress of partitions that changed other than by a released record, for example because the
     * next offset moved past offsets without records. Valid after the last record of the batch.
     */
    public List<PartitionProgress> settled() {
        return settled;
    }

    /** Partitions that deliver no more records after this batch. */
    public List<PartitionId> finished() {
        return finished;
    }

    /**
     * Watermark of the live merge after the last record, epoch milliseconds; {@link Long#MIN_VALUE}
     * if there is none yet. While the merge is not live there is none; then watermarks follow from
     * the records ({@link ReplayWatermarks}).
     */
    public long watermark() {
        return watermark;
    }

    /** Whether every partition is live and has been silent for the idle timeout. */
    public boolean isIdle() {
        return idle;
    }

    /** Whether the batch has no records, and reports nothing that the previous batch did not. */
    public boolean isEmpty() {
        return runs.rows() == 0
                && settled.isEmpty()
                && finished.isEmpty()
                && !watermarkMoved
                && !idleChanged
                && !reachedCeiling
                && liveBefore == liveAfter;
    }

    /**
     * All partitions of the merge, by {@link RecordCursor#partitionIndex()}. Not to be changed. The
     * next batch has the same array, unless a partition has joined or left.
     */
    public PartitionId[] partitions() {
        return partitions;
    }

    /** Where the records are held, in merge order. */
    Runs runs() {
        return runs;
    }
}
