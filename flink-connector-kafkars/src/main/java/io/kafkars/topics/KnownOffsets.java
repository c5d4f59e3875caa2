// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.merge.PartitionId;
import io.kafkars.topics.OffsetPolicy.AtOffset;
import io.kafkars.topics.OffsetPolicy.Committed;
import io.kafkars.topics.OffsetPolicy.Earliest;
import io.kafkars.topics.TopicSelection.Selected;
import io.kafkars.validation.Problems;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The offsets of the selected partitions that the policies and the replay end need, read with one
 * request for each kind of offset. A partition is missing from a map if Kafka gave no answer for
 * it, which has been added to the problems.
 *
 * @param highWatermarks if the reader sees committed records only; otherwise empty. They are read
 *     before the ends, so a record that is written in between is not taken for one of an open
 *     transaction
 * @param ends end offsets. They are read before all others but these: if records are written
 *     meanwhile, a start may then be beyond the end, but a replay never contains records written
 *     after its start was found
 * @param replayEndTimes first offset at or after the replay end, if that is a timestamp
 * @param earliest for policies that start there, or compare their start with it
 * @param startTimes first offset at or after the start, for policies by time
 * @param committed offsets of the consumer group, for policies and replay ends that need them
 */
record KnownOffsets(
        Map<PartitionId, Long> highWatermarks,
        Map<PartitionId, Long> ends,
        Map<PartitionId, OptionalLong> replayEndTimes,
        Map<PartitionId, Long> earliest,
        Map<PartitionId, OptionalLong> startTimes,
        Map<PartitionId, OptionalLong> committed) {

    static KnownOffsets read(
            List<Selected> selected,
            ReplayEnd replayEnd,
            Optional<String> groupId,
            Instant now,
            OffsetLookup lookup,
            Problems problems) {
        Collection<PartitionId> asked = ids(selected, any -> true);
        var highWatermarks = Map.<PartitionId, Long>of();
        if (lookup.readsCommittedOnly()) {
            highWatermarks = lookup.highWatermarks(asked, problems);
            asked = highWatermarks.keySet();
        }
        var ends = lookup.endOffsets(asked, problems);
        // A partition without an end has no leader; each further request would wait for it again.
        var withLeader =
                selected.stream().filter(partition -> ends.containsKey(partition.id())).toList();

        var end =
                replayEnd instanceof ReplayEnd.Timestamp timestamp
                        ? Optional.of(timestamp.end())
                        : Optional.<Instant>empty();
        var replayEndTimes = offsetsForTimes(withLeader, any -> end, lookup, problems);

        var needEarliest =
                ids(
                        withLeader,
                        policy ->
                                policy instanceof Earliest
                                        || policy instanceof AtOffset
                                        || policy instanceof Committed
                                        || policy.startTime(now).isPresent());
        var earliest =
                needEarliest.isEmpty()
                        ? Map.<PartitionId, Long>of()
                        : lookup.earliestOffsets(needEarliest, problems);

        var startTimes =
                offsetsForTimes(withLeader, policy -> policy.startTime(now), lookup, problems);

        var needCommitted =
                ids(
                        withLeader,
                        policy ->
                                policy instanceof Committed
                                        || replayEnd instanceof ReplayEnd.Committed);
        var committed =
                needCommitted.isEmpty() || groupId.isEmpty()
                        ? Map.<PartitionId, OptionalLong>of()
                        : lookup.committedOffsets(groupId.get(), needCommitted, problems);
        return new KnownOffsets(
                highWatermarks, ends, replayEndTimes, earliest, startTimes, committed);
    }

    /** Whether a transaction hides the end of the log; the partition must have an end offset. */
    boolean hasOpenTransaction(PartitionId id) {
        return highWatermarks.getOrDefault(id, 0L) > ends.get(id);
    }

    private static Map<PartitionId, OptionalLong> offsetsForTimes(
            List<Selected> selected,
            Function<OffsetPolicy, Optional<Instant>> time,
            OffsetLookup lookup,
            Problems problems) {
        var times = new HashMap<PartitionId, Long>();
        for (var partition : selected) {
            time.apply(partition.policy())
                    .ifPresent(at -> times.put(partition.id(), Timestamps.atOrAfter(at)));
        }
        return times.isEmpty() ? Map.of() : lookup.offsetsForTimes(times, problems);
    }

    private static Collection<PartitionId> ids(
            List<Selected> selected, Predicate<OffsetPolicy> which) {
        return selected.stream().filter(p -> which.test(p.policy())).map(Selected::id).toList();
    }
}
