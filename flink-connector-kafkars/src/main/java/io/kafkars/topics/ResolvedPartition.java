// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.merge.PartitionProgress;

import org.apache.kafka.common.Uuid;

import java.util.Objects;

/**
 * A partition whose bounds have been resolved to offsets, as its replay begins.
 *
 * @param progress the partition at its start
 * @param topicId Kafka's id of the topic, by which a recreated topic is recognised
 */
public record ResolvedPartition(PartitionProgress progress, Uuid topicId) {

    public ResolvedPartition {
        Objects.requireNonNull(progress, "progress");
        Objects.requireNonNull(topicId, "topicId");
    }

    /** The same partition with other bounds. */
    ResolvedPartition bounded(long start, long end) {
        return new ResolvedPartition(
                PartitionProgress.atStart(progress.id(), start, end, progress.resolveTime()),
                topicId);
    }
}
