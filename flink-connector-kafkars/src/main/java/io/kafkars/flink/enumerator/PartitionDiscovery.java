// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import io.kafkars.merge.PartitionId;
import io.kafkars.topics.ResolvedPartition;

import org.apache.flink.annotation.Internal;

import org.apache.kafka.common.Uuid;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The enumerator's view of Kafka.
 *
 * <p>Threads: {@link #initial()}, {@link #found} and {@link #topicIds} run on a worker thread, one
 * call at a time, and may block. {@link #close()} may come from another thread in the middle of a
 * call, which then has to end soon, with or without an exception, and leave no client open. An
 * implementation connects at the first call, not when it is created: an enumerator that is never
 * started is never closed.
 */
@Internal
public interface PartitionDiscovery extends AutoCloseable {

    /**
     * Lists the partitions to read and resolves them, all with one and the same {@code now}.
     *
     * @throws Exception if a topic is missing or not readable, or Kafka cannot be reached; the
     *     message is for the user
     */
    Initial initial() throws Exception;

    /**
     * Lists the partitions again, and resolves the new ones, which start at their earliest offset.
     *
     * @param known partitions that were resolved before; they are listed, but never resolved again
     * @param live whether the source is live. If it is, the replay of a new partition ends where it
     *     starts, otherwise at the present end of the partition
     */
    Listing found(Set<PartitionId> known, boolean live) throws Exception;

    /**
     * Asks for the present ids of topics.
     *
     * @return the ids by name, empty for a topic that does not exist; topics about which Kafka gave
     *     no answer are left out
     * @throws Exception if Kafka gave no answer at all
     */
    Map<String, Optional<Uuid>> topicIds(Set<String> topics) throws Exception;

    /** Closes the client, if there is one, and returns when its threads have ended. */
    @Override
    void close() throws IOException;

    /**
     * The partitions that a source starts with.
     *
     * @param resolveTime the {@code now} of the resolution, epoch milliseconds
     * @param partitions the partitions; may be empty
     */
    record Initial(long resolveTime, List<ResolvedPartition> partitions) {
        public Initial {
            partitions = List.copyOf(partitions);
        }
    }

    /**
     * What Kafka lists at a later time.
     *
     * @param partitions the partitions to read that exist, known ones included, each with the
     *     present id of its topic; {@link Uuid#ZERO_UUID} for a topic without one
     * @param added the new ones among them, resolved
     */
    record Listing(Map<PartitionId, Uuid> partitions, List<ResolvedPartition> added) {
        public Listing {
            partitions = Map.copyOf(partitions);
            added = List.copyOf(added);
        }
    }
}
