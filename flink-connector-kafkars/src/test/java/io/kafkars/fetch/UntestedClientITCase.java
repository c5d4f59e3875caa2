// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch;

import io.kafkars.testing.KafkaExtension;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.HashMap;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Where kafka-clients has a version that the connector has not been tested with. */
class UntestedClientITCase {

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    private static Map<String, Object> properties() {
        var properties = new HashMap<String, Object>();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        return properties;
    }

    @Test
    void recordsArePolledFromKafkaConsumer() {
        assertThat(AppInfoParser.getVersion()).isEqualTo("untested");
        try (LogFetcher fetcher =
                LogFetchers.open(properties(), RecordContent.ALL, FetchMode.AUTO)) {
            assertThat(fetcher).isInstanceOf(ClientFetcher.class);
        }
    }

    @Test
    void columnsAreRefusedWithTheVersion() {
        assertThatThrownBy(
                        () -> LogFetchers.open(properties(), RecordContent.ALL, FetchMode.COLUMNAR))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("untested");
    }
}
