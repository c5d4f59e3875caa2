// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch;

import io.kafkars.batches.BatchReader;
import io.kafkars.batches.DamagedBatchException;
import io.kafkars.columns.Chunk;
import io.kafkars.columns.ChunkBuilder;
import io.kafkars.columns.TimestampType;
import io.kafkars.fetch.internals.KeptFetch;
import io.kafkars.validation.Explanation;

import org.apache.kafka.common.TopicPartition;

/** Records of one partition, read straight from the batches of a fetch response. */
final class ColumnRecords implements FetchedRecords {

    /** Is told that records cannot be read; whoever reads them only sees no more of them. */
    @FunctionalInterface
    interface FailureListener {

        /**
         * @param position before which everything was read
         */
        void failed(TopicPartition partition, long position, Throwable failure);
    }

    private final KeptFetch fetch;
    private final BatchReader reader;
    private final FailureListener onFailure;

    /** Whether the reader's batch has records that are not read yet. */
    private boolean inBatch;

    /** Where the reader's batch begins, or the one before it ends. */
    private long position;

    private boolean failed;
    private boolean finished;
    private long reportedRecords;
    private long reportedBytes;
    private TimestampType timestampType = TimestampType.NONE;
    private int leaderEpoch = Chunk.NO_LEADER_EPOCH;

    /**
     * @param reader not to be used by anybody else before these records are read, or given up
     */
    ColumnRecords(KeptFetch fetch, BatchReader reader, FailureListener onFailure) {
        this.fetch = fetch;
        this.reader = reader;
        this.onFailure = onFailure;
        this.position = fetch.fetchOffset();
        reader.open(
                fetch.bytes(),
                fetch.batches().from(),
                fetch.batches().end(),
                fetch.fetchOffset(),
                fetch.abortedTransactions());
    }

    @Override
    public boolean read(ChunkBuilder out, long limit) {
        if (!failed) {
            try {
                readBatches(out, limit);
            } catch (DamagedBatchException e) {
                var damaged =
                        new DamagedFetchException(
                                fetch.partition(), e.baseOffset(), e.getMessage());
                fail(Explanation.of(damaged, e));
            } catch (RuntimeException | Error e) {
                fail(e);
            }
        }
        report();
        return out.rows() > 0;
    }

    private void fail(Throwable cause) {
        failed = true;
        onFailure.failed(fetch.partition(), position, cause);
    }

    private void readBatches(ChunkBuilder out, long limit) {
        while (inBatch || nextBatch()) {
            if (out.rows() == 0) {
                timestampType = reader.timestampType();
                leaderEpoch = reader.leaderEpoch();
            } else if (timestampType != reader.timestampType()
                    || leaderEpoch != reader.leaderEpoch()) {
                return;
            }
            reader.read(out, limit);
            inBatch = reader.hasRecords();
            if (inBatch) {
                return;
            }
        }
    }

    private boolean nextBatch() {
        position = reader.nextOffset();
        inBatch = reader.nextBatch();
        if (!inBatch) {
            finish();
        }
        return inBatch;
    }

    /** Adds to the metrics what has been read since the last time. */
    private void report() {
        long recordsRead = reader.recordsRead();
        long bytesRead = reader.bytesRead();
        fetch.read(recordsRead - reportedRecords, bytesRead - reportedBytes);
        reportedRecords = recordsRead;
        reportedBytes = bytesRead;
    }

    /** Nothing more will be read. */
    void finish() {
        if (!finished) {
            finished = true;
            report();
            fetch.finish();
        }
    }

    @Override
    public TimestampType timestampType() {
        return timestampType;
    }

    @Override
    public int leaderEpoch() {
        return leaderEpoch;
    }
}
