// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import io.kafkars.flink.split.KafkarsSplit;
import io.kafkars.merge.PartitionProgress;

import org.apache.flink.annotation.Internal;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a split has been emitted, which is what a checkpoint of it contains. It advances only
 * when a record has been emitted, and at the end of a batch past offsets without records. Changed
 * by the task thread only; other threads may read a value that is a moment old.
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

    /** Everything before this progress has been emitted. */
    void settle(PartitionProgress progress) {
        start = start.withProgress(progress);
        nextOffset = progress.nextOffset();
        mergeKey = progress.mergeKey();
        leaderEpoch = progress.leaderEpoch();
    }

    /** Whether the record at this offset is part of the replay. */
    public boolean isReplayed(long offset) {
        return offset < start.progress().replayEnd();
    }

    /** No watermark of the replay is larger, epoch milliseconds. */
    public long watermarkLimit() {
        return start.progress().watermarkLimit();
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

    /** The offset after the last one emitted, as Kafka counts it. */
    OffsetAndMetadata offsetToCommit() {
        return new OffsetAndMetadata(nextOffset);
    }

    KafkarsSplit toSplit() {
        return start.withProgress(start.progress().advancedTo(nextOffset, mergeKey, leaderEpoch));
    }
}
