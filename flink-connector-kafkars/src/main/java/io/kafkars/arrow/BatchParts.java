// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.arrow;

import io.kafkars.merge.BatchColumns;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.ReleasedBatch;

import java.util.Arrays;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Splits released batches into parts, each of which becomes a message batch. A part ends where the
 * merge went live, where the caller says, and before its columns would have more bytes than
 * allowed. It has at least one row, however large that is.
 */
final class BatchParts {

    /** Offsets, timestamps, partition numbers, ends of variable columns and null marks. */
    private static final int FIXED_BYTES_PER_ROW = 48;

    private final long maxBytes;
    private ReleasedBatch batch;
    private BatchColumns columns;
    private PartitionId[] known;
    private int topicBytes;
    private int firstRow;
    private int rows;

    /**
     * @param maxBytes maximum size of all columns of a part together
     */
    BatchParts(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Begins a batch; {@link #next} moves to its first part. */
    void open(ReleasedBatch newBatch, BatchColumns gathered) {
        batch = newBatch;
        columns = gathered;
        firstRow = 0;
        rows = 0;
        if (newBatch.partitions() != known) {
            known = newBatch.partitions();
            topicBytes = maxTopicBytes(known);
        }
    }

    private static int maxTopicBytes(PartitionId[] partitions) {
        return Arrays.stream(partitions)
                .mapToInt(partition -> partition.topic().getBytes(UTF_8).length)
                .max()
                .orElse(0);
    }

    /**
     * Moves to the next part; false if there is none.
     *
     * @param maxEnd row of the batch before which the part ends at the latest
     */
    boolean next(int maxEnd) {
        firstRow += rows;
        int end = isLive() ? batch.rows() : batch.replayRows();
        rows = fitting(Math.min(maxEnd, end) - firstRow);
        return rows > 0;
    }

    private int fitting(int max) {
        if (max <= 1 || bytes(max) <= maxBytes) {
            return max;
        }
        int fits = 1;
        int tooMany = max;
        while (tooMany - fits > 1) {
            int middle = (fits + tooMany) >>> 1;
            if (bytes(middle) <= maxBytes) {
                fits = middle;
            } else {
                tooMany = middle;
            }
        }
        return fits;
    }

    /** An upper bound of the size of this many rows; grows with their number. */
    private long bytes(int rowCount) {
        return (long) rowCount * (FIXED_BYTES_PER_ROW + topicBytes)
                + columns.keys().byteCount(firstRow, rowCount)
                + columns.values().byteCount(firstRow, rowCount)
                + columns.headerBytes(firstRow, rowCount);
    }

    int firstRow() {
        return firstRow;
    }

    int rows() {
        return rows;
    }

    /** Whether the rows were released live. */
    boolean isLive() {
        return firstRow >= batch.replayRows();
    }
}
