package io.kafkars.topics;

import io.kafkars.merge.PartitionId;

import org.apache.kafka.common.TopicPartition;

import java.io.Serializable;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where the replay of each partition ends, exclusively. Like an {@link OffsetPolicy} it becomes an
 * offset once, when {@link OffsetResolver} resolves, and never lies beyond the end that the
 * partition had then: the replay waits for nothing that is still to be written.
 *
 * <p>A partition whose replay would end before it starts is live at once. What cannot be meant is
 * rejected instead: a start time after {@link #timestamp(Instant)}, and {@link #offsets(Map)} below
 * the start or beyond the end of a partition.
 */
public sealed interface ReplayEnd extends Serializable {

    /** At the end that each partition has at the resolve time. The default. */
    static ReplayEnd latest() {
        return new Latest();
    }

    /**
     * In front of the first record stamped at or after an instant; at the end where there is none.
     *
     * @param end at or after 1970-01-01T00:00:00Z
     */
    static ReplayEnd timestamp(Instant end) {
        return new Timestamp(end);
    }

    /**
     * At these offsets, each at least 0; partitions that are not named as by {@link #latest()}.
     *
     * @throws IllegalArgumentException for a negative offset, or if there are none
     */
    static ReplayEnd offsets(Map<TopicPartition, Long> offsets) {
        SortedMap<PartitionId, Long> byPartition = new TreeMap<>();
        offsets.forEach(
                (partition, offset) ->
                        byPartition.put(
                                new PartitionId(partition.topic(), partition.partition()), offset));
        return new Offsets(byPartition);
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

    /** See {@link #offsets(Map)}. */
    record Offsets(Map<PartitionId, Long> offsets) implements ReplayEnd {
        public Offsets {
            if (offsets.isEmpty()) {
                throw new IllegalArgumentException(
                        "replay end by offsets must name at least one partition");
            }
            offsets.forEach(
                    (partition, offset) -> {
                        if (offset < 0) {
                            throw new IllegalArgumentException(
                                    "replay end of "
                                            + partition
                                            + " must be at least 0, is "
                                            + offset);
                        }
                    });
            offsets = Collections.unmodifiableSortedMap(new TreeMap<>(offsets));
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
