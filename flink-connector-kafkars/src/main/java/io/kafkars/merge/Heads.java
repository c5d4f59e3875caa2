// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

/**
 * The heads of all partitions: which record comes next, and whether the merge has to wait for one.
 * Not thread-safe.
 *
 * <p>The partitions compete in a tournament, each with the smallest merge key that it may still
 * release. That is the key of the record at its head; if it holds nothing and has not caught up,
 * the frontier; if it has caught up, {@link #NOTHING}, since nothing is left to wait for. So the
 * winner has the next record, and its key is the low-water-mark.
 */
final class Heads {

    /** Key of a partition that holds nothing and has caught up; larger than all others. */
    static final long NOTHING = Long.MAX_VALUE;

    private final PartitionQueue[] queues;
    private final LoserTree tree;
    private boolean stale = true;
    private int empty;
    private int blocking;

    /**
     * @param queues the partitions in their order; not to be changed
     */
    Heads(PartitionQueue[] queues) {
        this.queues = queues;
        this.tree = new LoserTree(queues.length);
        for (PartitionQueue queue : queues) {
            tree.set(queue.index(), keyOf(queue));
            if (queue.isEmpty()) {
                becameEmpty(queue);
            }
        }
    }

    /** The partition no longer holds a record. */
    void becameEmpty(PartitionQueue queue) {
        empty++;
        blocking += queue.isCaughtUp() ? 0 : 1;
    }

    /** A partition that holds nothing is about to change its position, or what it holds. */
    void leavesEmpty(PartitionQueue queue) {
        empty--;
        blocking -= queue.isCaughtUp() ? 0 : 1;
    }

    /** The partition that was {@link #first()} has released records. */
    void firstChanged(PartitionQueue queue) {
        tree.update(keyOf(queue));
    }

    /** A partition that held nothing has changed. */
    void place(PartitionQueue queue) {
        long key = keyOf(queue);
        if (!stale && tree.winner() == queue.index()) {
            tree.update(key);
        } else {
            tree.set(queue.index(), key);
            stale = true;
        }
    }

    /** The partition with the smallest key; there must be a partition. */
    PartitionQueue first() {
        return queues[tree().winner()];
    }

    /** The smallest key, {@link #NOTHING} if nothing is left to wait for. */
    long firstKey() {
        return tree().winnerKey();
    }

    /**
     * Counts the records of the first partition's head chunk that come before those of all others,
     * and are not above a ceiling.
     *
     * @param ceiling the largest key that counts
     * @param max counts no further than this
     */
    int runOfFirst(long ceiling, int max) {
        PartitionQueue first = first();
        int runnerUp = tree.runnerUp();
        if (runnerUp < 0 || ceiling < tree.key(runnerUp)) {
            return first.rowsBefore(ceiling, true, max);
        }
        return first.rowsBefore(tree.key(runnerUp), first.index() < runnerUp, max);
    }

    /** Number of partitions that hold nothing. */
    int empty() {
        return empty;
    }

    /** Number of partitions that {@linkplain #isBlocking block}. */
    int blocking() {
        return blocking;
    }

    private LoserTree tree() {
        if (stale) {
            tree.rebuild();
            stale = false;
        }
        return tree;
    }

    /** Whether the merge waits for the partition: it holds nothing and has not caught up. */
    static boolean isBlocking(PartitionQueue queue) {
        return queue.isEmpty() && !queue.isCaughtUp();
    }

    /** The smallest merge key that the partition may still release. */
    static long keyOf(PartitionQueue queue) {
        if (!queue.isEmpty()) {
            return queue.headKey();
        }
        return queue.isCaughtUp() ? NOTHING : queue.frontier();
    }
}
