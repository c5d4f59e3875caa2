// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch.internals;

import org.apache.kafka.common.TopicPartition;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Records and bytes of one fetch response, summed up over its partitions. They go to the metrics
 * when all partitions have been read, as in Kafka's client: averages are per response.
 */
public final class ResponseTotals {

    /** Records and bytes. */
    private record Total(long records, long bytes) {

        static final Total ZERO = new Total(0, 0);

        Total plus(Total other) {
            return new Total(records + other.records, bytes + other.bytes);
        }
    }

    private final FetchSensors sensors;
    private final Set<TopicPartition> unread;
    private final Map<String, Total> byTopic = new HashMap<>();

    ResponseTotals(FetchSensors sensors, Collection<TopicPartition> partitions) {
        this.sensors = sensors;
        this.unread = new HashSet<>(partitions);
    }

    /**
     * Takes what was read of a partition.
     *
     * @param isLast whether nothing more will be read of it
     */
    void report(TopicPartition partition, long records, long bytes, boolean isLast) {
        byTopic.merge(partition.topic(), new Total(records, bytes), Total::plus);
        if (isLast && unread.remove(partition) && unread.isEmpty()) {
            Total all = byTopic.values().stream().reduce(Total.ZERO, Total::plus);
            sensors.record(all.records, all.bytes);
            byTopic.forEach((topic, total) -> sensors.record(topic, total.records, total.bytes));
        }
    }
}
