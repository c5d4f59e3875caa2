// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Says what failures of the admin client mean to the user, and what to do about them. */
final class AdminFailures {

    private final String bootstrapServers;
    private final Object apiTimeoutMillis;

    AdminFailures(ConsumerProperties properties) {
        this.bootstrapServers = properties.bootstrapServers();
        var timeout = AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG;
        this.apiTimeoutMillis =
                properties
                        .forAdmin("")
                        .getOrDefault(
                                timeout,
                                AdminClientConfig.configDef().defaultValues().get(timeout));
    }

    String describe(Throwable failure) {
        if (failure instanceof TopicAuthorizationException) {
            return "not authorised; the permission DESCRIBE on the topic is needed";
        }
        if (failure instanceof GroupAuthorizationException) {
            return "not authorised; the permission DESCRIBE on the group is needed";
        }
        if (failure instanceof ClusterAuthorizationException) {
            return "not authorised by the cluster: " + failure.getMessage();
        }
        if (failure instanceof SslAuthenticationException) {
            return String.format(
                    "TLS handshake with %s failed: %s; check that ssl.truststore.* has the"
                            + " certificate that signed the broker's, and that the broker's was"
                            + " issued for the host in bootstrap.servers"
                            + " (ssl.endpoint.identification.algorithm)",
                    bootstrapServers, Causes.rootMessage(failure));
        }
        if (failure instanceof AuthenticationException) {
            return String.format(
                    "%s does not accept the login: %s; check security.protocol, sasl.* and ssl.*",
                    bootstrapServers, failure.getMessage());
        }
        if (failure instanceof TimeoutException) {
            return String.format(
                    "no answer from %s within %s = %s ms; check that the brokers can be reached,"
                            + " that security.protocol is that of their listener, and that every"
                            + " partition has a leader",
                    bootstrapServers,
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                    apiTimeoutMillis);
        }
        if (failure instanceof UnknownTopicOrPartitionException) {
            return "it no longer exists";
        }
        if (failure instanceof InterruptedException) {
            return "interrupted while waiting for the answer";
        }
        return failure.getClass().getSimpleName() + ": " + failure.getMessage();
    }
}
