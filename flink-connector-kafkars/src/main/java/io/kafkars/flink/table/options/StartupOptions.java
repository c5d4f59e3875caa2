// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.options;

import io.kafkars.topics.OffsetPolicy;
import io.kafkars.topics.SourceTopic;
import io.kafkars.validation.Problems;

import org.apache.flink.configuration.ConfigOption;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_PARTITIONS;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_STARTUP_MODE;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_STARTUP_RELATIVE_TIME;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_STARTUP_SPECIFIC_OFFSETS;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_STARTUP_TIMESTAMP_MILLIS;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_STARTUP_TIME_OF_DAY;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_STARTUP_TIME_ZONE;
import static io.kafkars.flink.table.options.KafkarsOptions.TOPIC;
import static io.kafkars.flink.table.options.KafkarsOptions.TOPIC_PATTERN;
import static io.kafkars.flink.table.options.KafkarsOptions.TOPIC_PREFIX;

/** From the startup options to the topics, each with the policy that says where it starts. */
final class StartupOptions {

    /** Options that can be given for a single topic. */
    private static final List<ConfigOption<?>> STARTUP_OPTIONS =
            List.of(
                    SCAN_STARTUP_MODE,
                    SCAN_STARTUP_TIMESTAMP_MILLIS,
                    SCAN_STARTUP_SPECIFIC_OFFSETS,
                    SCAN_STARTUP_RELATIVE_TIME,
                    SCAN_STARTUP_TIME_OF_DAY,
                    SCAN_STARTUP_TIME_ZONE);

    private final Map<String, String> raw;
    private final OptionReader options;
    private final Problems problems;
    private final StartupPolicies policies;

    /**
     * @param sessionZone time zone in which days begin, unless an option names another
     */
    StartupOptions(Map<String, String> raw, OptionReader options, ZoneId sessionZone) {
        this.raw = raw;
        this.options = options;
        this.problems = options.problems();
        this.policies = new StartupPolicies(options, sessionZone);
    }

    /** Reads the topics; what is wrong with them is added to the problems. */
    List<SourceTopic> topics() {
        Set<String> names = names();
        Optional<Pattern> pattern = pattern();
        boolean both = options.has(TOPIC) && options.has(TOPIC_PATTERN);
        boolean neither = !options.has(TOPIC) && !options.has(TOPIC_PATTERN);
        problems.require(
                !both && !neither,
                "Exactly one of the options 'topic' and 'topic-pattern' is required, %s given",
                both ? "both are" : "none is");
        Set<String> single = topicsWithOptions(names, pattern);
        if (pattern.isPresent()) {
            names.addAll(single);
        }
        int[] partitions = partitions();
        var topics = new ArrayList<SourceTopic>();
        for (String name : names) {
            OptionReader own = single.contains(name) ? options.forTopic(name) : options;
            policies.read(own, names.size() == 1 || single.contains(name))
                    .ifPresent(policy -> add(topics, name, policy, partitions));
        }
        if (pattern.isPresent()) {
            policies.read(options, false)
                    .map(policy -> SourceTopic.matching(pattern.get(), policy))
                    .map(topic -> partitions.length == 0 ? topic : topic.partitions(partitions))
                    .ifPresent(topics::add);
        } else if (names.isEmpty()) {
            // There is nothing to start, which is reported; so is what is wrong with the start.
            policies.read(options, true);
        }
        single.forEach(name -> UnreadOptions.refuse(options, name, STARTUP_OPTIONS));
        policies.requireUseOfReset();
        return topics;
    }

    private void add(List<SourceTopic> topics, String name, OffsetPolicy policy, int[] partitions) {
        try {
            SourceTopic topic = SourceTopic.of(name, policy);
            topics.add(partitions.length == 0 ? topic : topic.partitions(partitions));
        } catch (IllegalArgumentException e) {
            boolean named = partitions.length > 0 && policy instanceof OffsetPolicy.PerPartition;
            if (name.contains(",")) {
                problems.add(
                        "Option 'topic' names '%s', which is no topic: separate topics with ';',"
                                + " as in '%s'",
                        name, name.replaceAll("\\s*,\\s*", ";"));
                return;
            }
            problems.add("Option '%s': %s", named ? "scan.partitions" : "topic", e.getMessage());
        }
    }

    private Set<String> names() {
        var names = new LinkedHashSet<String>();
        for (String name : options.names(TOPIC).orElse(List.of())) {
            problems.require(
                    names.add(name), "Option 'topic' names topic '%s' more than once", name);
        }
        problems.require(
                !options.has(TOPIC) || !names.isEmpty(), "Option 'topic' must name a topic");
        return names;
    }

    private Optional<Pattern> pattern() {
        return options.text(TOPIC_PATTERN)
                .flatMap(
                        regex -> {
                            try {
                                return Optional.of(Pattern.compile(regex));
                            } catch (PatternSyntaxException e) {
                                problems.add(
                                        "Option 'topic-pattern' must be a regular expression, is"
                                                + " '%s': %s",
                                        regex, e.getDescription());
                                return Optional.empty();
                            }
                        });
    }

    private int[] partitions() {
        List<Integer> numbers = options.numbers(SCAN_PARTITIONS).orElse(List.of());
        var seen = new TreeSet<Integer>();
        for (int number : numbers) {
            if (number < 0) {
                problems.add(
                        "Option 'scan.partitions' must name partitions from 0 up, is %d", number);
            } else {
                problems.require(
                        seen.add(number),
                        "Option 'scan.partitions' names partition %d more than once",
                        number);
            }
        }
        return seen.stream().mapToInt(Integer::intValue).toArray();
    }

    // Options of single topics

    private Set<String> topicsWithOptions(Set<String> names, Optional<Pattern> pattern) {
        var found = new TreeSet<String>();
        for (String key : new TreeSet<>(raw.keySet())) {
            if (key.startsWith(TOPIC_PREFIX)) {
                topicOf(key)
                        .filter(topic -> isRead(key, topic, names, pattern))
                        .ifPresent(found::add);
            }
        }
        return found;
    }

    private Optional<String> topicOf(String key) {
        for (ConfigOption<?> option : STARTUP_OPTIONS) {
            String suffix = OptionReader.topicKey("", option).substring(TOPIC_PREFIX.length());
            if (key.endsWith(suffix) && key.length() > TOPIC_PREFIX.length() + suffix.length()) {
                return Optional.of(
                        key.substring(TOPIC_PREFIX.length(), key.length() - suffix.length()));
            }
        }
        List<String> parts =
                STARTUP_OPTIONS.stream()
                        .map(option -> option.key().substring("scan.startup.".length()))
                        .toList();
        problems.add(
                "Option '%s' is unknown: '%s' must be followed by the name of a topic, a dot, and"
                        + " one of %s%s",
                key,
                TOPIC_PREFIX,
                parts,
                NearestName.hint(key.substring(key.lastIndexOf('.') + 1), parts));
        return Optional.empty();
    }

    private boolean isRead(String key, String topic, Set<String> names, Optional<Pattern> pattern) {
        boolean read =
                names.contains(topic)
                        || pattern.map(p -> p.asMatchPredicate().test(topic)).orElse(false);
        problems.require(
                read,
                "Option '%s' is for topic '%s', which the table does not read%s",
                key,
                topic,
                NearestName.hint(topic, names));
        return read;
    }
}
