// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import io.kafkars.columns.BytesColumn;
import io.kafkars.columns.Gatherer;
import io.kafkars.columns.HeaderBytes;
import io.kafkars.columns.Runs;

import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;

/**
 * The rows of a released batch, gathered in merge order into one contiguous column per field, so
 * that vectors are filled by reading memory front to back. The memory is reused for the next batch.
 * Not thread-safe.
 */
public final class BatchColumns {

    private final Gatherer gatherer = new Gatherer();
    private final BytesColumn headers = new BytesColumn();
    private boolean hasHeaders;
    private int rows;

    private PartitionId[] partitions = {};
    private int[] partitionNumbers = {};

    /** Replaces the rows with those of the batch. */
    public void gather(ReleasedBatch batch) {
        if (partitions != batch.partitions()) {
            partitions = batch.partitions();
            partitionNumbers = Arrays.stream(partitions).mapToInt(PartitionId::partition).toArray();
        }
        rows = batch.rows();
        hasHeaders = gatherer.gather(batch.runs(), partitionNumbers);
        if (hasHeaders) {
            gatherHeaders(batch.runs());
        }
    }

    private void gatherHeaders(Runs runs) {
        headers.clear();
        for (int run = 0; run < runs.count(); run++) {
            BytesColumn held = runs.chunk(run).headers();
            if (held == null) {
                headers.appendNulls(runs.rowCount(run));
            } else {
                held.copyTo(headers, runs.firstRow(run), runs.rowCount(run));
            }
        }
    }

    /** Number of rows. */
    public int rows() {
        return rows;
    }

    /** Offset of the row in its partition. */
    public long offset(int row) {
        return gatherer.offsets()[row];
    }

    /** The row's own timestamp, {@link RecordView#NO_TIMESTAMP} if it has none. */
    public long timestamp(int row) {
        return gatherer.timestamps()[row];
    }

    /** Writes the offsets of some rows. */
    public void copyOffsets(int firstRow, int rowCount, LongBuffer out) {
        out.put(gatherer.offsets(), firstRow, rowCount);
    }

    /** Writes the timestamps of some rows, {@link RecordView#NO_TIMESTAMP} where there is none. */
    public void copyTimestamps(int firstRow, int rowCount, LongBuffer out) {
        out.put(gatherer.timestamps(), firstRow, rowCount);
    }

    /** Writes the partition numbers of some rows. */
    public void copyPartitions(int firstRow, int rowCount, IntBuffer out) {
        out.put(gatherer.partitions(), firstRow, rowCount);
    }

    /** The keys; valid until the next {@link #gather}. */
    public BytesColumn keys() {
        return gatherer.keys();
    }

    /** The values; valid until the next {@link #gather}. */
    public BytesColumn values() {
        return gatherer.values();
    }

    /** The row's headers as {@link HeaderBytes} encodes them, {@code null} if it has none. */
    public byte[] headers(int row) {
        return hasHeaders ? headers.bytes(row) : null;
    }

    /**
     * Total size of the encoded headers of some rows, in bytes.
     *
     * @param rowCount at least 1
     */
    public int headerBytes(int firstRow, int rowCount) {
        return hasHeaders ? headers.byteCount(firstRow, rowCount) : 0;
    }
}
