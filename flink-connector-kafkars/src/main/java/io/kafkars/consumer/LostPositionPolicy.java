// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.validation.EnumWords;

/**
 * What happens when the log does not have the position from which a partition is to be read:
 * because retention or a deletion of records overtook the reader, because a restored state is older
 * than the log, or because the log was truncated, for example when a replica that was behind became
 * the leader.
 *
 * <p>If reading continues elsewhere, records that are already held are released first, in order,
 * unless they are from a part that was truncated. A warning says where reading continues, with
 * topic, partition, both offsets and the distance between them, which is counted as lost.
 *
 * <p>If the log ends before a partition's replay end, the replay of the partition ends where the
 * log does: what is written there later is live.
 */
public enum LostPositionPolicy {
    /**
     * The job fails with {@link LostPositionException}, and nothing is lost silently. The default.
     */
    FAIL,

    /**
     * Reading continues with the first record in the log that has not been read:
     *
     * <ul>
     *   <li>at the start of the log, if that has moved past the position. If it is at or after the
     *       replay end, the partition has caught up.
     *   <li>where the log was truncated, if Kafka knows that from the leader epochs.
     *   <li>at the start of the log, if the log was truncated and Kafka does not know where.
     *       Records that were emitted before are then emitted again.
     * </ul>
     */
    EARLIEST,

    /**
     * Reading continues where nothing is left to catch up with: at the end of the log or, during
     * the replay, at the replay end if that comes first. What is in between is not read, and counts
     * as lost. Held records of a log that was truncated are dropped, and count as well.
     */
    LATEST;

    /** The word for it in DDL and in messages. */
    @Override
    public String toString() {
        return EnumWords.of(this);
    }
}
