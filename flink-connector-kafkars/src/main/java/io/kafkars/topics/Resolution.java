// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import java.util.List;

/**
 * The partitions to read and their offsets, all as of one moment.
 *
 * @param resolveTime the one {@code now} of all policies, epoch milliseconds
 * @param partitions the partitions to read, in the order of their ids
 */
public record Resolution(long resolveTime, List<ResolvedPartition> partitions) {

    public Resolution {
        partitions = List.copyOf(partitions);
    }
}
