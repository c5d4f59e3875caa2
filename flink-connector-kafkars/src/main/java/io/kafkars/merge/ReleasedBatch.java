package io.kafkars.merge;

import io.kafkars.columns.Chunk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Released records in merge order, and what their release means: a list of runs, each some
 * consecutive rows of a chunk. The rows themselves are still where they were held; {@link
 * RecordCursor} reads them there, {@link BatchColumns} gathers them.
 *
 * <p>Made by one thread, it may be handed to another; it does not change afterwards.
 */
public final class ReleasedBatch {

    private static final int LEAST_CAPACITY = 16;

    private final PartitionId[] partitions;
    private final boolean liveBefore;

    // Its runs, one entry each; longer than there are runs. Not to be changed by others.
    Chunk[] chunks;
    int[] leaves;
    int[] firstRows;
    int[] rowCounts;

    private int runs;
    private int rows;
    private int replayRows;

    private List<PartitionProgress> settled = List.of();
    private List<PartitionId> finished = List.of();
    private long watermark;
    private boolean watermarkMoved;
    private boolean idle;
    private boolean idleChanged;
    private boolean liveAfter;

    /**
     * @param expectedRuns a guess that saves growing
     */
    ReleasedBatch(PartitionId[] partitions, boolean liveBefore, int expectedRuns) {
        this.partitions = partitions;
        this.liveBefore = liveBefore;
        int capacity = Math.max(LEAST_CAPACITY, expectedRuns);
        chunks = new Chunk[capacity];
        leaves = new int[capacity];
        firstRows = new int[capacity];
        rowCounts = new int[capacity];
    }

    /** Adds the next rows of a partition's head chunk. */
    void add(Chunk chunk, int leaf, int firstRow, int rowCount, boolean live) {
        int last = runs - 1;
        if (last >= 0 && chunks[last] == chunk) {
            rowCounts[last] += rowCount;
        } else {
            if (runs == chunks.length) {
                grow();
            }
            chunks[runs] = chunk;
            leaves[runs] = leaf;
            firstRows[runs] = firstRow;
            rowCounts[runs] = rowCount;
            runs++;
        }
        rows += rowCount;
        if (!live) {
            replayRows = rows;
        }
    }

    private void grow() {
        int capacity = 2 * runs;
        chunks = Arrays.copyOf(chunks, capacity);
        leaves = Arrays.copyOf(leaves, capacity);
        firstRows = Arrays.copyOf(firstRows, capacity);
        rowCounts = Arrays.copyOf(rowCounts, capacity);
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

    /** Number of records. */
    public int rows() {
        return rows;
    }

    /** The partition of the first record; there must be one. */
    public PartitionId firstPartition() {
        return partitions[leaves[0]];
    }

    /** How many of the records, those at the front, were released before the merge was live. */
    public int replayRows() {
        return replayRows;
    }

    /** Whether the merge is live behind these records. */
    public boolean isLiveAfter() {
        return liveAfter;
    }

    /**
     * Partitions whose next offset moved past offsets without records; valid behind the last record
     * of the batch.
     */
    public List<PartitionProgress> settled() {
        return settled;
    }

    /** Partitions that give no more records behind this batch. */
    public List<PartitionId> finished() {
        return finished;
    }

    /** Watermark behind the last record, epoch milliseconds; {@link Long#MIN_VALUE} if none yet. */
    public long watermark() {
        return watermark;
    }

    /** Whether every partition is live and has been silent for the idle timeout. */
    public boolean isIdle() {
        return idle;
    }

    /** Whether the batch says nothing that the one before did not say. */
    public boolean isEmpty() {
        return rows == 0
                && settled.isEmpty()
                && finished.isEmpty()
                && !watermarkMoved
                && !idleChanged
                && liveBefore == liveAfter;
    }

    /**
     * All partitions of the merge, by the index that {@link RecordCursor#partitionIndex()} gives;
     * the same array from batch to batch while none joins or leaves. Not to be changed.
     */
    public PartitionId[] partitions() {
        return partitions;
    }

    /** How many runs there are. */
    int runs() {
        return runs;
    }
}
