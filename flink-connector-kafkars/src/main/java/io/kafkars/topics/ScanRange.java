// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.merge.PartitionId;

import java.io.Serializable;
import java.util.Set;

/**
 * The part of the topics that a reader needs. {@link OffsetResolver} narrows the bounds to it, so
 * that the remainder is not even fetched. Records outside of it may still be read.
 *
 * @param topics names of the topics, {@code null} for all
 * @param partitions numbers of the partitions
 * @param offsets a partition is read from the smallest; its replay ends after the largest
 * @param timestamps the same in epoch milliseconds. If a partition is out of order, a record after
 *     the end may have a timestamp within the range
 */
public record ScanRange(
        Set<String> topics, LongRanges partitions, LongRanges offsets, LongRanges timestamps)
        implements Serializable {

    /** Everything. */
    public static final ScanRange ALL =
            new ScanRange(null, LongRanges.ALL, LongRanges.ALL, LongRanges.ALL);

    public ScanRange {
        topics = topics == null ? null : Set.copyOf(topics);
    }

    /** Whether any record of the partition can be in the range. */
    boolean reads(PartitionId id) {
        return (topics == null || topics.contains(id.topic()))
                && partitions.contains(id.partition())
                && !offsets.isEmpty()
                && !timestamps.isEmpty();
    }
}
