// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import java.util.OptionalLong;

/**
 * What a partition looks like from outside, at one moment: the fields of kafkars' partition state
 * schema, and two of our own.
 *
 * <p>The consumed and the released offset are those of records. A log may end with offsets that no
 * record carries, such as transaction markers, so neither of them tells whether something is left.
 * The lag does.
 *
 * @param topic name of the topic
 * @param partition number of the partition
 * @param replayStartOffset offset at which the replay began
 * @param replayEndOffset exclusive offset at which the replay ends
 * @param consumedOffset offset of the last record fetched; before the first, the replay start, or
 *     after a restore the offset before the one restored
 * @param releasedOffset offset of the last record released; before the first, the same
 * @param lastConsumedTimestamp timestamp of the last record fetched that has one, epoch
 *     milliseconds
 * @param isLive whether everything below the replay end has been released
 * @param isPaused whether fetching is paused, because the partition is ahead of the others
 * @param isUnreadable whether the partition is live, and brings nothing although there is more to
 *     read or Kafka gives no answer; it holds the watermark
 * @param replayLag offsets of the replay that are still to be released, at least the number of its
 *     records; 0 once live
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
        boolean isPaused,
        boolean isUnreadable,
        long replayLag) {}
