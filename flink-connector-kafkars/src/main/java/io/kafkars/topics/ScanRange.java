package io.kafkars.topics;

import io.kafkars.merge.PartitionId;

import java.io.Serializable;
import java.util.Set;

/**
 * Which part of the topics can matter to whoever reads them. {@link OffsetResolver} narrows what
 * policies and replay end say to it, so that the rest is not even fetched. Records outside of it
 * may still be read.
 *
 * @param topics names of the topics, {@code null} for all
 * @param partitions numbers of the partitions
 * @param offsets a partition is read from the smallest on; the replay ends behind the largest
 * @param timestamps the same in epoch milliseconds. A record behind the end of the range may have a
 *     timestamp within, if the partition is not in time order
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

    /** Whether anything of the partition can matter. */
    boolean reads(PartitionId id) {
        return (topics == null || topics.contains(id.topic()))
                && partitions.contains(id.partition())
                && !offsets.isEmpty()
                && !timestamps.isEmpty();
    }
}
