// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.columns;

import java.util.Arrays;

/**
 * Copies the rows of {@link Runs} into one contiguous array per column, in the order of the runs.
 * The arrays are reused by the next call. Headers are left out. Not thread-safe.
 *
 * <p>The loop is written for speed, and the code that this takes is confined to this class. Where
 * the records of many partitions alternate, each run is a single row, so the cost is what has to be
 * done per run. Rows of plain chunks are therefore copied in the loop itself, straight from the
 * arrays of their columns, and all that an iteration needs is in local variables, since the JIT
 * would load fields again in each iteration. Measure a change with {@code BatchFillingBenchmark}:
 * {@code ./bench jmh BatchFilling}.
 */
public final class Gatherer {

    private long[] offsets = {};
    private long[] timestamps = {};
    private int[] partitions = {};
    private final BytesColumn keys = new BytesColumn();
    private final BytesColumn values = new BytesColumn();

    /**
     * Replaces the rows gathered before.
     *
     * @param partitionNumbers partition number by {@link Runs#partitionIndex}
     * @return whether some of the rows may have headers
     */
    public boolean gather(Runs runs, int[] partitionNumbers) {
        clear(runs.rows());
        long[] offsets = this.offsets;
        long[] timestamps = this.timestamps;
        int[] partitions = this.partitions;
        byte[] keyBytes = keys.array();
        int[] keyStarts = keys.starts();
        int keysEnd = 0;
        byte[] valueBytes = values.array();
        int[] valueStarts = values.starts();
        int valuesEnd = 0;
        boolean anyHeaders = false;
        int runCount = runs.count();
        Chunk[] chunks = runs.chunks;
        int[] partitionIndexes = runs.partitions;
        int[] firstRows = runs.firstRows;
        int[] rowCounts = runs.rowCounts;
        int row = 0;
        for (int run = 0; run < runCount; run++) {
            Chunk chunk = chunks[run];
            int first = firstRows[run];
            int count = rowCounts[run];
            int partition = partitionNumbers[partitionIndexes[run]];
            BytesColumn fromKeys = chunk.plainKeys();
            if (count == 1 && fromKeys != null) {
                BytesColumn fromValues = chunk.plainValues();
                offsets[row] = chunk.offset(first);
                timestamps[row] = chunk.timestamps()[first];
                partitions[row] = partition;

                int start = fromKeys.starts()[first];
                int size = fromKeys.starts()[first + 1] - start;
                if (size > keyBytes.length - keysEnd) {
                    keyBytes = grow(keys, row, keysEnd, size);
                }
                System.arraycopy(fromKeys.array(), start, keyBytes, keysEnd, size);
                keysEnd += size;
                keyStarts[row + 1] = keysEnd;

                start = fromValues.starts()[first];
                size = fromValues.starts()[first + 1] - start;
                if (size > valueBytes.length - valuesEnd) {
                    valueBytes = grow(values, row, valuesEnd, size);
                }
                System.arraycopy(fromValues.array(), start, valueBytes, valuesEnd, size);
                valuesEnd += size;
                valueStarts[row + 1] = valuesEnd;
            } else {
                anyHeaders |= chunk.headers() != null;
                chunk.copyOffsets(first, count, offsets, row);
                System.arraycopy(chunk.timestamps(), first, timestamps, row, count);
                Arrays.fill(partitions, row, row + count, partition);
                keysEnd = copy(chunk.keys(), first, count, keys, row, keysEnd);
                keyBytes = keys.array();
                valuesEnd = copy(chunk.values(), first, count, values, row, valuesEnd);
                valueBytes = values.array();
            }
            row += count;
        }
        keys.setEnd(row, keysEnd);
        values.setEnd(row, valuesEnd);
        return anyHeaders;
    }

    /** Makes room for the rows; only the bytes of the columns may have to grow after this. */
    private void clear(int rows) {
        if (offsets.length < rows) {
            offsets = new long[rows];
            timestamps = new long[rows];
            partitions = new int[rows];
        }
        keys.clear();
        keys.makeRoom(rows, 0);
        values.clear();
        values.makeRoom(rows, 0);
    }

    private static byte[] grow(BytesColumn column, int rows, int end, int moreBytes) {
        column.setEnd(rows, end);
        column.makeRoom(0, moreBytes);
        return column.array();
    }

    /**
     * Appends to a column of which this many rows are written, up to an end.
     *
     * @return the new end
     */
    private static int copy(
            HeldBytes from, int firstRow, int rowCount, BytesColumn to, int rows, int end) {
        to.setEnd(rows, end);
        from.copyTo(to, firstRow, rowCount);
        return to.end();
    }

    /** Offsets of the rows; longer than there are rows, and not a copy. */
    public long[] offsets() {
        return offsets;
    }

    /** Timestamps of the rows, {@link Chunk#NO_TIMESTAMP} where there is none; like the offsets. */
    public long[] timestamps() {
        return timestamps;
    }

    /** Partition numbers of the rows; like the offsets. */
    public int[] partitions() {
        return partitions;
    }

    /** Keys of the rows. */
    public BytesColumn keys() {
        return keys;
    }

    /** Values of the rows. */
    public BytesColumn values() {
        return values;
    }
}
