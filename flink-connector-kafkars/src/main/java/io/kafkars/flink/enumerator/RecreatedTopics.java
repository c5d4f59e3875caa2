// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import io.kafkars.flink.split.KafkarsSplit;
import io.kafkars.merge.PartitionId;
import io.kafkars.topics.ResolvedPartition;
import io.kafkars.topics.TopicIds;

import org.apache.flink.annotation.Internal;

import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Topics that were recreated while the source did not run, and are to be read from their start.
 * Immutable: found by the worker, used by the coordinator.
 *
 * @param ids the ids that they have now, by name
 * @param partitions their partitions, resolved again
 */
@Internal
record RecreatedTopics(Map<String, Uuid> ids, List<ResolvedPartition> partitions) {

    private static final Logger LOG = LoggerFactory.getLogger(RecreatedTopics.class);

    /**
     * Asks Kafka; blocks.
     *
     * @param known the partitions that are restored, with the ids that their topics had
     * @param live whether the source is live
     */
    static RecreatedTopics find(
            PartitionDiscovery discovery, Map<PartitionId, Uuid> known, boolean live)
            throws Exception {
        Set<String> names = new HashSet<>();
        known.keySet().forEach(partition -> names.add(partition.topic()));
        Map<String, Optional<Uuid>> idsNow = discovery.topicIds(names);
        Map<String, Uuid> changed = new HashMap<>();
        Set<PartitionId> same = new HashSet<>();
        known.forEach(
                (partition, id) -> {
                    String topic = partition.topic();
                    Optional<Uuid> now = idsNow.getOrDefault(topic, Optional.empty());
                    if (now.isPresent() && TopicIds.differ(id, now.get())) {
                        changed.put(topic, now.get());
                    } else {
                        same.add(partition);
                    }
                });
        return new RecreatedTopics(
                changed, changed.isEmpty() ? List.of() : discovery.found(same, live).added());
    }

    /**
     * Gives the splits of these topics their new ids. Readers have replaced the splits that they
     * restored by themselves; the splits that no reader has start where they were resolved now.
     */
    void replaceIn(SplitTracker tracker) {
        ids.forEach(
                (topic, id) -> {
                    LOG.warn(
                            "Topic '{}' was deleted and recreated, with the id {}; it is read from"
                                    + " its start",
                            topic,
                            id);
                    tracker.changeTopicId(topic, id);
                });
        tracker.replaceUnassigned(partitions.stream().map(KafkarsSplit::of).toList());
    }
}
