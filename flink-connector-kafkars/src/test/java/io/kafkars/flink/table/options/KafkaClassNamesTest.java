// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.options;

import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.security.plain.PlainLoginModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Kafka's classes are found by any of the names that they have in some jar. */
class KafkaClassNamesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.apache.kafka.common.security.plain.PlainLoginModule",
                "org.apache.flink.kafka.shaded.org.apache.kafka.common.security.plain"
                        + ".PlainLoginModule",
                "io.kafkars.shaded.org.apache.kafka.common.security.plain.PlainLoginModule"
            })
    void aLoginModuleIsTranslatedToItsNameInThisJar(String name) {
        String options = " required username=\"a\" password=\"org.apache.kafka.b\";";
        assertThat(KafkaClassNames.here(name + options))
                .isEqualTo(PlainLoginModule.class.getName() + options);
    }

    @Test
    void eachNameOfAListIsTranslated() {
        String here = JmxReporter.class.getName();
        assertThat(
                        KafkaClassNames.here(
                                "com.example.Mine,org.apache.flink.kafka.shaded."
                                        + here
                                        + ", "
                                        + here))
                .isEqualTo("com.example.Mine," + here + ", " + here);
    }

    @Test
    void otherNamesDoNotChange() {
        for (String name :
                new String[] {
                    "com.example.org.apache.kafka.common.Mine",
                    "org.apache.kafkaesque.Mine",
                    "x=org.apache.kafka.common.Value",
                    "'org.apache.kafka.common.Text'"
                }) {
            assertThat(KafkaClassNames.here(name)).isEqualTo(name);
        }
    }

    @Test
    void onlyPropertiesThatNameClassesAreTranslated() {
        assertThat(KafkaClassNames.arePartOf("sasl.jaas.config")).isTrue();
        assertThat(KafkaClassNames.arePartOf("sasl.login.callback.handler.class")).isTrue();
        assertThat(KafkaClassNames.arePartOf("metric.reporters")).isTrue();
        assertThat(KafkaClassNames.arePartOf("config.providers.file.class")).isTrue();
        assertThat(KafkaClassNames.arePartOf("bootstrap.servers")).isFalse();
        assertThat(KafkaClassNames.arePartOf("group.id")).isFalse();
        assertThat(KafkaClassNames.arePartOf("ssl.truststore.password")).isFalse();
    }
}
