// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.consumer.ConsumerProperties;
import io.kafkars.fetch.ClientNeeds;
import io.kafkars.validation.Problems;

import org.apache.kafka.clients.consumer.ConsumerConfig;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/** The properties of Kafka's consumer that a builder was given; they may be of any type. */
final class GivenProperties {

    /** Properties of Flink's Kafka connector that Kafka does not know, and the setters here. */
    private static final Map<String, String> SETTERS_FOR_PROPERTIES =
            Map.of(
                    "partition.discovery.interval.ms", "setPartitionDiscoveryInterval",
                    "commit.offsets.on.checkpoint", "setCommitOffsetsOnCheckpoints",
                    "client.id.prefix", "setClientIdPrefix",
                    "register.consumer.metrics", "setRegisterConsumerMetrics");

    private final Map<Object, Object> properties = new HashMap<>();

    void put(String key, String value) {
        properties.put(
                Objects.requireNonNull(key, "key"),
                Objects.requireNonNull(value, "value of " + key));
    }

    /** Adds all of them, with their defaults. */
    void putAll(Properties added) {
        added.stringPropertyNames().forEach(name -> properties.put(name, added.getProperty(name)));
        properties.putAll(added);
    }

    Optional<String> groupId() {
        return properties.get(ConsumerConfig.GROUP_ID_CONFIG) instanceof String group
                ? Optional.of(group)
                : Optional.empty();
    }

    /** Those that only Kafka's own consumer can honour. */
    List<ClientNeeds.Need> clientNeeds() {
        return ClientNeeds.of(properties);
    }

    void check(Problems problems) {
        ConsumerProperties.check(properties, problems);
        SETTERS_FOR_PROPERTIES.forEach(
                (key, setter) ->
                        problems.require(
                                !properties.containsKey(key),
                                "Property '%s' is an option of the source, not of Kafka: use %s",
                                key,
                                setter));
    }

    /** The properties as the source keeps them, once {@link #check} has found no problem. */
    ConsumerProperties checked() {
        return ConsumerProperties.of(properties);
    }
}
