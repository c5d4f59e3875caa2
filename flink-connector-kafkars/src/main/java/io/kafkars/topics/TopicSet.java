// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import java.io.Serializable;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A set of topics, described by their names. Immutable and equal by value; two descriptions of the
 * same set need not be equal.
 */
public sealed interface TopicSet extends Serializable {

    /** Every topic. */
    TopicSet ALL = new Names(Set.of(), false);

    /** The topics with these names. */
    static TopicSet of(String... names) {
        return new Names(Set.of(names), true);
    }

    /** The topics with other names than these. */
    static TopicSet without(String... names) {
        return new Names(Set.of(names), false);
    }

    /**
     * The topics whose whole names match a pattern of SQL, in which {@code %} stands for any text
     * and {@code _} for any character.
     */
    static TopicSet like(String pattern) {
        return new Like(pattern, true);
    }

    /** The topics whose names do not match the pattern. */
    static TopicSet notLike(String pattern) {
        return new Like(pattern, false);
    }

    /** Whether the topic is one of them. */
    boolean contains(String topic);

    /** The topics that are in both. */
    default TopicSet and(TopicSet other) {
        return equals(ALL) || equals(other)
                ? other
                : other.equals(ALL) ? this : common(this, other);
    }

    /** The topics that are in either. */
    default TopicSet or(TopicSet other) {
        if (includes(other)) {
            return this;
        }
        return other.includes(this) ? other : joined(this, other);
    }

    /** Whether it is certain that there can be no such topic. */
    default boolean isEmpty() {
        return equals(of());
    }

    /** Whether it is certain that all topics of the other set are in this one. */
    default boolean includes(TopicSet other) {
        if (equals(ALL) || equals(other)) {
            return true;
        }
        if (other instanceof Names names && names.included) {
            return names.names.stream().allMatch(this::contains);
        }
        return this instanceof Names these
                && !these.included
                && other instanceof Names names
                && names.names.containsAll(these.names);
    }

    private static TopicSet common(TopicSet a, TopicSet b) {
        if (a instanceof Names names && names.included) {
            return names.where(b);
        }
        if (b instanceof Names names && names.included) {
            return names.where(a);
        }
        if (a instanceof Names these && b instanceof Names those) {
            return new Names(all(these.names, those.names), false);
        }
        return new Both(a, b);
    }

    private static TopicSet joined(TopicSet a, TopicSet b) {
        if (a instanceof Names these && b instanceof Names those) {
            if (these.included && those.included) {
                return new Names(all(these.names, those.names), true);
            }
            // What is left out of the union is left out of both.
            return these.included ? those.withoutThoseOf(these) : these.withoutThoseOf(those);
        }
        return new Either(a, b);
    }

    private static Set<String> all(Collection<String> a, Collection<String> b) {
        return Stream.concat(a.stream(), b.stream()).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * See {@link #of} and {@link #without}.
     *
     * @param included whether the topics are those that are named, or all others
     */
    record Names(Set<String> names, boolean included) implements TopicSet {

        public Names {
            names = Set.copyOf(names);
        }

        @Override
        public boolean contains(String topic) {
            return names.contains(topic) == included;
        }

        private Names where(TopicSet other) {
            return new Names(
                    names.stream().filter(other::contains).collect(Collectors.toUnmodifiableSet()),
                    included);
        }

        private Names withoutThoseOf(Names other) {
            return new Names(
                    names.stream()
                            .filter(name -> !other.contains(name))
                            .collect(Collectors.toUnmodifiableSet()),
                    included);
        }

        @Override
        public String toString() {
            return (included ? "" : "not ") + new TreeSet<>(names);
        }
    }

    /**
     * See {@link #like} and {@link #notLike}.
     *
     * @param included whether the topics are those that match, or all others
     */
    record Like(String pattern, boolean included) implements TopicSet {

        @Override
        public boolean contains(String topic) {
            var regex =
                    pattern.chars()
                            .mapToObj(
                                    c ->
                                            switch (c) {
                                                case '%' -> ".*";
                                                case '_' -> ".";
                                                default -> Pattern.quote(Character.toString(c));
                                            })
                            .collect(Collectors.joining());
            return Pattern.compile(regex, Pattern.DOTALL).matcher(topic).matches() == included;
        }

        @Override
        public String toString() {
            return (included ? "like " : "not like ") + pattern;
        }
    }

    /** The topics that are in both sets. */
    record Both(TopicSet first, TopicSet second) implements TopicSet {

        @Override
        public boolean contains(String topic) {
            return first.contains(topic) && second.contains(topic);
        }

        @Override
        public String toString() {
            return "(" + first + " and " + second + ")";
        }
    }

    /** The topics that are in either set. */
    record Either(TopicSet first, TopicSet second) implements TopicSet {

        @Override
        public boolean contains(String topic) {
            return first.contains(topic) || second.contains(topic);
        }

        @Override
        public String toString() {
            return "(" + first + " or " + second + ")";
        }
    }
}
