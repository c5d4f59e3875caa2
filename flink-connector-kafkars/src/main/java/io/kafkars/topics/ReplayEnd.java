// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.merge.PartitionId;

import java.io.Serializable;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where the replay of each partition ends, exclusively. Like an {@link OffsetPolicy} it becomes an
 * offset once, when {@link OffsetResolver} resolves it, and never lies beyond the end that the
 * partition had then: the replay waits for nothing that is still to be written.
 *
 * <p>A partition whose replay would end before it starts is live at once. Contradictions are
 * rejected instead: a start time after {@link #timestamp(Instant)}, and {@link #offsets} below the
 * start or beyond the end of a partition.
 */
public sealed interface ReplayEnd extends Serializable {

    /** At the end that each partition has at the resolve time. The default. */
    static ReplayEnd latest() {
        return new Latest();
    }

    /**
     * Before the first record stamped at or after an instant; at the end where there is none.
     *
     * @param end at or after 1970-01-01T00:00:00Z
     */
    static ReplayEnd timestamp(Instant end) {
        return new Timestamp(end);
    }

    /**
     * At these offsets of a topic, each at least 0. Partitions that are not named end as with
     * {@link #latest()}. Offsets of another topic are added with {@link Offsets#and}.
     *
     * @param offsets replay end by number of the partition
     * @throws IllegalArgumentException for a negative offset, or if there are none
     */
    static Offsets offsets(String topic, Map<Integer, Long> offsets) {
        return new Offsets(byPartition(topic, offsets));
    }

    private static SortedMap<PartitionId, Long> byPartition(
            String topic, Map<Integer, Long> offsets) {
        var byPartition = new TreeMap<PartitionId, Long>();
        offsets.forEach(
                (number, offset) -> byPartition.put(new PartitionId(topic, number), offset));
        return byPartition;
    }

    /**
     * At the offsets that the consumer group ({@code group.id}) has committed. A partition with
     * records for which it has committed none is an error.
     */
    static ReplayEnd committed() {
        return new Committed();
    }

    /** See {@link #latest()}. */
    record Latest() implements ReplayEnd {
        @Override
        public String toString() {
            return "latest";
        }
    }

    /**
     * See {@link #timestamp(Instant)}.
     *
     * @param end at or after 1970-01-01T00:00:00Z
     */
    record Timestamp(Instant end) implements ReplayEnd {
        public Timestamp {
            Timestamps.requireInRange("replay end", end);
        }

        @Override
        public String toString() {
            return "timestamp " + end;
        }
    }

    /** See {@link #offsets(String, Map)}. */
    record Offsets(Map<PartitionId, Long> offsets) implements ReplayEnd {
        public Offsets {
            if (offsets.isEmpty()) {
                throw new IllegalArgumentException(
                        "replay end by offsets must name at least one partition");
            }
            offsets.forEach(
                    (id, offset) -> {
                        if (offset < 0) {
                            throw new IllegalArgumentException(
                                    String.format(
                                            "Topic '%s', partition %d: replay end must be at least"
                                                    + " 0, is %d",
                                            id.topic(), id.partition(), offset));
                        }
                    });
            offsets = Collections.unmodifiableSortedMap(new TreeMap<>(offsets));
        }

        /**
         * These offsets, and those of another topic.
         *
         * @param more replay end by number of the partition
         * @throws IllegalArgumentException for a negative offset, or a partition that already has a
         *     replay end
         */
        public Offsets and(String topic, Map<Integer, Long> more) {
            var all = new TreeMap<>(offsets);
            byPartition(topic, more)
                    .forEach(
                            (id, offset) -> {
                                Long before = all.put(id, offset);
                                if (before != null) {
                                    throw new IllegalArgumentException(
                                            String.format(
                                                    "Topic '%s', partition %d: replay end is given"
                                                            + " more than once, as %d and %d",
                                                    id.topic(), id.partition(), before, offset));
                                }
                            });
            return new Offsets(all);
        }

        @Override
        public String toString() {
            return "offsets " + offsets;
        }
    }

    /** See {@link #committed()}. */
    record Committed() implements ReplayEnd {
        @Override
        public String toString() {
            return "committed";
        }
    }
}
