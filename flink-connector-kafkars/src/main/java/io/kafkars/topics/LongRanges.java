// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A set of numbers, as ranges that neither overlap nor touch, in ascending order. Immutable and
 * equal by value.
 *
 * @param ranges empty for the empty set
 */
public record LongRanges(List<Range> ranges) implements Serializable {

    /** Every number. */
    public static final LongRanges ALL = between(Long.MIN_VALUE, Long.MAX_VALUE);

    /** No number. */
    public static final LongRanges NONE = new LongRanges(List.of());

    /**
     * The numbers from first to last, both included.
     *
     * @param last at least {@code first}
     */
    public record Range(long first, long last) implements Serializable {

        @Override
        public String toString() {
            if (first == last) {
                return String.valueOf(first);
            }
            return (first == Long.MIN_VALUE ? "" : first)
                    + ".."
                    + (last == Long.MAX_VALUE ? "" : last);
        }
    }

    public LongRanges {
        ranges = List.copyOf(ranges);
    }

    /** The numbers from first to last, both included; none if last is smaller. */
    public static LongRanges between(long first, long last) {
        return first > last ? NONE : new LongRanges(List.of(new Range(first, last)));
    }

    /** The numbers that are in both. */
    public LongRanges intersect(LongRanges other) {
        var common = new ArrayList<Range>();
        for (var a : ranges) {
            for (var b : other.ranges) {
                long first = Math.max(a.first, b.first);
                long last = Math.min(a.last, b.last);
                if (first <= last) {
                    common.add(new Range(first, last));
                }
            }
        }
        return new LongRanges(common);
    }

    /** The numbers that are in either. */
    public LongRanges union(LongRanges other) {
        var joined = new ArrayList<Range>();
        Stream.concat(ranges.stream(), other.ranges.stream())
                .sorted(Comparator.comparingLong(Range::first))
                .forEach(
                        range -> {
                            var before = joined.isEmpty() ? null : joined.get(joined.size() - 1);
                            boolean apart =
                                    before == null
                                            || before.last != Long.MAX_VALUE
                                                    && range.first > before.last + 1;
                            if (apart) {
                                joined.add(range);
                            } else {
                                joined.set(
                                        joined.size() - 1,
                                        new Range(before.first, Math.max(before.last, range.last)));
                            }
                        });
        return new LongRanges(joined);
    }

    /** The numbers that are not among these. */
    public LongRanges complement() {
        LongRanges others = ALL;
        for (var range : ranges) {
            var before =
                    range.first == Long.MIN_VALUE ? NONE : between(Long.MIN_VALUE, range.first - 1);
            var after =
                    range.last == Long.MAX_VALUE ? NONE : between(range.last + 1, Long.MAX_VALUE);
            others = others.intersect(before.union(after));
        }
        return others;
    }

    /** Whether all numbers of the other set are in this one. */
    public boolean includes(LongRanges other) {
        return equals(ALL) || intersect(other).equals(other);
    }

    /** Whether the number is one of them. */
    public boolean contains(long number) {
        return ranges.stream().anyMatch(range -> range.first <= number && number <= range.last);
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** The smallest; there must be one. */
    public long first() {
        return ranges.get(0).first;
    }

    /** The largest; there must be one. */
    public long last() {
        return ranges.get(ranges.size() - 1).last;
    }

    @Override
    public String toString() {
        return ranges.stream().map(Range::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
