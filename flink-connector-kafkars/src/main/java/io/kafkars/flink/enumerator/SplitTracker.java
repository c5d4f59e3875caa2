// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import io.kafkars.flink.enumerator.BalancedAssigner.Load;
import io.kafkars.flink.split.KafkarsSplit;
import io.kafkars.merge.PartitionId;

import org.apache.flink.annotation.Internal;

import org.apache.kafka.common.Uuid;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Keeps track of all splits: which are known, which subtask owns each, and which no reader has yet.
 * A split stays known for ever. Used by the coordinator thread only.
 */
@Internal
final class SplitTracker {

    /**
     * What there is to replay.
     *
     * @param splits number of all splits
     * @param offsets length of their replay in offsets
     * @param unassignedSplits how many of them no reader has
     * @param unassignedOffsets what these have left to replay
     */
    record Totals(int splits, long offsets, int unassignedSplits, long unassignedOffsets) {}

    private final Map<PartitionId, KafkarsSplit> known = new TreeMap<>();
    private final Set<PartitionId> unassigned = new TreeSet<>();

    /** No entry for a split that a reader restored: Flink does not say which reader it was. */
    private final Map<PartitionId, Integer> owners = new HashMap<>();

    /** Tracks the splits of a source that starts from this state. */
    SplitTracker(EnumeratorState state) {
        state.splits().forEach(split -> known.put(split.partition(), split));
        unassigned.addAll(state.unassigned());
    }

    /**
     * Adds the splits that are not known yet, as unassigned and without an owner.
     *
     * @return those that were added
     */
    List<KafkarsSplit> addDiscovered(Collection<KafkarsSplit> splits) {
        var added = new ArrayList<KafkarsSplit>();
        for (KafkarsSplit split : splits) {
            if (known.putIfAbsent(split.partition(), split) == null) {
                unassigned.add(split.partition());
                added.add(split);
            }
        }
        return added;
    }

    /** Gives the splits of a recreated topic its new id, and leaves their progress as it is. */
    void changeTopicId(String topic, Uuid id) {
        known.replaceAll(
                (partition, split) ->
                        partition.topic().equals(topic) ? split.withTopicId(id) : split);
    }

    /** Replaces the splits of the same partitions, as far as no reader has them. */
    void replaceUnassigned(Collection<KafkarsSplit> splits) {
        for (KafkarsSplit split : splits) {
            if (unassigned.contains(split.partition())) {
                known.put(split.partition(), split);
            }
        }
    }

    /** The topics of the known splits, with their ids. */
    Map<String, Uuid> knownTopics() {
        var topics = new HashMap<String, Uuid>();
        known.forEach((partition, split) -> topics.put(partition.topic(), split.topicId()));
        return topics;
    }

    /** Makes a subtask the owner of a split, which is assigned to it later. */
    void plan(PartitionId partition, int owner) {
        requireKnown(partition);
        owners.put(partition, owner);
    }

    /** The split has been assigned to its owner. */
    void markAssigned(KafkarsSplit split) {
        requireKnown(split.partition());
        unassigned.remove(split.partition());
    }

    /** Takes back the splits of a failed reader; they will go to the same subtask again. */
    void splitsBack(Collection<KafkarsSplit> splits, int subtask) {
        for (KafkarsSplit split : splits) {
            requireKnown(split.partition());
            known.put(split.partition(), split);
            unassigned.add(split.partition());
            owners.put(split.partition(), subtask);
        }
    }

    /** Splits without a reader. */
    List<KafkarsSplit> unassigned() {
        return unassigned.stream().map(known::get).toList();
    }

    /** Splits that the subtask owns and has not been assigned yet, in the order of partitions. */
    List<KafkarsSplit> unassignedOf(int subtask) {
        Integer owner = subtask;
        return unassigned.stream()
                .filter(p -> owner.equals(owners.get(p)))
                .map(known::get)
                .toList();
    }

    /** The load of each subtask: all splits that it owns, assigned or not. */
    List<Load> loads(int parallelism) {
        var loads = new ArrayList<Load>();
        for (int subtask = 0; subtask < parallelism; subtask++) {
            loads.add(Load.NONE);
        }
        owners.forEach(
                (partition, owner) -> {
                    if (owner < parallelism) {
                        loads.set(owner, loads.get(owner).plus(known.get(partition)));
                    }
                });
        return loads;
    }

    /** A copy of the known partitions, with the ids that their topics had when resolved. */
    Map<PartitionId, Uuid> knownPartitions() {
        return known.values().stream()
                .collect(
                        Collectors.toUnmodifiableMap(
                                KafkarsSplit::partition, KafkarsSplit::topicId));
    }

    Totals totals() {
        long offsets = 0;
        for (KafkarsSplit split : known.values()) {
            offsets += split.progress().replayLength();
        }
        long unassignedOffsets = 0;
        for (PartitionId partition : unassigned) {
            unassignedOffsets += known.get(partition).progress().replayRemaining();
        }
        return new Totals(known.size(), offsets, unassigned.size(), unassignedOffsets);
    }

    /** All splits in the order of their partitions. */
    List<KafkarsSplit> splits() {
        return List.copyOf(known.values());
    }

    /** A copy of the partitions without a reader. */
    Set<PartitionId> unassignedPartitions() {
        return Set.copyOf(unassigned);
    }

    private void requireKnown(PartitionId partition) {
        if (!known.containsKey(partition)) {
            throw new IllegalArgumentException("There is no split for partition " + partition);
        }
    }
}
