// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import io.kafkars.flink.split.KafkarsSplit;
import io.kafkars.merge.PartitionId;

import org.apache.flink.annotation.Internal;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the enumerator remembers in a checkpoint. Immutable.
 *
 * @param resolveTime when the initial partitions were resolved, epoch milliseconds; present once
 *     the initial discovery is done
 * @param splits every known split, in the order of their partitions, as it was assigned or will be:
 *     the progress since then is in the state of the readers
 * @param unassigned partitions of the splits that no reader has
 * @param initialDiscoveryDone whether the initial partitions are known, so that every other
 *     partition found from now on is new
 * @param live whether the source went live; it never goes back
 */
@Internal
public record EnumeratorState(
        OptionalLong resolveTime,
        List<KafkarsSplit> splits,
        Set<PartitionId> unassigned,
        boolean initialDiscoveryDone,
        boolean live) {

    /** The state of a source that starts without a checkpoint. */
    public static final EnumeratorState NOTHING_KNOWN =
            new EnumeratorState(OptionalLong.empty(), List.of(), Set.of(), false, false);

    public EnumeratorState {
        splits = splits.stream().sorted(Comparator.comparing(KafkarsSplit::partition)).toList();
        unassigned = Set.copyOf(unassigned);
        if (resolveTime.isPresent() != initialDiscoveryDone) {
            throw new IllegalArgumentException(
                    "A resolve time must be there if and only if the initial discovery is done");
        }
        if (live && !initialDiscoveryDone) {
            throw new IllegalArgumentException(
                    "A source cannot be live before its initial discovery");
        }
        var known = new HashSet<PartitionId>();
        for (KafkarsSplit split : splits) {
            if (!known.add(split.partition())) {
                throw new IllegalArgumentException("Split " + split.splitId() + " is there twice");
            }
        }
        for (PartitionId partition : unassigned) {
            if (!known.contains(partition)) {
                throw new IllegalArgumentException(
                        "Partition " + partition + " is unassigned, but has no split");
            }
        }
    }
}
