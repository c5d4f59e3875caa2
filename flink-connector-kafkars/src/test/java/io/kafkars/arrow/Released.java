// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.arrow;

import io.kafkars.columns.Chunk;
import io.kafkars.columns.ChunkBuilder;
import io.kafkars.columns.ContentForm;
import io.kafkars.columns.HeaderBytes;
import io.kafkars.merge.Merge;
import io.kafkars.merge.MergeSettings;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.merge.PartitionQueue;
import io.kafkars.merge.RecordView;
import io.kafkars.merge.ReleasedBatch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Batches as a merge releases them, of records made by hand. */
final class Released {

    private Released() {}

    /** All records in one batch. All of them are live. */
    static ReleasedBatch live(List<RecordView> records) {
        return batch(records, 0);
    }

    /**
     * All records in one batch.
     *
     * @param records those of a partition in the order of their offsets
     * @param replayEnd of each partition
     */
    static ReleasedBatch batch(List<RecordView> records, long replayEnd) {
        Map<PartitionId, List<RecordView>> byPartition = new TreeMap<>();
        for (RecordView record : records) {
            byPartition.computeIfAbsent(record.partitionId(), id -> new ArrayList<>()).add(record);
        }
        var settings =
                MergeSettings.DEFAULT
                        .withBatchSize(Math.max(1, records.size()))
                        .withMaxHeldBytes(1L << 30);
        var merge = new Merge(settings, false);
        List<PartitionQueue> queues =
                merge.add(
                        byPartition.keySet().stream()
                                .map(id -> PartitionProgress.atStart(id, 0, replayEnd, 0))
                                .toList(),
                        0);
        for (PartitionQueue queue : queues) {
            for (RecordView record : byPartition.get(queue.id())) {
                merge.append(queue, chunk(record), 0);
            }
            merge.advance(queue, replayEnd);
        }
        return merge.release(0);
    }

    private static Chunk chunk(RecordView record) {
        var builder = new ChunkBuilder(ContentForm.COLUMNS);
        builder.append(
                record.offset(),
                record.timestamp(),
                record.key(),
                record.value(),
                HeaderBytes.encode(record.headers()));
        return builder.build(record.timestampType(), record.leaderEpoch());
    }
}
