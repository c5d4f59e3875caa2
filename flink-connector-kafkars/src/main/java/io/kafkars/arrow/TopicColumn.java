// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.arrow;

import io.kafkars.merge.PartitionId;
import io.kafkars.merge.ReleasedBatch;
import io.kafkars.merge.RunCursor;

import org.apache.arrow.vector.VarCharVector;

import java.util.Arrays;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Fills the column of topics. Names are encoded once, not for every row, and the column is
 * assembled on the heap, so that the vector is written in bulk. It is assembled run by run or,
 * while all partitions are of one topic, once for all batches.
 */
final class TopicColumn {

    private final VarCharVector topics;
    private final RunCursor run = new RunCursor();
    private PartitionId[] known;
    private byte[][] names = {};
    private boolean onlyTopic;
    private byte[] bytes = {};
    private int[] ends = {};

    /** Number of rows that have been assembled with the only topic. */
    private int rowsOfOnlyTopic;

    TopicColumn(VarCharVector topics) {
        this.topics = topics;
    }

    /** Begins with a batch. */
    void open(ReleasedBatch batch) {
        encode(batch.partitions());
        run.open(batch);
    }

    /** Replaces the content of the vector by the next rows of the batch. */
    void fill(int firstRow, int rows) {
        int byteCount = gather(firstRow, rows);
        VectorBuffers.reserve(topics, rows, byteCount);
        VectorBuffers.bytes(topics.getDataBuffer(), byteCount).put(bytes, 0, byteCount);
        VectorBuffers.ends(topics, rows).put(ends, 0, rows);
        VectorBuffers.allPresent(topics.getValidityBuffer(), rows);
        VectorBuffers.setRows(topics, rows);
    }

    private void encode(PartitionId[] indexed) {
        if (indexed != known) {
            known = indexed;
            names =
                    Arrays.stream(indexed)
                            .map(partition -> partition.topic().getBytes(UTF_8))
                            .toArray(byte[][]::new);
            onlyTopic = Arrays.stream(names).allMatch(name -> Arrays.equals(name, names[0]));
            rowsOfOnlyTopic = 0;
        }
    }

    /** Assembles the names of these rows, and returns the number of their bytes. */
    private int gather(int firstRow, int rows) {
        if (ends.length < rows) {
            ends = Arrays.copyOf(ends, rows);
        }
        if (!onlyTopic) {
            return gatherNames(firstRow, rows);
        }
        if (rowsOfOnlyTopic < rows) {
            repeat(names[0], 0, rows, 0);
            rowsOfOnlyTopic = rows;
        }
        return ends[rows - 1];
    }

    private int gatherNames(int firstRow, int rows) {
        int row = 0;
        int end = 0;
        run.walk(firstRow, rows);
        while (run.next()) {
            end = repeat(names[run.partitionIndex()], row, run.rows(), end);
            row += run.rows();
        }
        return end;
    }

    /** Appends a name {@code count} times to the bytes up to {@code end}; returns the new end. */
    private int repeat(byte[] name, int firstRow, int count, int end) {
        ensureRoom(end + count * name.length);
        int newEnd = end;
        for (int row = firstRow; row < firstRow + count; row++) {
            System.arraycopy(name, 0, bytes, newEnd, name.length);
            newEnd += name.length;
            ends[row] = newEnd;
        }
        return newEnd;
    }

    private void ensureRoom(int size) {
        if (bytes.length < size) {
            bytes = Arrays.copyOf(bytes, Math.max(size, 2 * bytes.length));
        }
    }
}
