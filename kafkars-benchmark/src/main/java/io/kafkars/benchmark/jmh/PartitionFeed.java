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
 * Partitions in memory in front of a merge. Each holds two fetches at first, and gets the next when
 * one of them is used up, as from a client whose next fetch is always under way. Not thread-safe.
 */
final class PartitionFeed {

    static final int KEY_BYTES = 8;
    static final int VALUE_BYTES = 100;

    /** A client gives at most so many records by one poll. */
    private static final int MOST_ROWS_OF_A_FETCH = 500;

    private static final int FETCHES_AHEAD = 2;
    private static final long FIRST_TIMESTAMP = 1_500_000_000_000L;

    private final Merge merge = new Merge(MergeSettings.DEFAULT, false);
    private final RecordCursor cursor = new RecordCursor();
    private final ChunkBuilder builder;
    private final Chunk[][] fetches;
    private final int[] appended;
    private final int[] untilNextFetch;
    private final List<PartitionQueue> queues;
    private final int rowsOfAFetch;

    /**
     * @param runLength how many records of a partition follow each other in the order of time; 1
     *     interleaves the partitions as finely as can be
     * @param form how the records are held
     */
    PartitionFeed(int partitions, int recordsEach, int runLength, ContentForm form) {
        builder = new ChunkBuilder(form);
        rowsOfAFetch =
                Math.min(MOST_ROWS_OF_A_FETCH, Math.max(1, recordsEach / (2 * FETCHES_AHEAD)));
        fetches = new Chunk[partitions][];
        appended = new int[partitions];
        untilNextFetch = new int[partitions];
        var progress = new ArrayList<PartitionProgress>();
        for (int partition = 0; partition < partitions; partition++) {
            fetches[partition] = fetches(partition, partitions, recordsEach, runLength);
            untilNextFetch[partition] = rowsOfAFetch;
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
        var made = new ArrayList<Chunk>();
        for (int first = 0; first < records; first += rowsOfAFetch) {
            int rows = Math.min(rowsOfAFetch, records - first);
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
            made.add(builder.build(TimestampType.CREATE_TIME, RecordView.NO_LEADER_EPOCH));
        }
        return made.toArray(Chunk[]::new);
    }

    private static byte[] content(int size, long number) {
        return ByteBuffer.allocate(size).putLong(number).array();
    }

    /** Merges all records to the end, and gives each to the consumer. */
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
                    untilNextFetch[partition] = rowsOfAFetch;
                    fetch(partition);
                }
            }
        }
    }

    /** Releases one batch; nothing is fetched. */
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
