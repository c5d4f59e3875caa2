// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.merge.PartitionId;

import java.io.Serializable;
import java.time.Instant;
import java.util.List;

/**
 * The part of the topics that a reader needs. {@link OffsetResolver} narrows the bounds to it, so
 * that the remainder is not even fetched. Records outside of it may still be read: a partition is
 * read without a gap, from the first record that any of the parts needs.
 *
 * @param parts a record is needed if it is in any of them. An upper bound ends the replay of a
 *     partition at the first record after it; if a partition is out of order, a later record may be
 *     in the range
 */
public record ScanRange(List<RecordRange> parts) implements Serializable {

    /** Everything. */
    public static final ScanRange ALL = of(RecordRange.ALL);

    public ScanRange {
        parts = List.copyOf(parts);
    }

    /** The records that are in any of the parts. */
    public static ScanRange of(RecordRange... parts) {
        return new ScanRange(List.of(parts));
    }

    /**
     * The same records, with bounds of time in place of ages.
     *
     * @param now the time from which the ages count back
     */
    public ScanRange agedAt(Instant now) {
        return new ScanRange(parts.stream().map(part -> part.agedAt(now)).toList());
    }

    /** Whether any record of the partition can be in the range. */
    public boolean reads(PartitionId id) {
        return parts.stream().anyMatch(part -> part.reads(id));
    }

    /**
     * What has to be read of a partition: everything in between, too.
     *
     * @param offsets empty if it is nothing
     * @param timestamps empty if it is nothing
     */
    record Bounds(LongRanges offsets, LongRanges timestamps) {

        boolean isEmpty() {
            return offsets.isEmpty() || timestamps.isEmpty();
        }
    }

    /**
     * What has to be read of a partition.
     *
     * @param now the resolve time
     */
    Bounds bounds(PartitionId id, Instant now) {
        LongRanges offsets = LongRanges.NONE;
        LongRanges timestamps = LongRanges.NONE;
        for (var part : parts) {
            var needed = part.agedAt(now);
            if (needed.reads(id)) {
                offsets = offsets.union(needed.offsets());
                timestamps = timestamps.union(needed.timestamps());
            }
        }
        return new Bounds(offsets, timestamps);
    }
}
