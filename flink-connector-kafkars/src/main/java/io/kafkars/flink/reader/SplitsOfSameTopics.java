package io.kafkars.flink.reader;

import io.kafkars.consumer.AdminOffsetLookup;
import io.kafkars.consumer.ConsumerProperties;
import io.kafkars.flink.split.KafkarsSplit;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.topics.OffsetLookup;
import io.kafkars.topics.OffsetLookup.TopicPartitions;
import io.kafkars.topics.RecreatedTopicPolicy;
import io.kafkars.topics.ResolveException;
import io.kafkars.topics.TopicIds;
import io.kafkars.validation.Problems;

import org.apache.flink.annotation.Internal;

import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Compares the ids of the topics with those in the state, before a record is read at an offset that
 * may be another topic's. A topic that does not exist is left to the enumerator, which watches.
 */
@Internal
public final class SplitsOfSameTopics implements RestoredSplits {

    private static final Logger LOG = LoggerFactory.getLogger(SplitsOfSameTopics.class);

    /** An {@link OffsetLookup} that is open until it is closed. */
    interface OpenLookup extends AutoCloseable {
        OffsetLookup lookup();

        @Override
        void close();
    }

    private final Supplier<OpenLookup> lookups;
    private final RecreatedTopicPolicy policy;
    private final LongSupplier clock;

    SplitsOfSameTopics(
            Supplier<OpenLookup> lookups, RecreatedTopicPolicy policy, LongSupplier clock) {
        this.lookups = lookups;
        this.policy = policy;
        this.clock = clock;
    }

    /**
     * @param properties how to reach Kafka
     * @param clientIdSuffix goes behind the client id of the properties
     */
    public static RestoredSplits in(
            ConsumerProperties properties, String clientIdSuffix, RecreatedTopicPolicy policy) {
        return new SplitsOfSameTopics(
                () -> open(AdminOffsetLookup.open(properties, clientIdSuffix)),
                policy,
                System::currentTimeMillis);
    }

    private static OpenLookup open(AdminOffsetLookup lookup) {
        return new OpenLookup() {
            @Override
            public OffsetLookup lookup() {
                return lookup;
            }

            @Override
            public void close() {
                lookup.close();
            }
        };
    }

    /**
     * @throws org.apache.kafka.common.KafkaException if a topic was made again, and that is to fail
     * @throws ResolveException if topics that were made again are to be read from their start, and
     *     Kafka does not say whether they were, or where that is
     */
    @Override
    public List<KafkarsSplit> toRead(List<KafkarsSplit> restored) {
        try (var open = lookups.get()) {
            var problems = new Problems();
            Map<String, Optional<TopicPartitions>> topics =
                    open.lookup()
                            .describe(
                                    restored.stream()
                                            .map(split -> split.partition().topic())
                                            .distinct()
                                            .toList(),
                                    problems);
            var others = new HashMap<PartitionId, Uuid>();
            for (KafkarsSplit split : restored) {
                String topic = split.partition().topic();
                topics.getOrDefault(topic, Optional.empty())
                        .map(TopicPartitions::topicId)
                        .filter(now -> TopicIds.differ(split.topicId(), now))
                        .ifPresent(now -> others.put(split.partition(), now));
            }
            if (policy == RecreatedTopicPolicy.FAIL) {
                restored.stream()
                        .filter(split -> others.containsKey(split.partition()))
                        .forEach(
                                split ->
                                        TopicIds.requireSame(
                                                split.partition().topic(),
                                                split.topicId(),
                                                others.get(split.partition())));
                if (!problems.none()) {
                    LOG.warn(
                            "Cannot find out whether topics were made again; reading goes on, and"
                                    + " the enumerator looks again: {}",
                            new ResolveException(problems).getMessage());
                }
                return restored;
            }
            return fromTheirStart(restored, others, open.lookup(), problems);
        }
    }

    private List<KafkarsSplit> fromTheirStart(
            List<KafkarsSplit> restored,
            Map<PartitionId, Uuid> others,
            OffsetLookup lookup,
            Problems problems) {
        Collection<PartitionId> partitions = others.keySet();
        // In this order, so that the end does not take in what came after the start was found.
        Map<PartitionId, Long> ends =
                others.isEmpty() ? Map.of() : lookup.endOffsets(partitions, problems);
        Map<PartitionId, Long> starts =
                others.isEmpty() ? Map.of() : lookup.earliestOffsets(partitions, problems);
        if (!problems.none()) {
            throw new ResolveException(problems);
        }
        var toRead = new ArrayList<KafkarsSplit>();
        for (KafkarsSplit split : restored) {
            PartitionId id = split.partition();
            if (others.containsKey(id)) {
                long start = starts.get(id);
                long end = split.progress().isLive() ? start : Math.max(start, ends.get(id));
                LOG.warn(
                        "Topic '{}' was deleted and made again: partition {} is read from its"
                                + " start, offset {}, instead of offset {} of the old topic",
                        id.topic(),
                        id.partition(),
                        start,
                        split.progress().nextOffset());
                toRead.add(
                        new KafkarsSplit(
                                PartitionProgress.atStart(id, start, end, clock.getAsLong()),
                                others.get(id)));
            } else {
                toRead.add(split);
            }
        }
        return toRead;
    }
}
