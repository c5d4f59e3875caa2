// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.options;

import io.kafkars.consumer.ConsumerProperties;
import io.kafkars.validation.Problems;

import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import static io.kafkars.flink.table.options.KafkarsOptions.PROPERTIES_PREFIX;

/**
 * Reads the options that are properties of Kafka's consumer: without their prefix, and with the
 * names that Kafka's own classes have here.
 */
final class KafkaProperties {

    /** Properties of Flink's Kafka connector that Kafka does not know, and what to do instead. */
    private static final Map<String, String> OPTIONS_FOR_PROPERTIES =
            Map.of(
                    "partition.discovery.interval.ms",
                    "set 'scan.topic-partition-discovery.interval'",
                    "commit.offsets.on.checkpoint",
                    "set 'scan.commit-offsets-on-checkpoint'",
                    "client.id.prefix",
                    "set 'properties.client.id', which is the prefix of all clients' ids",
                    "register.consumer.metrics",
                    "leave it out, the client's metrics are always shown");

    private KafkaProperties() {}

    /** The properties by their names in Kafka; what is wrong with them is added to the problems. */
    static Map<String, String> read(Map<String, String> options, Problems problems) {
        var properties = new TreeMap<String, String>();
        new TreeMap<>(options)
                .forEach(
                        (key, value) -> {
                            if (key.startsWith(PROPERTIES_PREFIX)
                                    && !key.equals(StartupPolicies.OFFSET_RESET)) {
                                String name = key.substring(PROPERTIES_PREFIX.length());
                                properties.put(
                                        name,
                                        KafkaClassNames.arePartOf(name)
                                                ? KafkaClassNames.here(value)
                                                : value);
                            }
                        });
        properties.forEach((name, value) -> check(name, value, problems));
        properties.keySet().removeAll(OPTIONS_FOR_PROPERTIES.keySet());
        var found = new Problems();
        ConsumerProperties.check(properties, found);
        found.found()
                .forEach(
                        text ->
                                problems.add(
                                        "%s",
                                        text.replace("Property '", "Option '" + PROPERTIES_PREFIX)
                                                .replace(
                                                        "property '",
                                                        "option '" + PROPERTIES_PREFIX)));
        return properties;
    }

    private static void check(String name, String value, Problems problems) {
        String forced = ConsumerProperties.forcedProperties().get(name);
        if (forced != null) {
            problems.require(
                    forced.equals(value),
                    "Option '%s%s' cannot be set: the connector needs '%s' there",
                    PROPERTIES_PREFIX,
                    name,
                    forced);
        } else if (OPTIONS_FOR_PROPERTIES.containsKey(name)) {
            problems.add(
                    "Option '%s%s' is no property of Kafka: %s",
                    PROPERTIES_PREFIX, name, OPTIONS_FOR_PROPERTIES.get(name));
        } else if (!knownNames().contains(name)) {
            // It may be meant for an interceptor or a metric reporter, unless it looks mistyped.
            NearestName.within(2, name, knownNames())
                    .ifPresent(
                            nearest ->
                                    problems.add(
                                            "Option '%s%s' is no property of Kafka's consumer; did"
                                                    + " you mean '%s%s'?",
                                            PROPERTIES_PREFIX, name, PROPERTIES_PREFIX, nearest));
        }
    }

    /** The names of Kafka's properties as options. */
    static Set<String> knownOptions() {
        return knownNames().stream()
                .map(name -> PROPERTIES_PREFIX + name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> knownNames() {
        var names = new TreeSet<>(ConsumerConfig.configNames());
        names.addAll(AdminClientConfig.configNames());
        return names;
    }
}
