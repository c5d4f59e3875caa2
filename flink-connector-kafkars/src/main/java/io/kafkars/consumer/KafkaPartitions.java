// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.merge.PartitionId;

import org.apache.kafka.common.TopicPartition;

/** Converts between the merge's name of a partition and that of Kafka's client. */
final class KafkaPartitions {

    private KafkaPartitions() {}

    static TopicPartition of(PartitionId id) {
        return new TopicPartition(id.topic(), id.partition());
    }

    static PartitionId id(TopicPartition partition) {
        return new PartitionId(partition.topic(), partition.partition());
    }
}
