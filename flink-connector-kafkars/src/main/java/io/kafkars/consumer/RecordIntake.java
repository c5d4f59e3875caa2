// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.columns.ChunkBuilder;
import io.kafkars.fetch.FetchedRecords;
import io.kafkars.merge.Merge;
import io.kafkars.merge.PartitionQueue;

/**
 * Turns fetched records into chunks while they are still in the processor's cache, and appends the
 * chunks to the merge. Nothing of a fetch is held but the content of its records.
 */
final class RecordIntake {

    private final Merge merge;
    private final boolean stopAtReplayEnd;
    private final ChunkBuilder builder;

    RecordIntake(Merge merge, boolean stopAtReplayEnd, ChunkBuilder builder) {
        this.merge = merge;
        this.stopAtReplayEnd = stopAtReplayEnd;
        this.builder = builder;
    }

    /**
     * Takes the records that one poll returned for one partition. A chunk lies on one side of the
     * replay end. Records at or after it are dropped if reading stops there.
     *
     * @param now wall clock, epoch milliseconds
     */
    void take(PartitionQueue queue, FetchedRecords records, long now) {
        takeUpTo(queue.replayEnd(), queue, records, now);
        if (!stopAtReplayEnd) {
            takeUpTo(Long.MAX_VALUE, queue, records, now);
        }
    }

    private void takeUpTo(long limit, PartitionQueue queue, FetchedRecords records, long now) {
        while (records.read(builder, limit)) {
            var chunk = builder.build(records.timestampType(), records.leaderEpoch());
            merge.append(queue, chunk, now);
        }
    }
}
