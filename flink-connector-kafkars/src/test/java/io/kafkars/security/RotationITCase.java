// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.security;

import io.kafkars.flink.KafkarsSource;
import io.kafkars.flink.message.Message;
import io.kafkars.testing.Await;
import io.kafkars.topics.SourceTopic;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;

import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** Passwords that change while a job runs. */
@Timeout(120)
class RotationITCase {

    @RegisterExtension
    static final MiniClusterExtension FLINK =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberSlotsPerTaskManager(1)
                            .build());

    @TempDir Path directory;

    /** The brokers of this test ask for the login again every two seconds. */
    @Test
    void aHandlerOfCallbacksGivesTheNewPasswordToTheRunningJob() throws Exception {
        try (var kafka = SecureKafka.start(directory)) {
            kafka.kafka().createTopic("events", 1);
            kafka.kafka().produce(List.of(event(1)));
            RotatedPassword.current = SecureKafka.PASSWORD;
            var builder = KafkarsSource.messages().setTopics(SourceTopic.earliest("events"));
            properties(kafka).forEach(builder::setProperty);
            var env = StreamExecutionEnvironment.getExecutionEnvironment();
            env.setParallelism(1);
            var stream =
                    env.fromSource(builder.build(), WatermarkStrategy.noWatermarks(), "events");
            try (CloseableIterator<Message> messages = stream.executeAndCollect()) {
                assertThat(messages.next().timestamp()).isEqualTo(1);

                String next = "pass-1Jt-next";
                kafka.scramPassword(ScramMechanism.SCRAM_SHA_512, SecureKafka.USER, next);
                RotatedPassword.current = next;
                int asked = RotatedPassword.TIMES_ASKED.get();
                Await.until(
                        "login with the new password",
                        () -> RotatedPassword.TIMES_ASKED.get() >= asked + 2);
                kafka.kafka().produce(List.of(event(2)));

                assertThat(messages.next().timestamp()).isEqualTo(2);
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

    private static ProducerRecord<byte[], byte[]> event(long timestamp) {
        return new ProducerRecord<>("events", 0, timestamp, null, new byte[0]);
    }
}
