package io.kafkars.topics;

import java.util.List;

/**
 * What resolving gives: numbers, taken at one moment.
 *
 * @param resolveTime the one {@code now} that all relative policies refer to, epoch milliseconds
 * @param partitions the partitions to read, in the order of their ids
 */
public record Resolution(long resolveTime, List<ResolvedPartition> partitions) {

    public Resolution {
        partitions = List.copyOf(partitions);
    }
}
