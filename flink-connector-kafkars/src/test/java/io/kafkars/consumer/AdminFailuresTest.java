// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class AdminFailuresTest {

    private final AdminFailures failures = failures(Map.of("bootstrap.servers", "host:9092"));

    private static AdminFailures failures(Map<String, String> properties) {
        return new AdminFailures(ConsumerProperties.of(properties));
    }

    @Test
    void aMissingPermissionIsNamed() {
        assertThat(failures.describe(new TopicAuthorizationException("t")))
                .isEqualTo("not authorised; the permission DESCRIBE on the topic is needed");
        assertThat(failures.describe(new GroupAuthorizationException("g")))
                .isEqualTo("not authorised; the permission DESCRIBE on the group is needed");
        assertThat(failures.describe(new ClusterAuthorizationException("denied")))
                .isEqualTo("not authorised by the cluster: denied");
    }

    @Test
    void aRejectedLoginNamesTheOptionsToCheck() {
        assertThat(failures.describe(new SaslAuthenticationException("wrong password")))
                .isEqualTo(
                        "host:9092 does not accept the login: wrong password; check"
                                + " security.protocol, sasl.* and ssl.*");
    }

    @Test
    void aFailedHandshakeHasItsRootCause() {
        var failure =
                new SslAuthenticationException(
                        "SSL handshake failed",
                        new IllegalStateException("outer", new IllegalStateException("no path")));

        assertThat(failures.describe(failure))
                .startsWith("TLS handshake with host:9092 failed: no path; check that");
    }

    @Test
    void aTimeoutHasTheTimeWaited() {
        assertThat(failures.describe(new TimeoutException("call timed out")))
                .startsWith(
                        "no answer from host:9092 within default.api.timeout.ms = 60000 ms; check");
        var impatient =
                Map.of(
                        "bootstrap.servers", "host:9092",
                        "default.api.timeout.ms", "300",
                        "request.timeout.ms", "300");
        assertThat(failures(impatient).describe(new TimeoutException("call timed out")))
                .contains("default.api.timeout.ms = 300 ms");
    }

    @Test
    void aDeletedTopicAndAnInterruptAreDescribedInShort() {
        assertThat(failures.describe(new UnknownTopicOrPartitionException("This server does not")))
                .isEqualTo("it no longer exists");
        assertThat(failures.describe(new InterruptedException()))
                .isEqualTo("interrupted while waiting for the answer");
    }

    @Test
    void anyOtherFailureHasItsTypeAndMessage() {
        assertThat(failures.describe(new InvalidTopicException("bad name")))
                .isEqualTo("InvalidTopicException: bad name");
    }
}
