package io.kafkars.flink.enumerator;

import io.kafkars.consumer.AdminOffsetLookup;
import io.kafkars.consumer.ConsumerProperties;
import io.kafkars.consumer.Discovery;
import io.kafkars.consumer.OffsetResolver;
import io.kafkars.consumer.ReplayEnd;
import io.kafkars.consumer.Resolution;
import io.kafkars.consumer.ScanRange;
import io.kafkars.consumer.SourceTopic;
import io.kafkars.merge.PartitionId;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/** Asks a Kafka cluster, through an admin client that is opened by the first question. */
@Internal
public final class KafkaPartitionDiscovery implements PartitionDiscovery {

    private final List<SourceTopic> topics;
    private final ReplayEnd replayEnd;
    private final ConsumerProperties properties;
    private final ScanRange range;

    private AdminOffsetLookup lookup;
    private boolean closed;

    /**
     * @param topics what to read
     * @param replayEnd where the replay ends
     * @param properties how to reach the cluster
     * @param range which part of the topics can matter
     */
    public KafkaPartitionDiscovery(
            List<SourceTopic> topics,
            ReplayEnd replayEnd,
            ConsumerProperties properties,
            ScanRange range) {
        this.topics = List.copyOf(topics);
        this.replayEnd = replayEnd;
        this.properties = properties;
        this.range = range;
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

    /** Ends a call that is under way: its questions fail. */
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

    private synchronized OffsetResolver resolver() throws IOException {
        if (closed) {
            throw new IOException("The source is being closed");
        }
        if (lookup == null) {
            lookup = AdminOffsetLookup.open(properties, "enumerator");
        }
        return new OffsetResolver(
                topics, replayEnd, properties.groupId(), lookup, Clock.systemUTC(), range);
    }
}
