// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch;

import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

import java.util.Map;
import java.util.Set;

/** What a poll of Kafka's public consumer has returned. */
record ClientFetched(
        ConsumerRecords<byte[], byte[]> fetched,
        Set<TopicPartition> unfinished,
        RecordContent content)
        implements Fetched {

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
        return fetched.nextOffsets();
    }
}
