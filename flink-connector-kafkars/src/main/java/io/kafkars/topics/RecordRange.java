// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.merge.PartitionId;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The records whose topic, partition, offset and timestamp each lie within a set. Immutable and
 * equal by value.
 *
 * @param topics names of topics
 * @param partitions numbers of partitions
 * @param offsets offsets
 * @param timestamps epoch milliseconds
 * @param maxAge how old a record may be when the source resolves where it starts, {@code null} for
 *     any age. Negative for records that must be stamped later than that
 */
public record RecordRange(
        TopicSet topics,
        LongRanges partitions,
        LongRanges offsets,
        LongRanges timestamps,
        Duration maxAge)
        implements Serializable {

    /** Every record. */
    public static final RecordRange ALL =
            new RecordRange(TopicSet.ALL, LongRanges.ALL, LongRanges.ALL, LongRanges.ALL, null);

    /**
     * By how much the clocks of the machines of a cluster are allowed to differ. A maximum age is
     * resolved by the clock of one machine, while others evaluate the filter that it comes from.
     */
    static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);

    public RecordRange withTopics(TopicSet newTopics) {
        return new RecordRange(newTopics, partitions, offsets, timestamps, maxAge);
    }

    public RecordRange withPartitions(LongRanges numbers) {
        return new RecordRange(topics, numbers, offsets, timestamps, maxAge);
    }

    public RecordRange withOffsets(LongRanges numbers) {
        return new RecordRange(topics, partitions, numbers, timestamps, maxAge);
    }

    public RecordRange withTimestamps(LongRanges millis) {
        return new RecordRange(topics, partitions, offsets, millis, maxAge);
    }

    public RecordRange withMaxAge(Duration age) {
        return new RecordRange(topics, partitions, offsets, timestamps, age);
    }

    /** Whether it is certain that there can be no such record. */
    public boolean isEmpty() {
        return topics.isEmpty()
                || partitions.isEmpty()
                || offsets.isEmpty()
                || timestamps.isEmpty();
    }

    /** The records that are in both. */
    public RecordRange and(RecordRange other) {
        return new RecordRange(
                topics.and(other.topics),
                partitions.intersect(other.partitions),
                offsets.intersect(other.offsets),
                timestamps.intersect(other.timestamps),
                isAgeWithin(maxAge, other.maxAge) ? maxAge : other.maxAge);
    }

    /** The smallest range with all records of both; it may have others, too. */
    public RecordRange hull(RecordRange other) {
        return new RecordRange(
                topics.or(other.topics),
                partitions.union(other.partitions),
                offsets.union(other.offsets),
                timestamps.union(other.timestamps),
                isAgeWithin(maxAge, other.maxAge) ? other.maxAge : maxAge);
    }

    /** The records of both as one range, if no other record is in it. */
    public Optional<RecordRange> union(RecordRange other) {
        if (includes(other)) {
            return Optional.of(this);
        }
        if (other.includes(this)) {
            return Optional.of(other);
        }
        long equalParts =
                Stream.of(
                                topics.equals(other.topics),
                                partitions.equals(other.partitions),
                                offsets.equals(other.offsets),
                                timestamps.equals(other.timestamps),
                                Objects.equals(maxAge, other.maxAge))
                        .filter(equal -> equal)
                        .count();
        return equalParts == 4 ? Optional.of(hull(other)) : Optional.empty();
    }

    /** Whether it is certain that all records of the other range are in this one. */
    public boolean includes(RecordRange other) {
        return topics.includes(other.topics)
                && partitions.includes(other.partitions)
                && offsets.includes(other.offsets)
                && timestamps.includes(other.timestamps)
                && isAgeWithin(other.maxAge, maxAge);
    }

    private static boolean isAgeWithin(Duration age, Duration limit) {
        return limit == null || age != null && age.compareTo(limit) <= 0;
    }

    /** Whether a record of the partition can be in the range. */
    public boolean reads(PartitionId id) {
        return !isEmpty() && topics.contains(id.topic()) && partitions.contains(id.partition());
    }

    /**
     * The same records, with a bound of time in place of the age.
     *
     * @param now the time from which the age counts back
     */
    public RecordRange agedAt(Instant now) {
        if (maxAge == null) {
            return this;
        }
        long oldest = now.minus(maxAge).minus(CLOCK_TOLERANCE).toEpochMilli();
        return withTimestamps(timestamps.intersect(LongRanges.between(oldest, Long.MAX_VALUE)))
                .withMaxAge(null);
    }

    /** What is demanded, part by part; empty if nothing is. */
    @Override
    public String toString() {
        return Stream.of(
                        topics.equals(TopicSet.ALL) ? "" : "topics=" + topics,
                        text("partitions", partitions),
                        text("offsets", offsets),
                        text("timestamps", timestamps),
                        maxAge == null ? "" : "age=[.." + maxAge + "]")
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private static String text(String name, LongRanges ranges) {
        return ranges.equals(LongRanges.ALL) ? "" : name + "=" + ranges;
    }
}
