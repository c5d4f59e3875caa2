// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.security;

import io.kafkars.flink.errors.ErrorPolicy;
import io.kafkars.testing.MiniClusters;
import io.kafkars.testing.Replay;

import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.ExceptionUtils;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static io.kafkars.security.SecureKafka.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Logins and certificates, right and wrong. */
@Timeout(120)
class SecurityITCase {

    @RegisterExtension static final MiniClusterExtension flink = MiniClusters.withSlots(2);

    @TempDir static Path directory;

    private static SecureKafka kafka;

    @BeforeAll
    static void start() throws Exception {
        kafka = SecureKafka.start(directory);
        kafka.kafka().createTopic("numbers", 1);
        kafka.kafka().produce(SecureJobs.numbers("numbers"));
        kafka.kafka().createTopic("letters", 1);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    // Right

    @ParameterizedTest
    @CsvSource({
        "PLAIN, false", "SCRAM-SHA-256, false", "SCRAM-SHA-512, false",
        "PLAIN, true", "SCRAM-SHA-256, true", "SCRAM-SHA-512, true"
    })
    void aSourceLogsInToReadAndToWriteDeadLetters(String mechanism, boolean tls) throws Exception {
        int letters = kafka.kafka().topic("letters").records().size();
        Map<String, String> properties =
                tls ? kafka.saslTls(mechanism, PASSWORD) : kafka.sasl(mechanism, PASSWORD);

        assertThat(elements(properties)).containsExactly(1L, 2L, 3L);

        assertThat(kafka.kafka().topic("letters").records()).hasSize(letters + 1);
    }

    @Test
    void aSourceReadsEncryptedWithoutALogin() throws Exception {
        assertThat(elements(kafka.tls())).containsExactly(1L, 2L, 3L);
    }

    // Wrong

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"})
    void aWrongPasswordIsReportedWithTheOptionsToCheckAndNotShown(String mechanism) {
        String wrong = "pass-3Hv-wrong";

        assertThatThrownBy(() -> start(kafka.sasl(mechanism, wrong)))
                .hasStackTraceContaining("does not accept the login")
                .hasStackTraceContaining("check security.protocol, sasl.* and ssl.*")
                .satisfies(
                        failure ->
                                assertThat(ExceptionUtils.stringifyException(failure))
                                        .doesNotContain(wrong));
    }

    @Test
    void aCertificateThatIsNotTrustedIsReportedWithTheOptionsToCheck() {
        assertThatThrownBy(() -> start(kafka.tlsWithWrongTrust()))
                .hasStackTraceContaining("TLS handshake")
                .hasStackTraceContaining("ssl.truststore");
    }

    @Test
    void aCertificateOfAnotherHostIsRefusedUnlessHostsAreNotVerified() throws Exception {
        Map<String, String> properties = kafka.tlsWithWrongHost();

        assertThatThrownBy(() -> start(properties))
                .hasStackTraceContaining("TLS handshake")
                .hasStackTraceContaining("No subject alternative DNS name matching localhost found")
                .hasStackTraceContaining("ssl.endpoint.identification.algorithm");

        properties.put("ssl.endpoint.identification.algorithm", "");
        assertThat(elements(properties)).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aListenerOfAnotherProtocolIsReportedAsAPossibleCause() {
        Map<String, String> properties = kafka.tls();
        properties.put("security.protocol", "PLAINTEXT");
        properties.put("default.api.timeout.ms", "3000");
        properties.put("request.timeout.ms", "2000");

        assertThatThrownBy(() -> start(properties))
                .hasStackTraceContaining("no answer from " + kafka.servers(SecureKafka.TLS))
                .hasStackTraceContaining("security.protocol");
    }

    private static List<Long> elements(Map<String, String> properties) throws Exception {
        return Replay.of(
                        SecureJobs.read("numbers", properties)
                                .setErrorPolicy(ErrorPolicy.deadLetterTopic("letters"))
                                .build())
                .toList();
    }

    /** Without dead letters, whose producer could fail before the lookup of the topics does. */
    private static void start(Map<String, String> properties) throws Exception {
        Replay.of(SecureJobs.read("numbers", properties).build()).run();
    }
}
