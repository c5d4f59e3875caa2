// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

/**
 * How long live records wait although they could be released (rule 7 of the design): for partitions
 * that hold nothing, and for a full batch. Each wait has a limit, and is over once the record that
 * has been held longest has waited that long.
 */
final class LiveWait {

    private final long maxWait;
    private final long linger;
    private final int batchSize;

    LiveWait(MergeSettings settings) {
        this.maxWait = settings.liveMaxWait().toMillis();
        this.linger = settings.batchLinger().toMillis();
        this.batchSize = settings.batchSize();
    }

    /**
     * For how many more milliseconds the records wait for partitions that hold nothing, 0 if they
     * do not. Costs O(partitions) if they do.
     *
     * @param emptyPartitions number of partitions that hold nothing
     */
    long forEmptyPartitions(Members members, int emptyPartitions, long now) {
        boolean waits = maxWait > 0 && emptyPartitions > 0;
        return waits ? remaining(maxWait, members, now) : 0;
    }

    /**
     * For how many more milliseconds the records wait for a full batch, 0 if they do not. Costs
     * O(partitions) if they do.
     *
     * @param pausedPartitions number of partitions that are paused; while there are any, the
     *     records do not wait, since a paused partition delivers nothing to fill the batch
     */
    long forFullBatch(Members members, int pausedPartitions, long now) {
        boolean waits = linger > 0 && members.heldRecords() < batchSize && pausedPartitions == 0;
        return waits ? remaining(linger, members, now) : 0;
    }

    private static long remaining(long limit, Members members, long now) {
        if (members.heldRecords() == 0 || !members.isLive()) {
            return 0;
        }
        long longest = 0;
        for (PartitionQueue queue : members.queues()) {
            if (!queue.isEmpty()) {
                longest = Math.max(longest, now - queue.head().arrival());
            }
        }
        return Math.max(0, limit - longest);
    }
}
