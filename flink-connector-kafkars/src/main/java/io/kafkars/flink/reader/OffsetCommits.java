// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import org.apache.flink.annotation.Internal;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Remembers which offsets belong to which checkpoint, so that those of a completed one can be
 * committed. Offsets of finished splits are kept until they have been committed once. Safe for both
 * threads of the reader.
 *
 * <p>Commits let others watch the progress; recovery never reads them.
 */
@Internal
final class OffsetCommits {

    private final SortedMap<Long, Map<TopicPartition, OffsetAndMetadata>> byCheckpoint =
            new TreeMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> finished = new HashMap<>();

    /** A checkpoint holds these next offsets. */
    synchronized void snapshot(long checkpointId, Map<TopicPartition, OffsetAndMetadata> offsets) {
        var all = new HashMap<>(finished);
        all.putAll(offsets);
        byCheckpoint.put(checkpointId, all);
    }

    /** A split has finished at this offset. */
    synchronized void finished(TopicPartition partition, OffsetAndMetadata nextOffset) {
        finished.put(partition, nextOffset);
    }

    /** The offsets to commit; empty if a later checkpoint has completed before. */
    synchronized Map<TopicPartition, OffsetAndMetadata> completed(long checkpointId) {
        Map<TopicPartition, OffsetAndMetadata> offsets =
                byCheckpoint.getOrDefault(checkpointId, Map.of());
        byCheckpoint.headMap(checkpointId + 1).clear();
        return offsets;
    }

    /**
     * Kafka has these offsets. An end of a split is forgotten only if it is this very offset, and
     * not an earlier one of the same split.
     */
    synchronized void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
        offsets.forEach(finished::remove);
    }
}
