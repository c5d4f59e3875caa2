// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class ConsumedBytesTest {

    private static final String GROUP = "consumer-fetch-manager-metrics";

    private double total;

    private Metric metric(MetricName name) {
        return new Metric() {
            @Override
            public MetricName metricName() {
                return name;
            }

            @Override
            public Object metricValue() {
                return total;
            }
        };
    }

    private static MetricName name(String group, String name, Map<String, String> tags) {
        return new MetricName(name, group, "", tags);
    }

    private ConsumedBytes of(MetricName name) {
        return new ConsumedBytes(Map.of(name, metric(name)));
    }

    @Test
    void eachCallGivesTheBytesSinceTheOneBefore() {
        var bytes = of(name(GROUP, "bytes-consumed-total", Map.of("client-id", "c")));
        assertThat(bytes.takeNew()).isZero();

        total = 100;
        assertThat(bytes.takeNew()).isEqualTo(100);
        assertThat(bytes.takeNew()).isZero();
        total = 150;
        assertThat(bytes.takeNew()).isEqualTo(50);
    }

    @Test
    void theMetricOfASingleTopicIsNotTheTotal() {
        var bytes =
                of(
                        name(
                                GROUP,
                                "bytes-consumed-total",
                                Map.of("client-id", "c", "topic", "events")));
        total = 100;

        assertThat(bytes.takeNew()).isZero();
    }

    @Test
    void otherMetricsOfTheClientAreNotTheTotal() {
        total = 100;

        assertThat(of(name(GROUP, "records-consumed-total", Map.of("client-id", "c"))).takeNew())
                .isZero();
        assertThat(of(name("other", "bytes-consumed-total", Map.of("client-id", "c"))).takeNew())
                .isZero();
    }
}
