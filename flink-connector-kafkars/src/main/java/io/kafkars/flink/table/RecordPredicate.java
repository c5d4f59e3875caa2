// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.topics.LongRanges;
import io.kafkars.topics.ScanRange;

import javax.annotation.Nullable;

import java.io.Serializable;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a filter demands of a record's topic, partition, offset and timestamp, as far as it is
 * understood: a record that does not meet the demand never passes the filter, one that does may.
 *
 * @param topics names of topics, {@code null} for all
 * @param partitions numbers of partitions
 * @param offsets offsets
 * @param timestamps epoch milliseconds
 */
record RecordPredicate(
        @Nullable Set<String> topics,
        LongRanges partitions,
        LongRanges offsets,
        LongRanges timestamps)
        implements Serializable {

    /** Demands nothing. */
    static final RecordPredicate ALL =
            new RecordPredicate(null, LongRanges.ALL, LongRanges.ALL, LongRanges.ALL);

    static RecordPredicate topic(String name) {
        return new RecordPredicate(Set.of(name), LongRanges.ALL, LongRanges.ALL, LongRanges.ALL);
    }

    static RecordPredicate partitions(LongRanges numbers) {
        return new RecordPredicate(null, numbers, LongRanges.ALL, LongRanges.ALL);
    }

    static RecordPredicate offsets(LongRanges numbers) {
        return new RecordPredicate(null, LongRanges.ALL, numbers, LongRanges.ALL);
    }

    static RecordPredicate timestamps(LongRanges millis) {
        return new RecordPredicate(null, LongRanges.ALL, LongRanges.ALL, millis);
    }

    RecordPredicate and(RecordPredicate other) {
        return new RecordPredicate(
                common(topics, other.topics),
                partitions.intersect(other.partitions),
                offsets.intersect(other.offsets),
                timestamps.intersect(other.timestamps));
    }

    /** The demands that both make, part by part; that may be less than the two filters make. */
    RecordPredicate or(RecordPredicate other) {
        return new RecordPredicate(
                topics == null || other.topics == null
                        ? null
                        : Stream.concat(topics.stream(), other.topics.stream())
                                .collect(Collectors.toUnmodifiableSet()),
                partitions.union(other.partitions),
                offsets.union(other.offsets),
                timestamps.union(other.timestamps));
    }

    private static Set<String> common(Set<String> a, Set<String> b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.stream().filter(b::contains).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The range that has to be read.
     *
     * @param bounded whether the scan ends; an upper bound does not end one that is unbounded
     * @param maxDisorder how much older a record may be than an earlier record of its partition;
     *     {@code null} if unknown: then an upper bound on timestamps does not end the scan
     */
    ScanRange range(boolean bounded, @Nullable Duration maxDisorder) {
        return new ScanRange(
                topics,
                partitions,
                bounded ? offsets : withoutEnd(offsets),
                bounded && maxDisorder != null
                        ? withLaterEnd(timestamps, maxDisorder.toMillis())
                        : withoutEnd(timestamps));
    }

    private static LongRanges withoutEnd(LongRanges ranges) {
        return ranges.isEmpty() ? ranges : LongRanges.between(ranges.first(), Long.MAX_VALUE);
    }

    private static LongRanges withLaterEnd(LongRanges ranges, long by) {
        if (ranges.isEmpty()) {
            return ranges;
        }
        boolean open = ranges.last() > Long.MAX_VALUE - by;
        return LongRanges.between(ranges.first(), open ? Long.MAX_VALUE : ranges.last() + by);
    }

    @Override
    public String toString() {
        return Stream.of(
                        topics == null ? "" : "topics=" + new TreeSet<>(topics),
                        text("partitions", partitions),
                        text("offsets", offsets),
                        text("timestamps", timestamps))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private static String text(String name, LongRanges ranges) {
        return ranges.equals(LongRanges.ALL) ? "" : name + "=" + ranges;
    }
}
