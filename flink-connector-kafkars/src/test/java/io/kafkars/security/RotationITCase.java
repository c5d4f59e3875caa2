// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.security;

import io.kafkars.flink.KafkarsSource;
import io.kafkars.testing.Await;
import io.kafkars.testing.MiniClusters;
import io.kafkars.testing.Replay;
import io.kafkars.topics.SourceTopic;

import org.apache.flink.test.junit5.MiniClusterExtension;

import org.apache.kafka.clients.admin.ScramMechanism;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Map;

import static io.kafkars.testing.Records.at;

/** Passwords that change while a job runs. */
@Timeout(120)
class RotationITCase {

    @RegisterExtension static final MiniClusterExtension flink = MiniClusters.withSlots(1);

    @TempDir Path directory;

    /** The broker requires a new login every two seconds. */
    @Test
    void aCallbackHandlerGivesTheNewPasswordToTheRunningJob() throws Exception {
        try (var kafka = SecureKafka.start(directory)) {
            var topic = kafka.kafka().createTopic("events", 1).write(0, at(1), "a");
            RotatedPassword.current = SecureKafka.PASSWORD;
            var builder = KafkarsSource.messages().setTopics(SourceTopic.earliest("events"));
            properties(kafka).forEach(builder::setProperty);
            try (var job = Replay.of(builder.build()).start()) {
                job.untilElements(1);

                String next = "pass-1Jt-next";
                kafka.scramPassword(ScramMechanism.SCRAM_SHA_512, SecureKafka.USER, next);
                RotatedPassword.current = next;
                int asked = RotatedPassword.TIMES_ASKED.get();
                Await.until(
                        "login with the new password",
                        () -> RotatedPassword.TIMES_ASKED.get() >= asked + 2);
                topic.write(0, at(2), "b");
                job.untilElements(2);
            }
        }
    }

    private static Map<String, String> properties(SecureKafka kafka) {
        Map<String, String> properties = kafka.sasl("SCRAM-SHA-512", "not used");
        properties.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        properties.put("sasl.client.callback.handler.class", RotatedPassword.class.getName());
        return properties;
    }
}
