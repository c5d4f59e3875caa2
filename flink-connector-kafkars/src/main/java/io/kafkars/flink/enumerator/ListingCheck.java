// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import io.kafkars.flink.enumerator.PartitionDiscovery.Listing;
import io.kafkars.merge.PartitionId;
import io.kafkars.topics.TopicIds;

import org.apache.flink.annotation.Internal;

import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares what Kafka lists with what is being read. Used by the coordinator thread only.
 *
 * <p>A topic with another id is another topic: the job fails. A partition that is not listed may
 * only be hidden, by a broker that is down or whose metadata is behind, so it is logged and kept.
 */
@Internal
final class ListingCheck {

    private static final Logger LOG = LoggerFactory.getLogger(ListingCheck.class);

    private final Set<PartitionId> reportedMissing = new HashSet<>();

    /**
     * @param known the partitions that are read, with the ids that their topics had when resolved
     * @throws org.apache.kafka.common.KafkaException if a topic was recreated
     */
    void check(Map<PartitionId, Uuid> known, Listing listing) {
        requireSameTopics(known, listing);
        List<PartitionId> missing = newlyMissing(known.keySet(), listing);
        if (!missing.isEmpty()) {
            LOG.warn(
                    "Kafka no longer lists these partitions among those to read. They are kept, and"
                            + " read for as long as they exist: {}",
                    missing);
        }
    }

    private static void requireSameTopics(Map<PartitionId, Uuid> known, Listing listing) {
        var idsNow = new HashMap<String, Uuid>();
        listing.partitions().forEach((partition, id) -> idsNow.put(partition.topic(), id));
        known.forEach(
                (partition, id) -> {
                    Uuid now = idsNow.getOrDefault(partition.topic(), Uuid.ZERO_UUID);
                    TopicIds.requireSame(partition.topic(), id, now);
                });
    }

    /** Known partitions that are not listed, each once until it has been listed again. */
    List<PartitionId> newlyMissing(Collection<PartitionId> known, Listing listing) {
        reportedMissing.removeAll(listing.partitions().keySet());
        return known.stream()
                .filter(partition -> !listing.partitions().containsKey(partition))
                .filter(reportedMissing::add)
                .sorted()
                .toList();
    }
}
