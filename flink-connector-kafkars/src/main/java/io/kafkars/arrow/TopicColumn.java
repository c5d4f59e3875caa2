package io.kafkars.arrow;

import io.kafkars.merge.PartitionId;
import io.kafkars.merge.ReleasedBatch;
import io.kafkars.merge.RunCursor;

import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;

import java.nio.IntBuffer;
import java.util.Arrays;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Fills the columns of topics and partition numbers. Names are encoded once, not for every row, and
 * the columns are put together on the heap, run by run, so that the vectors are written in bulk.
 */
final class TopicColumn {

    private final VarCharVector topics;
    private final IntVector partitions;
    private final RunCursor run = new RunCursor();
    private PartitionId[] known;
    private byte[][] names = {};
    private byte[] bytes = {};
    private int[] ends = {};
    private int[] numbers = {};

    TopicColumn(VarCharVector topics, IntVector partitions) {
        this.topics = topics;
        this.partitions = partitions;
    }

    /** Replaces what the vectors hold by these rows of the batch. */
    void fill(ReleasedBatch batch, int firstRow, int rows) {
        encode(batch.partitions());
        int byteCount = gather(batch, firstRow, rows);
        VectorBuffers.reserve(topics, rows, byteCount);
        VectorBuffers.bytes(topics.getDataBuffer(), byteCount).put(bytes, 0, byteCount);
        VectorBuffers.ends(topics, rows).put(ends, 0, rows);
        VectorBuffers.allPresent(topics.getValidityBuffer(), rows);
        VectorBuffers.setRows(topics, rows);
        IntBuffer out = VectorBuffers.fixed(partitions, rows, Integer.BYTES).asIntBuffer();
        out.put(numbers, 0, rows);
        partitions.setValueCount(rows);
    }

    private void encode(PartitionId[] indexed) {
        if (indexed != known) {
            known = indexed;
            names =
                    Arrays.stream(indexed)
                            .map(partition -> partition.topic().getBytes(UTF_8))
                            .toArray(byte[][]::new);
        }
    }

    private int gather(ReleasedBatch batch, int firstRow, int rows) {
        if (numbers.length < rows) {
            numbers = new int[rows];
            ends = new int[rows];
        }
        int row = 0;
        int end = 0;
        run.open(batch, firstRow, rows);
        while (run.next()) {
            int partition = run.partitionIndex();
            byte[] name = names[partition];
            int runEnd = row + run.rows();
            Arrays.fill(numbers, row, runEnd, known[partition].partition());
            ensureRoom(end + run.rows() * name.length);
            for (; row < runEnd; row++) {
                System.arraycopy(name, 0, bytes, end, name.length);
                end += name.length;
                ends[row] = end;
            }
        }
        return end;
    }

    private void ensureRoom(int size) {
        if (bytes.length < size) {
            bytes = Arrays.copyOf(bytes, Math.max(size, 2 * bytes.length));
        }
    }
}
