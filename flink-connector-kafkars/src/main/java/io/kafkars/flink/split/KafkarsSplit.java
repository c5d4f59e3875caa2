// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.split;

import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.topics.ResolvedPartition;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceSplit;

import org.apache.kafka.common.Uuid;

import java.util.Objects;

/**
 * A partition whose replay has been resolved, and how far it has come.
 *
 * <p>Immutable: the split in a checkpoint is another object, made with {@link
 * #withProgress(PartitionProgress)}. Whether the split is live is never stored, because it follows
 * from the progress.
 */
@Internal
public final class KafkarsSplit implements SourceSplit {

    private final PartitionProgress progress;
    private final Uuid topicId;

    /** Flink asks for the id with every batch, so it is built once for all copies of the split. */
    private final String splitId;

    /**
     * @param progress the partition and how far it has come
     * @param topicId Kafka's id of the topic, {@link Uuid#ZERO_UUID} if the brokers give none
     */
    public KafkarsSplit(PartitionProgress progress, Uuid topicId) {
        this(progress, topicId, progress.id().toString());
    }

    private KafkarsSplit(PartitionProgress progress, Uuid topicId, String splitId) {
        this.progress = progress;
        this.topicId = Objects.requireNonNull(topicId, "topicId");
        this.splitId = splitId;
    }

    /** The split of a partition that was just resolved. */
    public static KafkarsSplit of(ResolvedPartition resolved) {
        return new KafkarsSplit(resolved.progress(), resolved.topicId());
    }

    /**
     * The same split, further on.
     *
     * @throws IllegalArgumentException if the progress is that of another partition
     */
    public KafkarsSplit withProgress(PartitionProgress later) {
        if (!later.id().equals(partition())) {
            throw new IllegalArgumentException(
                    "Progress of " + later.id() + " does not belong to the split " + splitId);
        }
        return new KafkarsSplit(later, topicId, splitId);
    }

    /** The same split, of a recreated topic. */
    public KafkarsSplit withTopicId(Uuid newTopicId) {
        return new KafkarsSplit(progress, newTopicId, splitId);
    }

    /** The partition as {@code topic-partition}; the same object at every call. */
    @Override
    public String splitId() {
        return splitId;
    }

    /** The partition that the split reads. */
    public PartitionId partition() {
        return progress.id();
    }

    /** Bounds of the replay, and the next offset to release. */
    public PartitionProgress progress() {
        return progress;
    }

    /** The id that the topic had when the partition was resolved. */
    public Uuid topicId() {
        return topicId;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KafkarsSplit that
                && progress.equals(that.progress)
                && topicId.equals(that.topicId);
    }

    @Override
    public int hashCode() {
        return 31 * progress.hashCode() + topicId.hashCode();
    }

    @Override
    public String toString() {
        return String.format(
                "%s at %d of [%d, %d), topic id %s",
                splitId,
                progress.nextOffset(),
                progress.replayStart(),
                progress.replayEnd(),
                topicId);
    }
}
