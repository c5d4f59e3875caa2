// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import org.apache.flink.annotation.Internal;

import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How many bytes the client has fetched since the last call, by the client's own metric. */
@Internal
final class ConsumedBytes {

    private static final String GROUP = "consumer-fetch-manager-metrics";
    private static final String NAME = "bytes-consumed-total";

    /** The metrics of single topics have the same name and one more tag. */
    private static final Set<String> TAGS = Set.of("client-id");

    private final Optional<Metric> total;
    private long seen;

    ConsumedBytes(Map<MetricName, ? extends Metric> clientMetrics) {
        this.total =
                clientMetrics.entrySet().stream()
                        .filter(entry -> isTotal(entry.getKey()))
                        .<Metric>map(Map.Entry::getValue)
                        .findFirst();
    }

    private static boolean isTotal(MetricName name) {
        return name.group().equals(GROUP)
                && name.name().equals(NAME)
                && name.tags().keySet().equals(TAGS);
    }

    /** Bytes since the last call; 0 if the client has no such metric. */
    long takeNew() {
        if (total.isEmpty()) {
            return 0;
        }
        long now = ((Number) total.get().metricValue()).longValue();
        long added = now - seen;
        seen = now;
        return added;
    }
}
