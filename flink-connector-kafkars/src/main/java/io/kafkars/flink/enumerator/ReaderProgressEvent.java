// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * How far one reader is: sent to the enumerator from time to time until the reader is live, when it
 * goes live, and when the number of its splits changes. Each event replaces the one before.
 *
 * @param liveSplits how many of the splits are live
 * @param splits splits that the reader has and has not finished, restored ones included
 * @param finishedSplits splits that the reader has finished since it was started; always 0 if the
 *     source is unbounded
 * @param replayRemaining offsets of the replay that the splits still have to release
 * @param lowWaterMark smallest merge key that the reader may still release, epoch milliseconds;
 *     {@link Long#MIN_VALUE} while unknown, {@link Long#MAX_VALUE} when it waits for nothing
 * @param slowestPartition the partition that the reader's merge waits for, {@code null} if none
 * @param slowestRemaining offsets of its replay that are still to be released
 */
@Internal
public record ReaderProgressEvent(
        int liveSplits,
        int splits,
        int finishedSplits,
        long replayRemaining,
        long lowWaterMark,
        String slowestPartition,
        long slowestRemaining)
        implements SourceEvent {

    /** Whether nothing of the reader's splits is left to replay. True for a reader without any. */
    public boolean isLive() {
        return liveSplits == splits;
    }
}
