// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

/**
 * Finds the smallest of many keys, again and again while they change.
 *
 * <p>It is a tournament in which each inner node remembers who lost there, so that a new key of the
 * winner is placed with one comparison per level. Of equal keys, that of the smaller leaf wins.
 * Only the winner's key may change at any time; after any other change the tree must be {@linkplain
 * #rebuild() rebuilt}. (Knuth, The Art of Computer Programming 3, section 5.4.1.)
 */
final class LoserTree {

    private final int leaves;
    private final long[] keys;

    /** Node 0 holds the overall winner, nodes 1 to leaves - 1 the loser of their match. */
    private final int[] nodes;

    private final int[] winners;

    LoserTree(int leaves) {
        this.leaves = leaves;
        this.keys = new long[leaves];
        this.nodes = new int[Math.max(1, leaves)];
        this.winners = new int[2 * leaves];
    }

    /** Sets a leaf's key; the tree must be {@linkplain #rebuild() rebuilt} before it is used. */
    void set(int leaf, long key) {
        keys[leaf] = key;
    }

    /** Plays all matches again: one comparison per leaf. */
    void rebuild() {
        for (int leaf = 0; leaf < leaves; leaf++) {
            winners[leaves + leaf] = leaf;
        }
        for (int node = leaves - 1; node > 0; node--) {
            int left = winners[2 * node];
            int right = winners[2 * node + 1];
            boolean leftWins = beats(keys[left], left, keys[right], right);
            winners[node] = leftWins ? left : right;
            nodes[node] = leftWins ? right : left;
        }
        nodes[0] = leaves == 0 ? -1 : winners[1];
    }

    /** The leaf with the smallest key, -1 if there is no leaf. */
    int winner() {
        return nodes[0];
    }

    /** The smallest key. */
    long winnerKey() {
        return keys[nodes[0]];
    }

    /** Sets the winner's key, and finds the new winner. */
    void update(long key) {
        int leaf = nodes[0];
        long leafKey = key;
        keys[leaf] = key;
        for (int node = (leaf + leaves) >>> 1; node > 0; node >>>= 1) {
            int loser = nodes[node];
            long loserKey = keys[loser];
            if (beats(loserKey, loser, leafKey, leaf)) {
                nodes[node] = leaf;
                leaf = loser;
                leafKey = loserKey;
            }
        }
        nodes[0] = leaf;
    }

    /** The leaf with the second smallest key, -1 if there is none. */
    int runnerUp() {
        // It can only have lost to the winner.
        int best = -1;
        long bestKey = Long.MAX_VALUE;
        for (int node = (nodes[0] + leaves) >>> 1; node > 0; node >>>= 1) {
            int loser = nodes[node];
            if (best < 0 || beats(keys[loser], loser, bestKey, best)) {
                best = loser;
                bestKey = keys[loser];
            }
        }
        return best;
    }

    long key(int leaf) {
        return keys[leaf];
    }

    private static boolean beats(long key, int leaf, long otherKey, int otherLeaf) {
        return key < otherKey || (key == otherKey && leaf < otherLeaf);
    }
}
