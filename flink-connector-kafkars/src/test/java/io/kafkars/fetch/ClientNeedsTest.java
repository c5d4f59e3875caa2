// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** The properties that only Kafka's own consumer can honour. */
class ClientNeedsTest {

    private static List<String> needs(Map<String, ?> properties) {
        return ClientNeeds.of(properties).stream().map(Object::toString).toList();
    }

    @Test
    void theDefaultsOfKafkaNeedNothing() {
        assertThat(needs(Map.of())).isEmpty();
        assertThat(needs(ConsumerConfig.configDef().defaultValues())).isEmpty();
    }

    @Test
    void interceptorsNeedTheRecordsOfTheClient() {
        assertThat(needs(Map.of("interceptor.classes", "a.B, a.C")))
                .containsExactly(
                        "'interceptor.classes' is set, and interceptors are given the records that"
                                + " KafkaConsumer makes");
        assertThat(needs(Map.of("interceptor.classes", List.of("a.B")))).hasSize(1);
    }

    @Test
    void anEmptyListOfInterceptorsNeedsNothing() {
        assertThat(needs(Map.of("interceptor.classes", ""))).isEmpty();
        assertThat(needs(Map.of("interceptor.classes", "  "))).isEmpty();
        assertThat(needs(Map.of("interceptor.classes", List.of()))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"consumer", "CONSUMER", "Consumer", "' consumer '", "${env:PROTOCOL}", "new"})
    void anyProtocolButTheClassicOneNeedsTheClient(String protocol) {
        assertThat(needs(Map.of("group.protocol", protocol)))
                .containsExactly(
                        "'group.protocol' is '"
                                + protocol.strip()
                                + "', for which KafkaConsumer fetches on a thread of its own");
    }

    @ParameterizedTest
    @CsvSource({"classic", "CLASSIC", "' Classic '", "''"})
    void theClassicProtocolNeedsNothing(String protocol) {
        assertThat(needs(Map.of("group.protocol", protocol))).isEmpty();
    }

    @Test
    void bothAreNamed() {
        assertThat(
                        ClientNeeds.of(
                                Map.of("interceptor.classes", "a.B", "group.protocol", "consumer")))
                .extracting(ClientNeeds.Need::property)
                .containsExactly("interceptor.classes", "group.protocol");
    }
}
