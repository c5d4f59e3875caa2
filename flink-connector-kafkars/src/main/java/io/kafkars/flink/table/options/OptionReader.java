// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.options;

import io.kafkars.validation.Problems;

import org.apache.flink.annotation.Internal;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads options. A value that cannot be read is added to the problems, by the key under which it
 * was given, and then counts as not given, so that reading continues and finds the other problems.
 *
 * <p>Remembers which options were read: one whose value nobody has read has no effect.
 */
@Internal
public final class OptionReader {

    private static final String STARTUP_PREFIX = "scan.startup.";

    private final Map<String, String> options;
    private final Problems problems;

    /** The topic whose own options come first, {@code null} for the table as a whole. */
    private final String topic;

    /** Keys of which the value was asked for; shared by the readers for single topics. */
    private final Set<String> read;

    /** Keys whose value is refused, so that nobody can tell what depends on it; likewise shared. */
    private final Set<String> refused;

    public OptionReader(Map<String, String> options, Problems problems) {
        this(options, problems, null, new HashSet<>(), new HashSet<>());
    }

    private OptionReader(
            Map<String, String> options,
            Problems problems,
            String topic,
            Set<String> read,
            Set<String> refused) {
        this.options = options;
        this.problems = problems;
        this.topic = topic;
        this.read = read;
        this.refused = refused;
    }

    /** The same options, where those for the topic take precedence over those of the table. */
    OptionReader forTopic(String name) {
        return new OptionReader(options, problems, name, read, refused);
    }

    /** Whether the key is given, but its value was never read. */
    boolean isUnread(String key) {
        return options.containsKey(key) && !read.contains(key);
    }

    /** Whether what the option says was refused. */
    boolean isRefused(String key) {
        return refused.contains(key);
    }

    /** Adds a problem with the value of the option, which then says nothing. */
    void refuse(ConfigOption<?> option, String text, Object... arguments) {
        refused.add(key(option));
        problems.add(text, arguments);
    }

    /** The text of the option, which counts as read; {@code null} if it is not given. */
    private String value(ConfigOption<?> option) {
        String key = key(option);
        read.add(key);
        return options.get(key);
    }

    public Problems problems() {
        return problems;
    }

    /** The key under which the option is given, or would have to be given. */
    String key(ConfigOption<?> option) {
        if (topic == null || !option.key().startsWith(STARTUP_PREFIX)) {
            return option.key();
        }
        String own = topicKey(topic, option);
        boolean onlyForTable = options.containsKey(option.key()) && !options.containsKey(own);
        return onlyForTable ? option.key() : own;
    }

    /** The key of a startup option for a single topic. */
    static String topicKey(String topic, ConfigOption<?> option) {
        return KafkarsOptions.TOPIC_PREFIX
                + topic
                + "."
                + option.key().substring(STARTUP_PREFIX.length());
    }

    /** The text of the option; {@code null} if it is not given. */
    public String given(ConfigOption<?> option) {
        return options.get(key(option));
    }

    /** The text of an option that has no type; {@code null} if it is not given. */
    String givenAt(String key) {
        return options.get(key);
    }

    public boolean has(ConfigOption<?> option) {
        return options.containsKey(key(option));
    }

    public Optional<String> text(ConfigOption<String> option) {
        return Optional.ofNullable(value(option));
    }

    public Optional<List<String>> names(ConfigOption<List<String>> option) {
        return read(option, "names separated by semicolons")
                .map(names -> names.stream().map(String::strip).toList());
    }

    Optional<List<Integer>> numbers(ConfigOption<List<Integer>> option) {
        return read(option, "whole numbers separated by semicolons");
    }

    Optional<Boolean> flag(ConfigOption<Boolean> option) {
        return read(option, "true or false");
    }

    Optional<MemorySize> size(ConfigOption<MemorySize> option) {
        return read(option, "an amount of memory, such as '64 mb'");
    }

    <N extends Number> Optional<N> number(ConfigOption<N> option) {
        return read(option, "a whole number");
    }

    /** A number of at least {@code least}. */
    <N extends Number> Optional<N> number(ConfigOption<N> option, long least) {
        Optional<N> number = number(option);
        number.filter(value -> value.longValue() < least)
                .ifPresent(
                        value ->
                                problems.add(
                                        "Option '%s' must be at least %d, is %s",
                                        key(option), least, value));
        return number.filter(value -> value.longValue() >= least);
    }

    /** A duration of zero or more that fits into milliseconds. */
    Optional<Duration> duration(ConfigOption<Duration> option) {
        return read(option, "a duration of zero or more, such as '5 s' or '1 h'")
                .filter(duration -> isCountable(option, duration));
    }

    private boolean isCountable(ConfigOption<Duration> option, Duration duration) {
        try {
            if (duration.toMillis() >= 0) {
                return true;
            }
        } catch (ArithmeticException e) {
            // Reported below.
        }
        problems.add(
                "Option '%s' must be a duration of zero or more that fits into milliseconds, is '%s'",
                key(option), options.get(key(option)));
        return false;
    }

    Optional<LocalTime> timeOfDay(ConfigOption<String> option) {
        return parsed(option, LocalTime::parse, "a time of day, such as '08:30' or '08:30:15'");
    }

    Optional<ZoneId> timeZone(ConfigOption<String> option) {
        return parsed(option, ZoneId::of, "a time zone, such as 'Europe/Paris' or 'UTC'");
    }

    private <T> Optional<T> parsed(
            ConfigOption<String> option, Function<String, T> parser, String expected) {
        return text(option)
                .flatMap(
                        text -> {
                            try {
                                return Optional.of(parser.apply(text.strip()));
                            } catch (RuntimeException e) {
                                refuse(
                                        option,
                                        "Option '%s' must be %s, is '%s'",
                                        key(option),
                                        expected,
                                        text);
                                return Optional.empty();
                            }
                        });
    }

    public <E extends Enum<E>> Optional<E> choice(ConfigOption<E> option, Class<E> values) {
        List<String> words =
                Arrays.stream(values.getEnumConstants()).map(Object::toString).toList();
        String given = options.get(key(option));
        return read(
                option,
                words.stream().collect(Collectors.joining("', '", "one of '", "'")),
                given == null ? "" : NearestName.hint(given, words));
    }

    private <T> Optional<T> read(ConfigOption<T> option, String expected) {
        return read(option, expected, "");
    }

    private <T> Optional<T> read(ConfigOption<T> option, String expected, String hint) {
        String given = value(option);
        if (given == null) {
            return Optional.empty();
        }
        try {
            return Configuration.fromMap(Map.of(option.key(), given)).getOptional(option);
        } catch (RuntimeException e) {
            refuse(option, "Option '%s' must be %s, is '%s'%s", key(option), expected, given, hint);
            return Optional.empty();
        }
    }
}
