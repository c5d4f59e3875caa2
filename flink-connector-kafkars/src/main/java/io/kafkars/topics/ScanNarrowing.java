// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.merge.PartitionId;
import io.kafkars.validation.Problems;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Narrows resolved bounds to a {@link ScanRange}. Starts only move later, and replay ends only
 * earlier. A start never moves beyond the end of the log, so what is written from now on is read.
 */
final class ScanNarrowing {

    private final ScanRange range;
    private final OffsetLookup lookup;

    ScanNarrowing(ScanRange range, OffsetLookup lookup) {
        this.range = range;
        this.lookup = lookup;
    }

    /** The partitions with narrowed bounds; Kafka is asked only for what the range needs. */
    List<ResolvedPartition> apply(List<ResolvedPartition> resolved, Problems problems) {
        if (resolved.isEmpty()) {
            return resolved;
        }
        boolean byTime = range.timestamps().first() > 0;
        boolean laterStart = byTime || range.offsets().first() > 0;
        boolean timeEnds = range.timestamps().last() != Long.MAX_VALUE;
        boolean earlierEnd = timeEnds || range.offsets().last() != Long.MAX_VALUE;
        if (!laterStart && !earlierEnd) {
            return resolved;
        }
        var ids = resolved.stream().map(partition -> partition.progress().id()).toList();
        // Ends first: what is written after this request lies after them, and is read.
        Map<PartitionId, Long> ends = laterStart ? lookup.endOffsets(ids, problems) : Map.of();
        var starts = byTime ? firstAtOrAfter(range.timestamps().first(), ids, problems) : null;
        var stops =
                timeEnds
                        ? firstAtOrAfter(Math.max(0, range.timestamps().last() + 1), ids, problems)
                        : null;
        if (!problems.none()) {
            return resolved;
        }
        var narrowed = new ArrayList<ResolvedPartition>();
        for (var partition : resolved) {
            var id = partition.progress().id();
            long start = partition.progress().replayStart();
            long end = partition.progress().replayEnd();
            if (laterStart) {
                long logEnd = ends.get(id);
                long wanted = range.offsets().first();
                if (byTime) {
                    wanted = Math.max(wanted, starts.get(id).orElse(logEnd));
                }
                start = Math.max(start, Math.min(wanted, logEnd));
            }
            if (range.offsets().last() != Long.MAX_VALUE) {
                end = Math.min(end, range.offsets().last() + 1);
            }
            if (timeEnds) {
                end = Math.min(end, stops.get(id).orElse(end));
            }
            narrowed.add(partition.bounded(start, Math.max(start, end)));
        }
        return narrowed;
    }

    private Map<PartitionId, OptionalLong> firstAtOrAfter(
            long timestamp, Collection<PartitionId> ids, Problems problems) {
        return lookup.offsetsForTimes(
                ids.stream().collect(Collectors.toMap(id -> id, id -> timestamp)), problems);
    }
}
