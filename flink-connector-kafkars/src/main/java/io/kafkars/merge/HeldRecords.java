// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import io.kafkars.columns.Chunk;

/**
 * The records that the partitions of a merge hold: takes what is fetched, and releases it in merge
 * order (rules 1 to 3 of the design). When a partition joins or leaves, a new object takes over.
 * Not thread-safe.
 */
final class HeldRecords {

    private final Members members;
    private final Heads heads;

    HeldRecords(Members members) {
        this.members = members;
        this.heads = new Heads(members.queues());
    }

    /** Holds fetched records after those that the partition holds already. */
    void append(PartitionQueue queue, Chunk chunk, long now) {
        change(queue, () -> queue.append(chunk, now));
    }

    /**
     * Changes what a partition holds, its position or its replay end, and so whether it has caught
     * up.
     */
    void change(PartitionQueue queue, Runnable change) {
        boolean wasEmpty = queue.isEmpty();
        long records = queue.heldRecords();
        long bytes = queue.heldBytes();
        if (wasEmpty) {
            heads.leavesEmpty(queue);
        }
        change.run();
        members.held(queue.heldRecords() - records, queue.heldBytes() - bytes);
        if (wasEmpty) {
            if (queue.isEmpty()) {
                heads.becameEmpty(queue);
            }
            heads.place(queue);
        }
        members.noteLive(queue);
        members.touch(queue);
    }

    /** Whether a record is held, and rule 2 allows its release. */
    boolean canRelease() {
        return heads.blocking() == 0 && members.heldRecords() > 0;
    }

    /**
     * Whether a record is held that rule 2 allows to be released.
     *
     * @param ceiling the largest merge key that may be released
     */
    boolean canRelease(long ceiling) {
        return canRelease() && heads.firstKey() <= ceiling;
    }

    /** Number of partitions that hold nothing. */
    int emptyPartitions() {
        return heads.empty();
    }

    /** The low-water-mark, {@link Heads#NOTHING} if nothing is left to wait for. */
    long lowWaterMark() {
        return heads.firstKey();
    }

    /**
     * Releases records until a chunk ends, the batch is full, or the next record is above the
     * ceiling. Until then, no partition can begin to hold back the others, and the merge does not
     * become live.
     *
     * <p>Each record counts with the size of the largest of its chunk. The records themselves are
     * not touched here: with a thousand partitions, they do not fit in the processor's caches.
     *
     * @param batchSize maximum number of records in the batch
     * @param room bytes that still fit in the batch
     * @param ceiling the largest merge key that may be released; the first record is not above it
     * @return bytes that fit after that, 0 or less if the next record may not fit
     */
    long releaseToChunkEnd(ReleasedBatch batch, int batchSize, long room, long ceiling) {
        boolean live = members.isLive();
        long left = room;
        PartitionQueue previous = null;
        while (batch.rows() < batchSize && heads.firstKey() <= ceiling) {
            PartitionQueue queue = heads.first();
            Chunk chunk = queue.head();
            if (chunk.largestRow() > left && batch.rows() > 0) {
                return 0;
            }
            int rows = 1;
            if (queue == previous) {
                long fitting = left / chunk.largestRow();
                rows = heads.runOfFirst(ceiling, (int) Math.min(batchSize - batch.rows(), fitting));
            }
            previous = queue;
            batch.append(chunk, queue.index(), queue.headRow(), rows, live);
            left -= (long) rows * chunk.largestRow();
            members.released(rows);
            members.touch(queue);
            if (queue.take(rows)) {
                dropHead(queue);
                return left;
            }
            heads.firstChanged(queue);
        }
        return left;
    }

    private void dropHead(PartitionQueue queue) {
        members.freed(queue.dropHead());
        if (queue.isEmpty()) {
            heads.becameEmpty(queue);
        }
        members.noteLive(queue);
        heads.firstChanged(queue);
    }
}
