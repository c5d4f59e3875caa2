// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.topics.OffsetPolicy.Fallback;
import io.kafkars.validation.Explanation;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A topic to read, or all topics whose names match a pattern, and where reading starts.
 *
 * <pre>{@code
 * SourceTopic.earliest("events")
 * SourceTopic.relativeTime("metrics", Duration.ofHours(1)).partitions(0, 3)
 * SourceTopic.matching(Pattern.compile("sensor-.*"), OffsetPolicy.latest())
 * }</pre>
 *
 * <p>Immutable and equal by value. The factories throw {@link IllegalArgumentException} for values
 * out of range, naming the topic, the value and the range. {@link OffsetResolver} checks that the
 * topic and its partitions exist.
 */
public final class SourceTopic implements Serializable {

    private static final Pattern LEGAL_NAME = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    /** Exactly one of name and regex is set. A {@code Pattern} has no equality of its own. */
    private final String name;

    private final String regex;
    private final int flags;
    private final OffsetPolicy policy;

    /** Empty for all. */
    private final SortedSet<Integer> partitions;

    private SourceTopic(
            String name,
            String regex,
            int flags,
            OffsetPolicy policy,
            SortedSet<Integer> partitions) {
        this.name = name;
        this.regex = regex;
        this.flags = flags;
        this.policy = policy;
        this.partitions = Collections.unmodifiableSortedSet(partitions);
        if (policy instanceof OffsetPolicy.PerPartition each && !partitions.isEmpty()) {
            var unread = new TreeSet<>(each.partitions().keySet());
            unread.removeAll(partitions);
            if (!unread.isEmpty()) {
                throw new IllegalArgumentException(
                        String.format(
                                "%s has a policy for partitions %s, but reads only partitions %s",
                                subject(),
                                PartitionNumbers.text(unread),
                                PartitionNumbers.text(partitions)));
            }
        }
    }

    /** A topic, from the first record that Kafka still has. */
    public static SourceTopic earliest(String topic) {
        return of(topic, OffsetPolicy.earliest());
    }

    /** A topic, from its end: no replay. */
    public static SourceTopic latest(String topic) {
        return of(topic, OffsetPolicy.latest());
    }

    /**
     * A topic, from the first record stamped at or after the resolve time minus this age.
     *
     * @param age at least zero
     */
    public static SourceTopic relativeTime(String topic, Duration age) {
        return named(topic, () -> OffsetPolicy.relativeTime(age));
    }

    /**
     * A topic, from the first record stamped at or after an instant; from the end if there is none.
     *
     * @param start at or after 1970-01-01T00:00:00Z
     */
    public static SourceTopic absoluteTime(String topic, Instant start) {
        return named(topic, () -> OffsetPolicy.absoluteTime(start));
    }

    /**
     * A topic, from the last time at which the clocks of a zone showed a time of day.
     *
     * @see OffsetPolicy.StartOfDay
     */
    public static SourceTopic startOfDay(String topic, LocalTime time, ZoneId zone) {
        return named(topic, () -> OffsetPolicy.startOfDay(time, zone));
    }

    /**
     * A topic, from the offsets that the consumer group ({@code group.id}) has committed.
     *
     * @param fallback what to do where it has committed none, or one that is no longer in the log
     */
    public static SourceTopic committed(String topic, Fallback fallback) {
        return named(topic, () -> OffsetPolicy.committed(fallback));
    }

    /**
     * A topic, from given offsets; partitions that are not named are read from their earliest.
     *
     * @param offsets offset by number of the partition, at least 0 each
     */
    public static SourceTopic offsets(String topic, Map<Integer, Long> offsets) {
        return offsets(topic, atOffsets(topic, offsets), OffsetPolicy.earliest());
    }

    /**
     * A topic, with a policy for each of some partitions, and one for the others.
     *
     * @param policies policy by number of the partition
     * @param others policy of the partitions that are not named
     */
    public static SourceTopic offsets(
            String topic, Map<Integer, ? extends OffsetPolicy> policies, OffsetPolicy others) {
        return named(topic, () -> OffsetPolicy.perPartition(policies, others));
    }

    /** A topic, read from where a policy says. */
    public static SourceTopic of(String topic, OffsetPolicy policy) {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(policy, "policy");
        if (!LEGAL_NAME.matcher(topic).matches() || topic.equals(".") || topic.equals("..")) {
            throw new IllegalArgumentException(
                    "Topic '"
                            + topic
                            + "' has an invalid name: 1 to 249 letters, digits, '.', '_' and '-'"
                            + " are allowed, and neither '.' nor '..' alone");
        }
        return new SourceTopic(topic, null, 0, policy, new TreeSet<>());
    }

    /**
     * All topics whose whole name matches, including those created later and excluding Kafka's
     * internal topics. It is no error if none matches. A topic that is also given by name has the
     * policy given there; of several patterns that match a topic, the first counts.
     */
    public static SourceTopic matching(Pattern pattern, OffsetPolicy policy) {
        Objects.requireNonNull(pattern, "pattern");
        Objects.requireNonNull(policy, "policy");
        return new SourceTopic(null, pattern.pattern(), pattern.flags(), policy, new TreeSet<>());
    }

    /**
     * The same, but only some of the topic's partitions.
     *
     * @param numbers at least one, each at least 0 and named once
     */
    public SourceTopic partitions(int... numbers) {
        if (numbers.length == 0) {
            throw new IllegalArgumentException(
                    subject() + ": at least one partition must be named");
        }
        var selected = new TreeSet<Integer>();
        for (int number : numbers) {
            if (number < 0) {
                throw new IllegalArgumentException(
                        subject() + ": partition must be at least 0, is " + number);
            }
            if (!selected.add(number)) {
                throw new IllegalArgumentException(
                        subject() + ": partition " + number + " is named more than once");
            }
        }
        return new SourceTopic(name, regex, flags, policy, selected);
    }

    /** Name of the topic; empty if topics are given by a pattern. */
    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    /** Pattern of the topics' names; empty if a topic is given by name. */
    public Optional<Pattern> pattern() {
        return Optional.ofNullable(regex).map(text -> Pattern.compile(text, flags));
    }

    /** Where reading starts. */
    public OffsetPolicy policy() {
        return policy;
    }

    /** Numbers of the partitions to read, in ascending order; empty for all. */
    public SortedSet<Integer> selectedPartitions() {
        return partitions;
    }

    /** Whether the partition with this number is read. */
    boolean reads(int partition) {
        return partitions.isEmpty() || partitions.contains(partition);
    }

    /** Whether this is, or includes, the topic with this name. */
    public boolean covers(String topic) {
        return name != null ? name.equals(topic) : pattern().orElseThrow().matcher(topic).matches();
    }

    /** What it is called in messages. */
    String subject() {
        return name != null ? "Topic '" + name + "'" : "Topic pattern '" + regex + "'";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SourceTopic that
                && Objects.equals(name, that.name)
                && Objects.equals(regex, that.regex)
                && flags == that.flags
                && policy.equals(that.policy)
                && partitions.equals(that.partitions);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, regex, flags, policy, partitions);
    }

    @Override
    public String toString() {
        return subject()
                + (partitions.isEmpty() ? "" : " partitions " + PartitionNumbers.text(partitions))
                + " from "
                + policy;
    }

    private static SourceTopic named(String topic, Supplier<OffsetPolicy> policy) {
        try {
            return of(topic, policy.get());
        } catch (IllegalArgumentException e) {
            var atTopic = "Topic '" + topic + "'";
            throw e.getMessage().startsWith(atTopic)
                    ? e
                    : Explanation.of(
                            new IllegalArgumentException(atTopic + ": " + e.getMessage()), e);
        }
    }

    private static Map<Integer, OffsetPolicy> atOffsets(String topic, Map<Integer, Long> offsets) {
        var policies = new HashMap<Integer, OffsetPolicy>();
        offsets.forEach(
                (partition, offset) -> {
                    try {
                        policies.put(partition, OffsetPolicy.atOffset(offset));
                    } catch (IllegalArgumentException e) {
                        throw Explanation.of(
                                new IllegalArgumentException(
                                        String.format(
                                                "Topic '%s': partition %d: %s",
                                                topic, partition, e.getMessage())),
                                e);
                    }
                });
        return policies;
    }
}
