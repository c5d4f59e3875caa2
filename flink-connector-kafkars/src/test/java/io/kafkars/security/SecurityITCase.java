// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.security;

import io.kafkars.flink.KafkarsSource;
import io.kafkars.flink.errors.ErrorPolicy;

import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
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

    @RegisterExtension
    static final MiniClusterExtension FLINK =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberSlotsPerTaskManager(2)
                            .build());

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

    // ------------------------------------------------------------ right

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

    // ------------------------------------------------------------ wrong

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"})
    void aWrongPasswordIsSaidWithTheOptionsToLookAtAndNotShown(String mechanism) {
        String wrong = "pass-3Hv-wrong";

        assertThatThrownBy(() -> run(kafka.sasl(mechanism, wrong)))
                .hasStackTraceContaining("does not accept the login")
                .hasStackTraceContaining("check security.protocol, sasl.* and ssl.*")
                .satisfies(
                        failure ->
                                assertThat(ExceptionUtils.stringifyException(failure))
                                        .doesNotContain(wrong));
    }

    @Test
    void aCertificateThatIsNotTrustedIsSaidWithTheOptionsToLookAt() {
        assertThatThrownBy(() -> run(kafka.tlsWithWrongTrust()))
                .hasStackTraceContaining("TLS handshake")
                .hasStackTraceContaining("ssl.truststore");
    }

    @Test
    void aCertificateOfAnotherHostIsRefusedUnlessHostsAreNotLookedAt() throws Exception {
        Map<String, String> properties = kafka.tlsWithWrongHost();

        assertThatThrownBy(() -> run(properties))
                .hasStackTraceContaining("TLS handshake")
                .hasStackTraceContaining("No subject alternative DNS name matching localhost found")
                .hasStackTraceContaining("ssl.endpoint.identification.algorithm");

        properties.put("ssl.endpoint.identification.algorithm", "");
        assertThat(elements(properties)).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aListenerOfAnotherProtocolIsSaidAsAPossibleCause() {
        Map<String, String> properties = kafka.tls();
        properties.put("security.protocol", "PLAINTEXT");
        properties.put("default.api.timeout.ms", "3000");
        properties.put("request.timeout.ms", "2000");

        assertThatThrownBy(() -> run(properties))
                .hasStackTraceContaining("no answer from " + kafka.servers(SecureKafka.TLS))
                .hasStackTraceContaining("security.protocol");
    }

    private static List<Long> elements(Map<String, String> properties) throws Exception {
        return SecureJobs.elements(source(properties));
    }

    private static void run(Map<String, String> properties) throws Exception {
        SecureJobs.run(source(properties));
    }

    private static KafkarsSource<Long> source(Map<String, String> properties) {
        return SecureJobs.read("numbers", properties)
                .setErrorPolicy(ErrorPolicy.deadLetterTopic("letters"))
                .build();
    }
}
