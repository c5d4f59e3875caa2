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
 * implementation connects at the first call and not when it is made: an enumerator that was never
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
     * Lists the partitions again, and resolves those that are new: from their earliest offset.
     *
     * @param known partitions that were resolved before; they are listed, but never resolved again
     * @param live whether the source is live. A new partition's replay then ends where it starts;
     *     before, it ends at the partition's end at this moment
     */
    Listing found(Set<PartitionId> known, boolean live) throws Exception;

    /**
     * Asks for the ids that topics have now.
     *
     * @return the id by name, empty for a topic that does not exist; without the topics about which
     *     Kafka gave no answer
     * @throws Exception if it gave none at all
     */
    Map<String, Optional<Uuid>> topicIds(Set<String> topics) throws Exception;

    /** Closes the client, if there is one. Threads of the client have ended afterwards. */
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
     * What Kafka lists at some later time.
     *
     * @param partitions the partitions to read that are there, known ones included, each with the
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
