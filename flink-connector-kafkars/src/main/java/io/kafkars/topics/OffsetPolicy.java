// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where the reading of a partition starts. A policy is a rule, not yet a number: {@link
 * OffsetResolver} turns it into an offset once, before anything is read.
 *
 * <p>Policies are immutable values. Their constructors throw {@link IllegalArgumentException} for
 * values out of range, naming the value and the range.
 */
public sealed interface OffsetPolicy extends Serializable {

    /** From the first record that Kafka still has. */
    static OffsetPolicy earliest() {
        return new Earliest();
    }

    /** From the end: no replay, only what is written from now on. */
    static OffsetPolicy latest() {
        return new Latest();
    }

    /**
     * From the first record stamped at or after the resolve time minus this age.
     *
     * @param age at least zero
     */
    static OffsetPolicy relativeTime(Duration age) {
        return new RelativeTime(age);
    }

    /**
     * From the first record stamped at or after an instant; from the end if there is none.
     *
     * @param start at or after 1970-01-01T00:00:00Z
     */
    static OffsetPolicy absoluteTime(Instant start) {
        return new AbsoluteTime(start);
    }

    /**
     * From the first record stamped at or after the last time at which the clocks of a zone showed
     * a time of day.
     *
     * @see StartOfDay
     */
    static OffsetPolicy startOfDay(LocalTime time, ZoneId zone) {
        return new StartOfDay(time, zone);
    }

    /**
     * From the offset that the consumer group ({@code group.id}) has committed.
     *
     * @param fallback what to do where it has committed none, or one that is no longer in the log
     */
    static OffsetPolicy committed(Fallback fallback) {
        return new Committed(fallback);
    }

    /**
     * From an offset, which must be between the earliest offset and the end of the partition.
     *
     * @param offset at least 0
     */
    static OffsetPolicy atOffset(long offset) {
        return new AtOffset(offset);
    }

    /**
     * A policy for each of some partitions, and one for the others.
     *
     * @param partitions policy by number of the partition
     * @param others policy of the partitions that are not named
     */
    static OffsetPolicy perPartition(
            Map<Integer, ? extends OffsetPolicy> partitions, OffsetPolicy others) {
        return new PerPartition(Map.copyOf(partitions), others);
    }

    /** The policy that applies to one partition; never a {@link PerPartition}. */
    default OffsetPolicy forPartition(int partition) {
        return this;
    }

    /**
     * The time from which records are read, for policies by time; empty for others.
     *
     * @param now the resolve time
     */
    default Optional<Instant> startTime(Instant now) {
        return Optional.empty();
    }

    /** Where {@link Committed} starts if the group's offset cannot be used. */
    enum Fallback {
        /** At the first record that Kafka still has. */
        EARLIEST,
        /** At the end. */
        LATEST,
        /** Nowhere: resolving fails, naming the partition. */
        FAIL
    }

    /** See {@link #earliest()}. */
    record Earliest() implements OffsetPolicy {
        @Override
        public String toString() {
            return "earliest";
        }
    }

    /** See {@link #latest()}. */
    record Latest() implements OffsetPolicy {
        @Override
        public String toString() {
            return "latest";
        }
    }

    /**
     * See {@link #relativeTime(Duration)}.
     *
     * @param age at least zero
     */
    record RelativeTime(Duration age) implements OffsetPolicy {
        public RelativeTime {
            Objects.requireNonNull(age, "age");
            if (age.isNegative()) {
                throw new IllegalArgumentException(
                        "relative time must be zero or longer, is " + age);
            }
        }

        /** {@code now} minus the age, but not before 1970: no record is older. */
        @Override
        public Optional<Instant> startTime(Instant now) {
            var sinceEpoch = Duration.between(Instant.EPOCH, now);
            return Optional.of(age.compareTo(sinceEpoch) < 0 ? now.minus(age) : Instant.EPOCH);
        }

        @Override
        public String toString() {
            return "relative time " + age;
        }
    }

    /**
     * See {@link #absoluteTime(Instant)}.
     *
     * @param start at or after 1970-01-01T00:00:00Z
     */
    record AbsoluteTime(Instant start) implements OffsetPolicy {
        public AbsoluteTime {
            Timestamps.requireInRange("absolute time", start);
        }

        @Override
        public Optional<Instant> startTime(Instant now) {
            return Optional.of(start);
        }

        @Override
        public String toString() {
            return "absolute time " + start;
        }
    }

    /**
     * From the last time at which a wall clock showed a time of day: today's, or yesterday's if
     * today's is still to come at the resolve time.
     *
     * <p>The time is what the clock shows, not a number of hours after midnight. A time that the
     * clocks skip in spring is moved later by the length of the gap; of a time that they show twice
     * in autumn, the first counts.
     */
    record StartOfDay(LocalTime time, ZoneId zone) implements OffsetPolicy {
        public StartOfDay {
            Objects.requireNonNull(time, "time");
            Objects.requireNonNull(zone, "zone");
        }

        @Override
        public Optional<Instant> startTime(Instant now) {
            var today = now.atZone(zone).toLocalDate();
            var start = ZonedDateTime.of(today, time, zone).toInstant();
            return Optional.of(
                    start.isAfter(now)
                            ? ZonedDateTime.of(today.minusDays(1), time, zone).toInstant()
                            : start);
        }

        @Override
        public String toString() {
            return "start of day " + time + " " + zone;
        }
    }

    /** See {@link #committed(Fallback)}. */
    record Committed(Fallback fallback) implements OffsetPolicy {
        public Committed {
            Objects.requireNonNull(fallback, "fallback");
        }

        @Override
        public String toString() {
            return "committed, else " + fallback;
        }
    }

    /**
     * See {@link #atOffset(long)}.
     *
     * @param offset at least 0
     */
    record AtOffset(long offset) implements OffsetPolicy {
        public AtOffset {
            if (offset < 0) {
                throw new IllegalArgumentException("offset must be at least 0, is " + offset);
            }
        }

        @Override
        public String toString() {
            return "offset " + offset;
        }
    }

    /** See {@link #perPartition(Map, OffsetPolicy)}. */
    record PerPartition(Map<Integer, OffsetPolicy> partitions, OffsetPolicy others)
            implements OffsetPolicy {
        public PerPartition {
            Objects.requireNonNull(others, "others");
            SortedMap<Integer, OffsetPolicy> sorted = new TreeMap<>(partitions);
            sorted.forEach(
                    (partition, policy) -> {
                        if (partition < 0) {
                            throw new IllegalArgumentException(
                                    "partition must be at least 0, is " + partition);
                        }
                        requireSimple("partition " + partition, policy);
                    });
            requireSimple("the other partitions", others);
            partitions = Collections.unmodifiableSortedMap(sorted);
        }

        private static void requireSimple(String what, OffsetPolicy policy) {
            Objects.requireNonNull(policy, what);
            if (policy instanceof PerPartition) {
                throw new IllegalArgumentException(
                        "policy of " + what + " must be for a single partition, is " + policy);
            }
        }

        @Override
        public OffsetPolicy forPartition(int partition) {
            return partitions.getOrDefault(partition, others);
        }

        @Override
        public String toString() {
            return "per partition " + partitions + ", others " + others;
        }
    }
}
