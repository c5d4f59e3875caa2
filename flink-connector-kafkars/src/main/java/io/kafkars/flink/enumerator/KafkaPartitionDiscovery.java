// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import io.kafkars.consumer.AdminOffsetLookup;
import io.kafkars.consumer.ConsumerProperties;
import io.kafkars.merge.PartitionId;
import io.kafkars.topics.Discovery;
import io.kafkars.topics.ExpiredStartPolicy;
import io.kafkars.topics.OffsetLookup.TopicPartitions;
import io.kafkars.topics.OffsetResolver;
import io.kafkars.topics.ReplayEnd;
import io.kafkars.topics.Resolution;
import io.kafkars.topics.ResolveException;
import io.kafkars.topics.ScanRange;
import io.kafkars.topics.SourceTopic;
import io.kafkars.validation.Problems;

import org.apache.flink.annotation.Internal;

import org.apache.kafka.common.Uuid;

import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Discovers the partitions of a Kafka cluster; the first question opens the admin client. */
@Internal
public final class KafkaPartitionDiscovery implements PartitionDiscovery {

    private final List<SourceTopic> topics;
    private final ReplayEnd replayEnd;
    private final ConsumerProperties properties;
    private final ScanRange range;
    private final ExpiredStartPolicy onExpiredStart;

    private AdminOffsetLookup lookup;
    private boolean closed;

    /**
     * @param topics what to read
     * @param replayEnd where the replay ends
     * @param properties how to reach the cluster
     * @param range the part of the topics that is read
     * @param onExpiredStart what happens if records of a start by time may have been deleted
     */
    public KafkaPartitionDiscovery(
            List<SourceTopic> topics,
            ReplayEnd replayEnd,
            ConsumerProperties properties,
            ScanRange range,
            ExpiredStartPolicy onExpiredStart) {
        this.topics = List.copyOf(topics);
        this.replayEnd = replayEnd;
        this.properties = properties;
        this.range = range;
        this.onExpiredStart = onExpiredStart;
    }

    @Override
    public Initial initial() throws IOException {
        Resolution resolution = resolver().resolve();
        return new Initial(resolution.resolveTime(), resolution.partitions());
    }

    @Override
    public Listing found(Set<PartitionId> known, boolean live) throws IOException {
        Discovery discovery = resolver().resolveDiscovered(known, live);
        return new Listing(discovery.listed(), discovery.added().partitions());
    }

    @Override
    public Map<String, Optional<Uuid>> topicIds(Set<String> topics) throws IOException {
        var problems = new Problems();
        var ids = new HashMap<String, Optional<Uuid>>();
        lookup().describe(topics, problems)
                .forEach((topic, found) -> ids.put(topic, found.map(TopicPartitions::topicId)));
        if (ids.isEmpty() && !problems.none()) {
            throw new ResolveException(problems);
        }
        return ids;
    }

    /** Ends a call that is under way, whose questions fail. */
    @Override
    public void close() {
        AdminOffsetLookup open;
        synchronized (this) {
            closed = true;
            open = lookup;
            lookup = null;
        }
        if (open != null) {
            open.close();
        }
    }

    private OffsetResolver resolver() throws IOException {
        return new OffsetResolver(
                topics,
                replayEnd,
                properties.groupId(),
                lookup(),
                Clock.systemUTC(),
                range,
                onExpiredStart);
    }

    private synchronized AdminOffsetLookup lookup() throws IOException {
        if (closed) {
            throw new IOException("The source is being closed");
        }
        if (lookup == null) {
            lookup = AdminOffsetLookup.open(properties, "enumerator");
        }
        return lookup;
    }
}
