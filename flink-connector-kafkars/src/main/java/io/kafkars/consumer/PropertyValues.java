// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.validation.Problems;

import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Checks the values of properties as Kafka's clients do when they are created, but all of them, and
 * before a job is submitted. Neither loads classes nor resolves references to config providers:
 * both may exist only where the source runs.
 */
final class PropertyValues {

    private static final List<ConfigDef> CLIENTS =
            List.of(ConsumerConfig.configDef(), AdminClientConfig.configDef());

    private static final String API_TIMEOUT = ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG;
    private static final String REQUEST_TIMEOUT = ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG;

    private PropertyValues() {}

    /**
     * Adds a problem for each value that a client would refuse.
     *
     * @param checked names of properties that are not checked here
     */
    static void check(Map<String, String> properties, Set<String> checked, Problems problems) {
        var values = new TreeMap<>(properties);
        values.keySet().removeAll(checked);
        boolean hasServers =
                !values.getOrDefault(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, "").isBlank();
        if (!hasServers) {
            values.remove(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG);
        }
        boolean hasReferences = properties.containsKey(AdminClientConfig.CONFIG_PROVIDERS_CONFIG);
        if (hasReferences) {
            values.values().removeIf(value -> value.contains("${"));
        }
        var found = new Problems();
        checkServers(values, found);
        values.forEach((name, value) -> checkValue(name, value, found));
        checkTimeouts(values, found);
        if (found.none() && hasServers && !hasReferences) {
            checkTogether(values, found);
        }
        found.found().forEach(text -> problems.add("%s", text));
    }

    private static void checkServers(Map<String, String> values, Problems problems) {
        String servers = values.getOrDefault(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, "");
        for (String server : servers.split(",")) {
            String address = server.strip();
            problems.require(
                    address.isEmpty() || isAddress(address),
                    "Property '%s' must be host:port separated by commas, has '%s'",
                    ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    address);
        }
    }

    private static boolean isAddress(String address) {
        try {
            Integer port = Utils.getPort(address);
            return Utils.getHost(address) != null && port != null && port > 0 && port <= 0xFFFF;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static void checkValue(String name, String value, Problems problems) {
        for (ConfigDef client : CLIENTS) {
            var key = client.configKeys().get(name);
            if (key != null && key.type != ConfigDef.Type.CLASS) {
                try {
                    Object parsed = ConfigDef.parseType(name, value, key.type);
                    if (key.validator != null) {
                        key.validator.ensureValid(name, parsed);
                    }
                } catch (ConfigException e) {
                    problems.add(
                            "Property '%s' cannot be '%s': %s",
                            name,
                            key.type == ConfigDef.Type.PASSWORD ? "[hidden]" : value,
                            reason(e, name));
                    return;
                }
            }
        }
    }

    /** What Kafka says, without the name and the value. */
    private static String reason(ConfigException failure, String name) {
        String message = failure.getMessage();
        String introduction = "for configuration " + name + ": ";
        int end = message.indexOf(introduction);
        String reason = end < 0 ? message : message.substring(end + introduction.length());
        return reason.substring(0, 1).toLowerCase(Locale.ROOT) + reason.substring(1);
    }

    /** The admin client refuses a call that would end before its first request. */
    private static void checkTimeouts(Map<String, String> values, Problems problems) {
        String given = values.get(API_TIMEOUT);
        if (given == null || !problems.none()) {
            return;
        }
        String request = values.get(REQUEST_TIMEOUT);
        long requestMillis =
                request == null
                        ? (Integer)
                                AdminClientConfig.configDef().defaultValues().get(REQUEST_TIMEOUT)
                        : Long.parseLong(request.strip());
        problems.require(
                Long.parseLong(given.strip()) >= requestMillis,
                "Property '%s' is %s, which is less than %d, %s property '%s': raise it, or set"
                        + " property '%s' to at most %s",
                API_TIMEOUT,
                given.strip(),
                requestMillis,
                request == null ? "the default of" : "the value of",
                REQUEST_TIMEOUT,
                REQUEST_TIMEOUT,
                given.strip());
    }

    private static void checkTogether(Map<String, String> values, Problems problems) {
        var consumer = new HashMap<String, Object>(values);
        consumer.keySet().removeIf(PropertyValues::isClass);
        consumer.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        consumer.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        try {
            new QuietConfig(consumer);
        } catch (ConfigException e) {
            problems.add("The Kafka properties do not fit together: %s", e.getMessage());
        }
    }

    private static boolean isClass(String name) {
        return CLIENTS.stream()
                .map(client -> client.configKeys().get(name))
                .anyMatch(key -> key != null && key.type == ConfigDef.Type.CLASS);
    }

    /** Does not log the values. */
    private static final class QuietConfig extends ConsumerConfig {
        private QuietConfig(Map<String, Object> values) {
            super(values, false);
        }
    }
}
