// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.merge.PartitionProgress;
import io.kafkars.merge.PartitionQueue;
import io.kafkars.merge.RecordView;

import org.apache.kafka.common.TopicPartition;

import java.util.OptionalLong;

/**
 * A position that the log does not have, and what the log has instead.
 *
 * @param wanted offset that was to be read next
 * @param logStart offset of the first record in the log
 * @param logEnd offset after the last record in the log
 * @param truncated whether the leader epochs say that the log was truncated before the position, so
 *     that what it has there now, if anything, is not what was read
 * @param truncatedAt offset from which the log differs from the one that was read, if Kafka knows
 */
record LostPosition(
        TopicPartition partition,
        long wanted,
        long logStart,
        long logEnd,
        boolean truncated,
        OptionalLong truncatedAt) {

    /** Whether the log begins after the position; what it has is then still valid. */
    boolean isExpired() {
        return wanted < logStart;
    }

    /**
     * Where reading continues; only for a policy that lets it continue.
     *
     * @param queue the partition
     */
    long target(LostPositionPolicy policy, PartitionQueue queue) {
        if (policy == LostPositionPolicy.LATEST) {
            boolean replaying = queue.replayRemaining() > 0;
            long latest = replaying ? Math.min(queue.replayEnd(), logEnd) : logEnd;
            return Math.max(logStart, latest);
        }
        if (truncatedAt.isPresent()) {
            return Math.max(logStart, truncatedAt.getAsLong());
        }
        // A log without the position's leader epoch is another log. A position that is within the
        // log by now was beyond an end that was not up to date.
        return isExpired() || truncated || wanted > logEnd ? logStart : wanted;
    }

    /**
     * The progress with which the partition rejoins the merge after a truncation: from the first
     * record that was not released and is still there, or may differ. A replay that is over stays
     * over.
     */
    PartitionProgress afterTruncation(LostPositionPolicy policy, PartitionQueue queue) {
        long target = target(policy, queue);
        long next =
                policy == LostPositionPolicy.LATEST ? target : Math.min(queue.nextOffset(), target);
        PartitionProgress before = queue.progress();
        long end =
                before.isLive()
                        ? Math.min(before.replayEnd(), next)
                        : Math.max(next, Math.min(before.replayEnd(), logEnd));
        return new PartitionProgress(
                before.id(),
                Math.min(before.replayStart(), next),
                end,
                before.resolveTime(),
                next,
                before.mergeKey(),
                RecordView.NO_LEADER_EPOCH,
                before.futureTolerance());
    }

    /** The position, what the log has, and what is gone. */
    String describe() {
        String range =
                String.format(
                        "wanted offset %d, the log has %d to %d (exclusive)",
                        wanted, logStart, logEnd);
        if (isExpired()) {
            return range + ", " + (logStart - wanted) + " offsets are gone";
        }
        if (truncatedAt.isPresent()) {
            return range
                    + String.format(
                            ", the log was truncated at %d: %d offsets are gone or differ",
                            truncatedAt.getAsLong(), wanted - truncatedAt.getAsLong());
        }
        if (wanted > logEnd) {
            return range + ", the log ends " + (wanted - logEnd) + " offsets before it";
        }
        return range
                + (truncated
                        ? ", the log was truncated, and it is unknown where"
                        : ", the log did not have it a moment ago");
    }
}
