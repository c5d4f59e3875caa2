// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** The tree against a sort of its leaves, small keys so that many are equal. */
class LoserTreeProperties {

    @Property
    void whateverTheWinnerTurnsIntoTheSmallestLeafWins(
            @ForAll @Size(min = 1, max = 70) List<@IntRange(max = 9) Integer> keys,
            @ForAll @Size(max = 200) List<@IntRange(min = -3, max = 12) Integer> updates) {
        long[] expected = keys.stream().mapToLong(Integer::longValue).toArray();
        LoserTree tree = treeOf(expected);
        assertAgrees(tree, expected);
        for (int update : updates) {
            expected[tree.winner()] = update;
            tree.update(update);
            assertAgrees(tree, expected);
        }
    }

    @Property
    void anyLeafMayChangeBeforeTheTreeIsRebuilt(
            @ForAll @Size(min = 1, max = 70) List<@IntRange(max = 9) Integer> keys,
            @ForAll @Size(max = 20) List<@IntRange(max = 69) Integer> leaves) {
        long[] expected = keys.stream().mapToLong(Integer::longValue).toArray();
        LoserTree tree = treeOf(expected);
        for (int leaf : leaves) {
            expected[leaf % expected.length] = leaf;
            tree.set(leaf % expected.length, leaf);
        }
        tree.rebuild();
        assertAgrees(tree, expected);
    }

    @Example
    void theSmallestAndTheLargestKeysAreOrdered() {
        long[] keys = {Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE - 1, Long.MIN_VALUE};
        assertAgrees(treeOf(keys), keys);
    }

    @Example
    void aTreeWithoutLeavesHasNoWinner() {
        assertThat(treeOf(new long[0]).winner()).isEqualTo(-1);
    }

    private static LoserTree treeOf(long[] keys) {
        var tree = new LoserTree(keys.length);
        for (int leaf = 0; leaf < keys.length; leaf++) {
            tree.set(leaf, keys[leaf]);
        }
        tree.rebuild();
        return tree;
    }

    private static void assertAgrees(LoserTree tree, long[] keys) {
        List<Integer> sorted =
                IntStream.range(0, keys.length)
                        .boxed()
                        .sorted(
                                Comparator.comparingLong((Integer leaf) -> keys[leaf])
                                        .thenComparing(Comparator.naturalOrder()))
                        .toList();
        assertThat(tree.winner()).isEqualTo(sorted.get(0));
        assertThat(tree.winnerKey()).isEqualTo(keys[sorted.get(0)]);
        assertThat(tree.runnerUp()).isEqualTo(sorted.size() > 1 ? sorted.get(1) : -1);
        for (int leaf = 0; leaf < keys.length; leaf++) {
            assertThat(tree.key(leaf)).isEqualTo(keys[leaf]);
        }
    }
}
