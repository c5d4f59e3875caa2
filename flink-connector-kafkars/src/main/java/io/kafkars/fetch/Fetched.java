// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

import java.util.Map;
import java.util.Set;

/** What one poll has returned. Not thread-safe. */
public interface Fetched {

    /** The partitions of which there are records. */
    Set<TopicPartition> partitions();

    /**
     * The records of one of these partitions, in the order of their offsets. To be read once, and
     * before the next poll.
     */
    FetchedRecords records(TopicPartition partition);

    /**
     * The new position of each partition whose position has moved, with the leader epoch of the
     * last batch. It may be after the last record, and without any. Some may be missing:
     * interceptors and old versions of Kafka's client leave them out.
     */
    Map<TopicPartition, OffsetAndMetadata> nextOffsets();

    /**
     * Partitions of which the next poll may begin with the rest of a fetch. It should not be paused
     * before: the client would keep the rest, and with it the response that it is a part of.
     */
    Set<TopicPartition> unfinished();
}
