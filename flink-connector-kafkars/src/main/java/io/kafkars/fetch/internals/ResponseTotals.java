// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch.internals;

import org.apache.kafka.common.TopicPartition;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Records and bytes of one fetch response. They are counted as they are read. Averages are per
 * response, as in Kafka's client, so they need the sums of all partitions. Of a response that is
 * not read to its end, because the client drops the rest, there is no average.
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

    /** Takes what was read of a topic. */
    void add(String topic, long records, long bytes) {
        sensors.count(topic, records, bytes);
        byTopic.merge(topic, new Total(records, bytes), Total::plus);
    }

    /** Nothing more will be read of a partition. */
    void finish(TopicPartition partition) {
        byTopic.putIfAbsent(partition.topic(), Total.ZERO);
        if (unread.remove(partition) && unread.isEmpty()) {
            Total all = byTopic.values().stream().reduce(Total.ZERO, Total::plus);
            sensors.finish(all.records, all.bytes);
            byTopic.forEach((topic, total) -> sensors.finish(topic, total.records, total.bytes));
        }
    }
}
