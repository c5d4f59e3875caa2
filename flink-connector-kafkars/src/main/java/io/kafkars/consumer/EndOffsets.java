// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import org.apache.kafka.common.TopicPartition;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Asks Kafka where logs end, without waiting for the answers. Not thread-safe. */
public interface EndOffsets extends AutoCloseable {

    /**
     * Asks for the end offsets of these partitions, at the reader's isolation level.
     *
     * @return one answer for each partition. It comes from any thread, or fails: within about ten
     *     seconds if Kafka gives none
     * @throws org.apache.kafka.common.KafkaException if Kafka cannot be asked now
     */
    Map<TopicPartition, CompletableFuture<Long>> ask(Collection<TopicPartition> partitions);

    /** Abandons what has not been answered. */
    @Override
    void close();
}
