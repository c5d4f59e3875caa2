// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark.jmh;

import io.kafkars.columns.Chunk;
import io.kafkars.columns.ChunkBuilder;
import io.kafkars.columns.ContentForm;
import io.kafkars.columns.TimestampType;
import io.kafkars.merge.Merge;
import io.kafkars.merge.MergeSettings;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.merge.PartitionQueue;
import io.kafkars.merge.RecordCursor;
import io.kafkars.merge.RecordView;
import io.kafkars.merge.ReleasedBatch;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Feeds a merge with partitions in memory. Each partition holds two fetches at first, and gets the
 * next one when one of them is used up, as from a client whose next fetch is always in flight. Not
 * thread-safe.
 */
final class PartitionFeed {

    static final int KEY_BYTES = 8;
    static final int VALUE_BYTES = 100;

    /** The client's default of max.poll.records. */
    private static final int MAX_ROWS_PER_FETCH = 500;

    private static final int FETCHES_AHEAD = 2;
    private static final long FIRST_TIMESTAMP = 1_500_000_000_000L;

    private final Merge merge = new Merge(MergeSettings.DEFAULT, false);
    private final RecordCursor cursor = new RecordCursor();
    private final ChunkBuilder builder;
    private final Chunk[][] fetches;
    private final int[] appended;
    private final int[] untilNextFetch;
    private final List<PartitionQueue> queues;
    private final int rowsPerFetch;

    /**
     * @param runLength how many records of a partition follow one another in timestamp order; 1
     *     interleaves the partitions as finely as possible
     * @param form how the records are held
     */
    PartitionFeed(int partitions, int recordsEach, int runLength, ContentForm form) {
        builder = new ChunkBuilder(form);
        rowsPerFetch = Math.min(MAX_ROWS_PER_FETCH, Math.max(1, recordsEach / (2 * FETCHES_AHEAD)));
        fetches = new Chunk[partitions][];
        appended = new int[partitions];
        untilNextFetch = new int[partitions];
        var progress = new ArrayList<PartitionProgress>();
        for (int partition = 0; partition < partitions; partition++) {
            fetches[partition] = fetches(partition, partitions, recordsEach, runLength);
            untilNextFetch[partition] = rowsPerFetch;
            progress.add(
                    PartitionProgress.atStart(
                            new PartitionId("events", partition),
                            0,
                            recordsEach,
                            FIRST_TIMESTAMP + (long) partitions * recordsEach));
        }
        queues = merge.add(progress, 0);
    }

    private Chunk[] fetches(int partition, int partitions, int records, int runLength) {
        var created = new ArrayList<Chunk>();
        for (int first = 0; first < records; first += rowsPerFetch) {
            int rows = Math.min(rowsPerFetch, records - first);
            for (int offset = first; offset < first + rows; offset++) {
                long run = (long) (offset / runLength) * partitions + partition;
                long timestamp = FIRST_TIMESTAMP + run * runLength + offset % runLength;
                builder.append(
                        offset,
                        timestamp,
                        content(KEY_BYTES, offset),
                        content(VALUE_BYTES, run),
                        null);
            }
            created.add(builder.build(TimestampType.CREATE_TIME, RecordView.NO_LEADER_EPOCH));
        }
        return created.toArray(Chunk[]::new);
    }

    private static byte[] content(int size, long number) {
        return ByteBuffer.allocate(size).putLong(number).array();
    }

    /** Merges all records, and passes each to the consumer. */
    void merge(Consumer<RecordView> records) {
        for (int ahead = 0; ahead < FETCHES_AHEAD; ahead++) {
            for (int partition = 0; partition < queues.size(); partition++) {
                fetch(partition);
            }
        }
        ReleasedBatch batch;
        while ((batch = release()).rows() > 0) {
            cursor.open(batch);
            while (cursor.next()) {
                records.accept(cursor);
                int partition = cursor.partitionIndex();
                if (--untilNextFetch[partition] == 0) {
                    untilNextFetch[partition] = rowsPerFetch;
                    fetch(partition);
                }
            }
        }
    }

    /** Releases one batch, without a fetch. */
    ReleasedBatch release() {
        ReleasedBatch batch = merge.release(0);
        merge.takePauseChanges();
        return batch;
    }

    /** Appends the partition's next fetch, if there is one. */
    void fetch(int partition) {
        if (appended[partition] < fetches[partition].length) {
            merge.append(queues.get(partition), fetches[partition][appended[partition]++], 0);
        }
    }
}
