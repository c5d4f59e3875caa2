// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.columns;

import java.util.Arrays;

/**
 * Rows of many chunks in an order of their own, as a list of runs: each run is some consecutive
 * rows of a chunk. The rows stay where they are held.
 *
 * <p>One thread appends; once it has handed the runs over, others may read them.
 */
public final class Runs {

    private static final int MIN_CAPACITY = 16;

    // One entry for each run, and room for more.
    Chunk[] chunks;
    int[] partitions;
    int[] firstRows;
    int[] rowCounts;

    private int count;
    private int rows;

    /**
     * @param expectedCount number of runs to make room for; more may be appended
     */
    public Runs(int expectedCount) {
        int capacity = Math.max(MIN_CAPACITY, expectedCount);
        chunks = new Chunk[capacity];
        partitions = new int[capacity];
        firstRows = new int[capacity];
        rowCounts = new int[capacity];
    }

    /**
     * Appends rows of a chunk. If the last run is of the same chunk, it must end where these rows
     * begin, and is extended.
     *
     * @param partitionIndex index of the partition in a list that the caller keeps
     */
    public void append(Chunk chunk, int partitionIndex, int firstRow, int rowCount) {
        int last = count - 1;
        if (last >= 0 && chunks[last] == chunk) {
            rowCounts[last] += rowCount;
        } else {
            if (count == chunks.length) {
                grow();
            }
            chunks[count] = chunk;
            partitions[count] = partitionIndex;
            firstRows[count] = firstRow;
            rowCounts[count] = rowCount;
            count++;
        }
        rows += rowCount;
    }

    private void grow() {
        int capacity = 2 * count;
        chunks = Arrays.copyOf(chunks, capacity);
        partitions = Arrays.copyOf(partitions, capacity);
        firstRows = Arrays.copyOf(firstRows, capacity);
        rowCounts = Arrays.copyOf(rowCounts, capacity);
    }

    /** Number of runs. */
    public int count() {
        return count;
    }

    /** Number of rows of all runs. */
    public int rows() {
        return rows;
    }

    /** The chunk that the run's rows are in. */
    public Chunk chunk(int run) {
        return chunks[run];
    }

    /** Index of the run's partition, as given to {@link #append}. */
    public int partitionIndex(int run) {
        return partitions[run];
    }

    /** The run's first row in its chunk. */
    public int firstRow(int run) {
        return firstRows[run];
    }

    /** Number of rows of the run, at least 1. */
    public int rowCount(int run) {
        return rowCounts[run];
    }
}
