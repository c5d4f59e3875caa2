package io.kafkars.topics;

import io.kafkars.merge.PartitionProgress;

import org.apache.kafka.common.Uuid;

import java.util.Objects;

/**
 * A partition whose bounds are numbers: what resolving gives, and what a replay begins with.
 *
 * @param progress the partition at its start
 * @param topicId Kafka's id of the topic; a topic made again under the same name has another
 */
public record ResolvedPartition(PartitionProgress progress, Uuid topicId) {

    public ResolvedPartition {
        Objects.requireNonNull(progress, "progress");
        Objects.requireNonNull(topicId, "topicId");
    }

    /** The same partition at the start of another replay. */
    ResolvedPartition bounded(long start, long end) {
        return new ResolvedPartition(
                PartitionProgress.atStart(progress.id(), start, end, progress.resolveTime()),
                topicId);
    }
}
