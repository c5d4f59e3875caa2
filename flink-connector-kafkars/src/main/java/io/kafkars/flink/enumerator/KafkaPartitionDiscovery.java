package io.kafkars.flink.enumerator;

import io.kafkars.consumer.AdminOffsetLookup;
import io.kafkars.consumer.ConsumerProperties;
import io.kafkars.consumer.Discovery;
import io.kafkars.consumer.OffsetResolver;
import io.kafkars.consumer.ReplayEnd;
import io.kafkars.consumer.Resolution;
import io.kafkars.consumer.SourceTopic;
import io.kafkars.merge.PartitionId;

import org.apache.flink.annotation.Internal;

import org.apache.kafka.common.Uuid;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Asks Kafka, through an admin client that is opened at the first question. */
@Internal
public final class KafkaPartitionDiscovery implements PartitionDiscovery {

    private final List<SourceTopic> topics;
    private final ReplayEnd replayEnd;
    private final ConsumerProperties properties;
    private AdminOffsetLookup lookup;
    private boolean closed;

    public KafkaPartitionDiscovery(
            List<SourceTopic> topics, ReplayEnd replayEnd, ConsumerProperties properties) {
        this.topics = topics;
        this.replayEnd = replayEnd;
        this.properties = properties;
    }

    @Override
    public Initial initial() {
        Resolution resolution = resolver().resolve();
        return new Initial(resolution.resolveTime(), resolution.partitions());
    }

    @Override
    public Listing found(Map<PartitionId, Uuid> known, boolean live) {
        Discovery discovery = resolver().resolveDiscovered(known.keySet(), live);
        Map<String, Uuid> topicIds = new HashMap<>();
        discovery.listed().forEach((partition, id) -> topicIds.put(partition.topic(), id));
        return new Listing(topicIds, discovery.listed().keySet(), discovery.added().partitions());
    }

    private OffsetResolver resolver() {
        return new OffsetResolver(
                topics, replayEnd, properties.groupId(), lookup(), Clock.systemUTC());
    }

    /** The client is closed by another thread than the one that asks. */
    private synchronized AdminOffsetLookup lookup() {
        if (closed) {
            throw new IllegalStateException("The source is being closed");
        }
        if (lookup == null) {
            lookup = AdminOffsetLookup.open(properties, "enumerator");
        }
        return lookup;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (lookup != null) {
            lookup.close();
        }
    }
}
