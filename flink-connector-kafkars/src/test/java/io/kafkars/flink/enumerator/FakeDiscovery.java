// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import io.kafkars.merge.PartitionId;
import io.kafkars.topics.ResolvedPartition;

import org.apache.kafka.common.Uuid;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A fake of Kafka, to which a test adds resolved partitions, and from which it removes them. */
final class FakeDiscovery implements PartitionDiscovery {

    private final Map<PartitionId, ResolvedPartition> partitions = new TreeMap<>();
    private final Map<String, Uuid> recreated = new HashMap<>();

    /** Thrown by every call while set. */
    Exception failure;

    /** Thrown by every call while set. */
    Error error;

    /** Runs in the middle of {@link #found}. */
    Runnable meanwhile = () -> {};

    int initialCalls;
    int foundCalls;
    int topicIdsCalls;

    /** Topics about which Kafka gives no answer. */
    final Set<String> unanswered = new HashSet<>();

    boolean lastLive;
    boolean closed;

    FakeDiscovery with(String topic, int partition, long length) {
        partitions.put(
                new PartitionId(topic, partition), Splits.resolved(topic, partition, length));
        return this;
    }

    void hide(String topic, int partition) {
        partitions.remove(new PartitionId(topic, partition));
    }

    void recreate(String topic) {
        recreated.put(topic, new Uuid(2, topic.hashCode()));
    }

    void recreateAgain(String topic) {
        recreated.put(topic, new Uuid(3, topic.hashCode()));
    }

    @Override
    public Initial initial() throws Exception {
        initialCalls++;
        failIfAsked();
        return new Initial(Splits.RESOLVE_TIME, partitions.values().stream().toList());
    }

    @Override
    public Listing found(Set<PartitionId> known, boolean live) throws Exception {
        foundCalls++;
        lastLive = live;
        failIfAsked();
        meanwhile.run();
        var listed = new HashMap<PartitionId, Uuid>();
        var added = new ArrayList<ResolvedPartition>();
        partitions.forEach(
                (id, partition) -> {
                    Uuid topicId = recreated.getOrDefault(id.topic(), partition.topicId());
                    listed.put(id, topicId);
                    if (!known.contains(id)) {
                        added.add(new ResolvedPartition(partition.progress(), topicId));
                    }
                });
        return new Listing(listed, added);
    }

    @Override
    public Map<String, Optional<Uuid>> topicIds(Set<String> topics) throws Exception {
        topicIdsCalls++;
        failIfAsked();
        var ids = new HashMap<String, Optional<Uuid>>();
        topics.forEach(topic -> ids.put(topic, Optional.empty()));
        partitions.forEach(
                (id, partition) ->
                        ids.computeIfPresent(
                                id.topic(),
                                (topic, unknown) ->
                                        Optional.of(
                                                recreated.getOrDefault(
                                                        topic, partition.topicId()))));
        ids.keySet().removeAll(unanswered);
        return ids;
    }

    @Override
    public void close() {
        closed = true;
    }

    private void failIfAsked() throws Exception {
        if (failure != null) {
            throw failure;
        }
        if (error != null) {
            throw error;
        }
    }
}
