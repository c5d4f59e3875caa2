// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.merge.PartitionState;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far a replay has come at one moment. Immutable, so any thread may read it.
 *
 * @param partitions number of partitions that are being read
 * @param livePartitions how many of them are live
 * @param heldRecords records fetched and not yet released
 * @param heldBytes heap that they take
 * @param pausedPartitions partitions paused because they are ahead of the others
 * @param lowWaterMark smallest merge key that may still be released, epoch milliseconds; {@link
 *     PartitionProgress#NO_KEY} while unknown, {@link Long#MAX_VALUE} when nothing is left to wait
 *     for
 * @param replayRemaining offsets of the replay that are still to be released
 * @param pendingRecords offsets up to the end of the log that are still to be released, as far as
 *     the end is known
 * @param releasedRecords records released so far
 * @param disorderedRecords records so far that are older than an earlier one of their partition
 * @param futureRecords records so far whose timestamp was disregarded because it is too far ahead
 * @param lostOffsets offsets skipped or truncated so far because the log no longer had them, for
 *     the partitions that lost any
 * @param slowestPartition the partition that holds the others back; absent once live
 * @param slowestRemaining offsets of its replay that are still to be released
 * @param partitionStates one for each partition, in their order
 */
public record ReplayStatus(
        int partitions,
        int livePartitions,
        long heldRecords,
        long heldBytes,
        int pausedPartitions,
        long lowWaterMark,
        long replayRemaining,
        long pendingRecords,
        long releasedRecords,
        long disorderedRecords,
        long futureRecords,
        Map<PartitionId, Long> lostOffsets,
        Optional<PartitionId> slowestPartition,
        long slowestRemaining,
        List<PartitionState> partitionStates) {

    /** Before anything is assigned. */
    public static final ReplayStatus NOTHING =
            new ReplayStatus(
                    0,
                    0,
                    0,
                    0,
                    0,
                    PartitionProgress.NO_KEY,
                    0,
                    0,
                    0,
                    0,
                    0,
                    Map.of(),
                    Optional.empty(),
                    0,
                    List.of());

    /** The offsets lost, of all partitions together. */
    public long allLostOffsets() {
        return lostOffsets.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Partitions that are unreadable. */
    public long unreadablePartitions() {
        return partitionStates.stream().filter(PartitionState::isUnreadable).count();
    }

    /** Whether there are partitions, and all of them are live. */
    public boolean isLive() {
        return partitions > 0 && livePartitions == partitions;
    }
}
