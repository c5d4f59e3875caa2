package io.kafkars.merge;

/**
 * The heads of all partitions: which record comes next, and whether the merge has to wait for one.
 *
 * <p>A partition stands in a tournament with the smallest merge key that it may still release, as
 * far as is known: that of the record at its head; the frontier, if it holds nothing and has not
 * caught up; none, if nothing is left to wait for. So the winner is the next record, and its key is
 * the low-water-mark.
 */
final class Heads {

    /** Key of a partition that holds nothing and has caught up: behind all others. */
    static final long NOTHING = Long.MAX_VALUE;

    private final PartitionQueue[] queues;
    private final LoserTree tree;
    private boolean stale = true;
    private int empty;
    private int blocking;

    /**
     * @param queues in the order of their ids; each is told its place
     */
    Heads(PartitionQueue[] queues) {
        this.queues = queues;
        this.tree = new LoserTree(queues.length);
        for (int leaf = 0; leaf < queues.length; leaf++) {
            queues[leaf].leaf = leaf;
            tree.set(leaf, keyOf(queues[leaf]));
            if (queues[leaf].isEmpty()) {
                becameEmpty(queues[leaf]);
            }
        }
    }

    /** The partition holds nothing any more. */
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
        if (!stale && tree.winner() == queue.leaf) {
            tree.update(key);
        } else {
            tree.set(queue.leaf, key);
            stale = true;
        }
    }

    /** The partition with the smallest key; there must be one. */
    PartitionQueue first() {
        return queues[tree().winner()];
    }

    /** The smallest key, {@link #NOTHING} if nothing is left to wait for. */
    long firstKey() {
        return tree().winnerKey();
    }

    /** How many records of the first partition's head chunk come before all others, at most. */
    int runOfFirst(int most) {
        PartitionQueue first = first();
        int runnerUp = tree.runnerUp();
        return runnerUp < 0
                ? first.rowsBefore(NOTHING, true, most)
                : first.rowsBefore(tree.key(runnerUp), first.leaf < runnerUp, most);
    }

    /** Partitions that hold nothing. */
    int empty() {
        return empty;
    }

    /** Partitions that hold nothing and have not caught up: the merge waits for them. */
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

    static boolean isBlocking(PartitionQueue queue) {
        return queue.isEmpty() && !queue.isCaughtUp();
    }

    static long keyOf(PartitionQueue queue) {
        if (!queue.isEmpty()) {
            return queue.headKey();
        }
        return queue.isCaughtUp() ? NOTHING : queue.frontier();
    }
}
