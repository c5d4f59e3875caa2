// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import io.kafkars.flink.split.KafkarsSplit;
import io.kafkars.merge.PartitionId;

import org.apache.flink.annotation.Internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Decides which reader gets which split, so that no reader has much more to replay than another.
 *
 * <p>The longest replay goes first, each to the reader with the fewest offsets to replay; between
 * equals to the one with fewer splits, then to the lower subtask. Splits with nothing to replay
 * come last and are spread by number. The same splits and loads give the same owners, in whatever
 * order the splits come.
 */
@Internal
final class BalancedAssigner {

    /**
     * What a reader has to do already.
     *
     * @param offsets number of offsets to replay
     * @param splits number of splits
     */
    record Load(long offsets, int splits) {

        static final Load NONE = new Load(0, 0);

        Load plus(KafkarsSplit split) {
            return new Load(offsets + split.progress().replayRemaining(), splits + 1);
        }

        /** The larger of both loads, by offsets and by splits separately. */
        Load atLeast(Load other) {
            return new Load(Math.max(offsets, other.offsets), Math.max(splits, other.splits));
        }
    }

    private record Reader(int subtask, Load load) {}

    private static final Comparator<Reader> FEWEST_OFFSETS =
            Comparator.<Reader>comparingLong(reader -> reader.load().offsets())
                    .thenComparingInt(reader -> reader.load().splits())
                    .thenComparingInt(Reader::subtask);

    private static final Comparator<Reader> FEWEST_SPLITS =
            Comparator.<Reader>comparingInt(reader -> reader.load().splits())
                    .thenComparingLong(reader -> reader.load().offsets())
                    .thenComparingInt(Reader::subtask);

    private static final Comparator<KafkarsSplit> LONGEST_FIRST =
            Comparator.<KafkarsSplit>comparingLong(split -> -split.progress().replayRemaining())
                    .thenComparing(KafkarsSplit::partition);

    private BalancedAssigner() {}

    /**
     * The subtask for each of the splits.
     *
     * @param splits the splits to assign
     * @param loads what each reader has already, by subtask; at least one
     */
    static Map<PartitionId, Integer> owners(Collection<KafkarsSplit> splits, List<Load> loads) {
        var readers = new ArrayList<Reader>();
        for (int subtask = 0; subtask < loads.size(); subtask++) {
            readers.add(new Reader(subtask, loads.get(subtask)));
        }
        var owners = new HashMap<PartitionId, Integer>();
        List<KafkarsSplit> ordered = splits.stream().sorted(LONGEST_FIRST).toList();
        readers = spread(ordered, false, readers, FEWEST_OFFSETS, owners);
        spread(ordered, true, readers, FEWEST_SPLITS, owners);
        return owners;
    }

    /** Assigns the splits that are live, or those that are not, and returns the new loads. */
    private static ArrayList<Reader> spread(
            List<KafkarsSplit> splits,
            boolean live,
            List<Reader> readers,
            Comparator<Reader> leastLoaded,
            Map<PartitionId, Integer> owners) {
        var queue = new PriorityQueue<>(leastLoaded);
        queue.addAll(readers);
        for (KafkarsSplit split : splits) {
            if (split.progress().isLive() == live) {
                Reader reader = queue.remove();
                owners.put(split.partition(), reader.subtask());
                queue.add(new Reader(reader.subtask(), reader.load().plus(split)));
            }
        }
        return new ArrayList<>(queue);
    }
}
