// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch;

import org.apache.kafka.clients.consumer.ConsumerConfig;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Properties of Kafka's consumer that only {@code KafkaConsumer} itself can honour. */
public final class ClientNeeds {

    private static final String CLASSIC = "classic";

    private ClientNeeds() {}

    /**
     * A property that needs {@code KafkaConsumer}.
     *
     * @param property its name
     * @param reason what about it does, to follow after its name and "is"
     */
    public record Need(String property, String reason) {

        @Override
        public String toString() {
            return String.format("'%s' is %s", property, reason);
        }
    }

    /**
     * Those among the properties. A value that is still to be replaced by a config provider counts
     * as one that needs the client.
     */
    public static List<Need> of(Map<?, ?> properties) {
        var needs = new ArrayList<Need>();
        String interceptors = text(properties, ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);
        if (!interceptors.isEmpty()) {
            needs.add(
                    new Need(
                            ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG,
                            "set, and interceptors are given the records that KafkaConsumer"
                                    + " makes"));
        }
        String protocol = text(properties, ConsumerConfig.GROUP_PROTOCOL_CONFIG);
        if (!protocol.isEmpty() && !protocol.equalsIgnoreCase(CLASSIC)) {
            needs.add(
                    new Need(
                            ConsumerConfig.GROUP_PROTOCOL_CONFIG,
                            String.format(
                                    "'%s', for which KafkaConsumer fetches on a thread of its own",
                                    protocol)));
        }
        return needs;
    }

    private static String text(Map<?, ?> properties, String name) {
        Object value = properties.get(name);
        boolean none = value == null || value instanceof Collection<?> list && list.isEmpty();
        return none ? "" : value.toString().strip();
    }
}
