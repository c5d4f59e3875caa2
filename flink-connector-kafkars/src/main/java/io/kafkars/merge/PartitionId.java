// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import java.io.Serializable;
import java.util.Comparator;
import java.util.Objects;

/**
 * A partition of a topic. Its natural order, by topic name and then by number, is the order in
 * which the merge breaks ties between equal merge keys (rule 1 of the design).
 *
 * @param topic name of the topic
 * @param partition number of the partition, at least 0
 */
public record PartitionId(String topic, int partition)
        implements Comparable<PartitionId>, Serializable {

    private static final Comparator<PartitionId> ORDER =
            Comparator.comparing(PartitionId::topic).thenComparingInt(PartitionId::partition);

    public PartitionId {
        Objects.requireNonNull(topic, "topic");
        if (partition < 0) {
            throw new IllegalArgumentException(
                    "Partition of topic '" + topic + "' must be at least 0, is " + partition);
        }
    }

    @Override
    public int compareTo(PartitionId other) {
        return ORDER.compare(this, other);
    }

    /** The usual short form, {@code topic-partition}, as in Kafka's own messages. */
    @Override
    public String toString() {
        return topic + "-" + partition;
    }
}
