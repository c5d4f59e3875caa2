// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch.internals;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.internals.Fetch;
import org.apache.kafka.common.TopicPartition;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one poll has collected. Not thread-safe. */
public final class Collected {

    private final Map<TopicPartition, KeptFetch> kept = new LinkedHashMap<>();
    private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> ofClient =
            new LinkedHashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> nextOffsets = new HashMap<>();
    private KeptFetch last;
    private boolean empty = true;
    private long records;

    void add(Fetch<Object, byte[]> fetch) {
        empty &= fetch.isEmpty();
        fetch.records().forEach((partition, all) -> all.forEach(one -> add(partition, one)));
        nextOffsets.putAll(fetch.nextOffsets());
    }

    @SuppressWarnings("unchecked")
    private void add(TopicPartition partition, ConsumerRecord<Object, byte[]> record) {
        if (record.key() instanceof KeptFetch fetch) {
            kept.put(partition, fetch);
            last = fetch;
            records += fetch.batches().records();
        } else {
            ofClient.computeIfAbsent(partition, key -> new ArrayList<>())
                    .add((ConsumerRecord<byte[], byte[]>) (ConsumerRecord<?, byte[]>) record);
            records++;
        }
    }

    /** Whether no position has moved. */
    boolean isEmpty() {
        return empty;
    }

    /** Number of records, as far as headers tell. */
    long records() {
        return records;
    }

    /** Whether more is to come of the fetch that was added last. */
    public boolean isDivided() {
        return last != null && !last.isLast();
    }

    /** The partition of the fetch that was added last. */
    public TopicPartition lastPartition() {
        return last.partition();
    }

    /** The fetches that are there to be read. */
    public Map<TopicPartition, KeptFetch> kept() {
        return kept;
    }

    /** Records that the client has read itself, of other partitions. */
    public Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> ofClient() {
        return ofClient;
    }

    /** The new position of each partition that has moved. */
    public Map<TopicPartition, OffsetAndMetadata> nextOffsets() {
        return nextOffsets;
    }
}
