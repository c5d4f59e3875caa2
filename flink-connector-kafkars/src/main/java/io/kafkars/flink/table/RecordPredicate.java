// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.topics.LongRanges;
import io.kafkars.topics.RecordRange;
import io.kafkars.topics.ScanRange;
import io.kafkars.topics.TopicSet;

import javax.annotation.Nullable;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a filter demands of a record's topic, partition, offset and timestamp, as far as it is
 * understood: a record that does not meet the demand never passes the filter, one that does may.
 *
 * @param parts a record meets the demand if it is in any of them; of a filter that no record
 *     passes, there are none
 */
record RecordPredicate(List<RecordRange> parts) implements Serializable {

    /** Demands nothing. */
    static final RecordPredicate ALL = new RecordPredicate(List.of(RecordRange.ALL));

    /** Larger numbers of parts are not worth the time of the planner. */
    private static final int MAX_PARTS = 16;

    RecordPredicate {
        parts = List.copyOf(parts);
    }

    static RecordPredicate topics(TopicSet topics) {
        return of(RecordRange.ALL.withTopics(topics));
    }

    static RecordPredicate partitions(LongRanges numbers) {
        return of(RecordRange.ALL.withPartitions(numbers));
    }

    static RecordPredicate offsets(LongRanges numbers) {
        return of(RecordRange.ALL.withOffsets(numbers));
    }

    static RecordPredicate timestamps(LongRanges millis) {
        return of(RecordRange.ALL.withTimestamps(millis));
    }

    /** At most this age when the source resolves where it starts. */
    static RecordPredicate maxAge(Duration age) {
        return of(RecordRange.ALL.withMaxAge(age));
    }

    static RecordPredicate of(RecordRange... parts) {
        return union(List.of(parts));
    }

    RecordPredicate and(RecordPredicate other) {
        return union(
                parts.stream()
                        .flatMap(part -> other.parts.stream().map(part::and))
                        .collect(Collectors.toList()));
    }

    RecordPredicate or(RecordPredicate other) {
        var all = new ArrayList<>(parts);
        all.addAll(other.parts);
        return union(all);
    }

    /** As few parts as possible; if these are too many, one that demands less. */
    private static RecordPredicate union(List<RecordRange> ranges) {
        var parts = new ArrayList<RecordRange>();
        for (RecordRange range : ranges) {
            if (!range.isEmpty()) {
                add(range, parts);
            }
        }
        return new RecordPredicate(
                parts.size() <= MAX_PARTS
                        ? parts
                        : List.of(parts.stream().reduce(RecordRange::hull).orElseThrow()));
    }

    private static void add(RecordRange range, List<RecordRange> parts) {
        for (int i = 0; i < parts.size(); i++) {
            var union = parts.get(i).union(range);
            if (union.isPresent()) {
                parts.remove(i);
                add(union.get(), parts);
                return;
            }
        }
        parts.add(range);
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
                parts.stream().map(part -> withEnds(part, bounded, maxDisorder)).toList());
    }

    private static RecordRange withEnds(
            RecordRange part, boolean bounded, @Nullable Duration maxDisorder) {
        boolean timeEnds = bounded && maxDisorder != null;
        return part.withOffsets(bounded ? part.offsets() : withoutEnd(part.offsets()))
                .withTimestamps(
                        timeEnds
                                ? withLaterEnd(part.timestamps(), maxDisorder.toMillis())
                                : withoutEnd(part.timestamps()));
    }

    private static LongRanges withoutEnd(LongRanges ranges) {
        return LongRanges.between(ranges.first(), Long.MAX_VALUE);
    }

    private static LongRanges withLaterEnd(LongRanges ranges, long by) {
        boolean open = ranges.last() > Long.MAX_VALUE - by;
        return LongRanges.between(ranges.first(), open ? Long.MAX_VALUE : ranges.last() + by);
    }

    /** Empty if nothing is demanded. */
    @Override
    public String toString() {
        return switch (parts.size()) {
            case 0 -> "nothing";
            case 1 -> parts.get(0).toString();
            default ->
                    parts.stream().map(RecordRange::toString).collect(Collectors.joining(" or "));
        };
    }
}
