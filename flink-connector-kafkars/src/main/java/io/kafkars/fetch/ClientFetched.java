// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch;

import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/** What a poll of Kafka's public consumer has returned. */
record ClientFetched(
        ConsumerRecords<byte[], byte[]> fetched,
        Set<TopicPartition> unfinished,
        RecordContent content)
        implements Fetched {

    /** Whether a poll returns positions, which is so since kafka-clients 4.0. */
    private static final boolean HAS_NEXT_OFFSETS =
            Arrays.stream(ConsumerRecords.class.getMethods())
                    .anyMatch(method -> method.getName().equals("nextOffsets"));

    @Override
    public Set<TopicPartition> partitions() {
        return fetched.partitions();
    }

    @Override
    public FetchedRecords records(TopicPartition partition) {
        return new ClientRecords(fetched.records(partition), content);
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> nextOffsets() {
        return HAS_NEXT_OFFSETS ? fetched.nextOffsets() : Map.of();
    }
}
