// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import io.kafkars.flink.split.KafkarsSplit;
import io.kafkars.merge.PartitionProgress;

import org.apache.flink.annotation.Internal;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a split has been emitted; what a checkpoint of it would hold. Moves only when a record
 * has been emitted, or when a batch that ends behind offsets without records has been. Belongs to
 * the task thread; other threads may look at it and see a value of a moment ago.
 */
@Internal
public final class KafkarsSplitState {

    private KafkarsSplit start;
    private final TopicPartition topicPartition;
    private long nextOffset;
    private long mergeKey;
    private int leaderEpoch;

    KafkarsSplitState(KafkarsSplit start) {
        this.start = start;
        this.topicPartition =
                new TopicPartition(start.partition().topic(), start.partition().partition());
        this.nextOffset = start.progress().nextOffset();
        this.mergeKey = start.progress().mergeKey();
        this.leaderEpoch = start.progress().leaderEpoch();
    }

    /**
     * The record at this offset, and everything before it, has been emitted.
     *
     * @param key the record's merge key
     * @param epoch the record's leader epoch
     */
    public void emitted(long offset, long key, int epoch) {
        nextOffset = offset + 1;
        mergeKey = key;
        leaderEpoch = epoch;
    }

    /** Everything that the batch before this progress released has been emitted. */
    void settle(PartitionProgress progress) {
        start = start.withProgress(progress);
        nextOffset = progress.nextOffset();
        mergeKey = progress.mergeKey();
        leaderEpoch = progress.leaderEpoch();
    }

    long nextOffset() {
        return nextOffset;
    }

    boolean isLive() {
        return nextOffset >= start.progress().replayEnd();
    }

    long replayRemaining() {
        return Math.max(0, start.progress().replayEnd() - nextOffset);
    }

    TopicPartition topicPartition() {
        return topicPartition;
    }

    /** As Kafka counts: the offset behind the last one emitted. */
    OffsetAndMetadata offsetToCommit() {
        return new OffsetAndMetadata(nextOffset);
    }

    KafkarsSplit toSplit() {
        return start.withProgress(start.progress().advancedTo(nextOffset, mergeKey, leaderEpoch));
    }
}
