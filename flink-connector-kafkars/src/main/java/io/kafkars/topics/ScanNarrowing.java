// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.merge.PartitionId;
import io.kafkars.validation.Problems;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * Narrows resolved bounds to a {@link ScanRange}. Starts only move later, and replay ends only
 * earlier. A start never moves beyond the end of the log, so what is written from now on is read.
 *
 * <p>A lower bound on the time is safe whatever the order of a partition: Kafka gives the first
 * record, by offset, that is stamped at or after a time. So all records before that one are stamped
 * earlier, or not at all. A record without a timestamp has no time to compare, or as its event time
 * the key of an earlier record; if that key is within the bound, the record that it comes from is
 * read, and so is what follows.
 */
final class ScanNarrowing {

    /**
     * How many offsets before the first record of a time are read. That record may be an outlier,
     * stamped far ahead of the log around it. Only the records before it tell: without them its
     * timestamp would be believed, and everything up to that time would come late.
     */
    static final int OFFSETS_BEFORE_TIME = 32;

    private final ScanRange range;
    private final OffsetLookup lookup;
    private final Instant now;

    /**
     * @param now the resolve time
     */
    ScanNarrowing(ScanRange range, OffsetLookup lookup, Instant now) {
        this.range = range;
        this.lookup = lookup;
        this.now = now;
    }

    /** A partition, and what has to be read of it. */
    private record Narrowed(ResolvedPartition partition, ScanRange.Bounds bounds) {

        PartitionId id() {
            return partition.progress().id();
        }

        boolean startsByTime() {
            return !bounds.isEmpty() && bounds.timestamps().first() > 0;
        }

        boolean startsLater() {
            return !bounds.isEmpty() && bounds.offsets().first() > 0 || startsByTime();
        }

        boolean endsByTime() {
            return !bounds.isEmpty() && bounds.timestamps().last() != Long.MAX_VALUE;
        }
    }

    /** The partitions with narrowed bounds; Kafka is asked only for what the range needs. */
    List<ResolvedPartition> apply(List<ResolvedPartition> resolved, Problems problems) {
        var partitions =
                resolved.stream()
                        .map(each -> new Narrowed(each, range.bounds(each.progress().id(), now)))
                        .toList();
        // Ends first: what is written after this request lies after them, and is read.
        var later = partitions.stream().filter(Narrowed::startsLater).map(Narrowed::id).toList();
        Map<PartitionId, Long> ends =
                later.isEmpty() ? Map.of() : lookup.endOffsets(later, problems);
        if (!problems.none()) {
            return resolved;
        }
        var starts =
                firstAtOrAfter(
                        partitions,
                        Narrowed::startsByTime,
                        each -> each.bounds.timestamps().first(),
                        problems);
        var stops =
                firstAtOrAfter(
                        partitions,
                        Narrowed::endsByTime,
                        each -> Math.max(0, each.bounds.timestamps().last() + 1),
                        problems);
        if (!problems.none()) {
            return resolved;
        }
        return partitions.stream().map(each -> narrow(each, ends, starts, stops)).toList();
    }

    private Map<PartitionId, OptionalLong> firstAtOrAfter(
            List<Narrowed> partitions,
            Predicate<Narrowed> asked,
            ToLongFunction<Narrowed> timestamp,
            Problems problems) {
        var times =
                partitions.stream()
                        .filter(asked)
                        .collect(Collectors.toMap(Narrowed::id, timestamp::applyAsLong));
        return times.isEmpty() ? Map.of() : lookup.offsetsForTimes(times, problems);
    }

    private static ResolvedPartition narrow(
            Narrowed narrowed,
            Map<PartitionId, Long> ends,
            Map<PartitionId, OptionalLong> starts,
            Map<PartitionId, OptionalLong> stops) {
        var partition = narrowed.partition;
        var bounds = narrowed.bounds;
        long start = partition.progress().replayStart();
        long end = partition.progress().replayEnd();
        if (bounds.isEmpty()) {
            return partition.bounded(start, start);
        }
        if (narrowed.startsLater()) {
            long logEnd = ends.get(narrowed.id());
            long wanted = bounds.offsets().first();
            if (narrowed.startsByTime()) {
                OptionalLong first = starts.get(narrowed.id());
                wanted =
                        Math.max(
                                wanted,
                                first.isPresent()
                                        ? first.getAsLong() - OFFSETS_BEFORE_TIME
                                        : logEnd);
            }
            start = Math.max(start, Math.min(wanted, logEnd));
        }
        if (bounds.offsets().last() != Long.MAX_VALUE) {
            end = Math.min(end, bounds.offsets().last() + 1);
        }
        if (narrowed.endsByTime()) {
            end = Math.min(end, stops.get(narrowed.id()).orElse(end));
        }
        return partition.bounded(start, Math.max(start, end));
    }
}
