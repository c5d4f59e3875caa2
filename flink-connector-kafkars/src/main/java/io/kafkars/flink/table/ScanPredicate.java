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
 * What a filter demands of the place and time of a record, as far as it is understood: a record
 * outside of it never passes the filter, one inside of it may.
 *
 * @param topics names, {@code null} for all
 * @param partitions numbers
 * @param offsets offsets
 * @param timestamps epoch milliseconds
 */
record ScanPredicate(
        @Nullable Set<String> topics,
        LongRanges partitions,
        LongRanges offsets,
        LongRanges timestamps)
        implements Serializable {

    /** Demands nothing. */
    static final ScanPredicate ALL =
            new ScanPredicate(null, LongRanges.ALL, LongRanges.ALL, LongRanges.ALL);

    static ScanPredicate topic(String name) {
        return new ScanPredicate(Set.of(name), LongRanges.ALL, LongRanges.ALL, LongRanges.ALL);
    }

    static ScanPredicate partitions(LongRanges numbers) {
        return new ScanPredicate(null, numbers, LongRanges.ALL, LongRanges.ALL);
    }

    static ScanPredicate offsets(LongRanges numbers) {
        return new ScanPredicate(null, LongRanges.ALL, numbers, LongRanges.ALL);
    }

    static ScanPredicate timestamps(LongRanges millis) {
        return new ScanPredicate(null, LongRanges.ALL, LongRanges.ALL, millis);
    }

    ScanPredicate and(ScanPredicate other) {
        return new ScanPredicate(
                common(topics, other.topics),
                partitions.intersect(other.partitions),
                offsets.intersect(other.offsets),
                timestamps.intersect(other.timestamps));
    }

    /** Each part for itself, which demands no more than either of the two does. */
    ScanPredicate or(ScanPredicate other) {
        return new ScanPredicate(
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
     * @param bounded whether the scan ends; one that does not reads whatever comes
     * @param maxDisorder how much older than a record before it a record may be; {@code null} if
     *     that is unknown, and no upper bound on timestamps tells where to end
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
