// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import java.util.OptionalLong;

/**
 * What a partition looks like from outside, at one moment; the fields of kafkars' partition state
 * schema.
 *
 * @param topic name of the topic
 * @param partition number of the partition
 * @param replayStartOffset offset at which the replay began
 * @param replayEndOffset exclusive offset at which the replay ends
 * @param consumedOffset offset of the last record fetched, the replay start before the first
 * @param releasedOffset offset of the last record released, the replay start before the first
 * @param lastConsumedTimestamp timestamp of the last record fetched that has one, epoch
 *     milliseconds
 * @param isLive whether everything below the replay end has been released
 * @param isPaused whether fetching is paused, because the partition is ahead of the others
 */
public record PartitionState(
        String topic,
        int partition,
        long replayStartOffset,
        long replayEndOffset,
        long consumedOffset,
        long releasedOffset,
        OptionalLong lastConsumedTimestamp,
        boolean isLive,
        boolean isPaused) {}
