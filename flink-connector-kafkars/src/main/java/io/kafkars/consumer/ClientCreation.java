// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.validation.Explanation;

import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.SaslConfigs;

import java.util.Map;
import java.util.function.Function;

/** Creates Kafka's clients, and says what is wrong if that fails. */
public final class ClientCreation {

    private ClientCreation() {}

    /**
     * A client with these properties.
     *
     * @throws IllegalArgumentException if the client refuses them. It has no cause, so that what it
     *     says is what a user sees of a failed job; the failure of the client is suppressed in it
     */
    public static <C> C create(
            Map<String, Object> properties, Function<Map<String, Object>, C> constructor) {
        try {
            return constructor.apply(properties);
        } catch (KafkaException e) {
            String refused = describe(properties, e);
            throw Explanation.of(new IllegalArgumentException(refused), e);
        }
    }

    private static String describe(Map<String, Object> properties, KafkaException failure) {
        var protocol = properties.get(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG);
        if (!properties.containsKey(SaslConfigs.SASL_JAAS_CONFIG)
                && Causes.rootMessage(failure).contains("in the JAAS configuration")) {
            return String.format(
                    "No login for Kafka: '%s' is %s, and '%s' is not set. Set it (in SQL"
                            + " 'properties.%s'), for example to \"org.apache.kafka.common.security"
                            + ".scram.ScramLoginModule required username=\\\"...\\\""
                            + " password=\\\"...\\\";\" for the '%s' SCRAM-SHA-512",
                    CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
                    protocol,
                    SaslConfigs.SASL_JAAS_CONFIG,
                    SaslConfigs.SASL_JAAS_CONFIG,
                    SaslConfigs.SASL_MECHANISM);
        }
        // The client's own exception says only that it was not created.
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        String refused = Explanation.reasons(cause);
        return "Kafka's client refuses the Kafka properties: "
                + refused
                + (refused.contains("No resolvable bootstrap urls")
                        ? unknownHosts(properties)
                        : "");
    }

    private static String unknownHosts(Map<String, Object> properties) {
        return String.format(
                ". Found: '%s'. What to do: correct the names of the hosts, or make them known to"
                        + " the machines that run the job",
                properties.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
    }
}
