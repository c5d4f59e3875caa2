package io.kafkars.consumer;

import org.apache.kafka.common.TopicPartition;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides of which paused partitions Kafka's client is to drop what it has fetched ahead.
 *
 * <p>Of a paused partition the client keeps up to {@code max.partition.fetch.bytes}, and each of
 * them keeps the whole response alive that it came in. Where many partitions are far ahead of the
 * others, that is more than all that the merge holds. What is dropped is fetched again when its
 * turn comes, so nothing is dropped that is needed soon: while all partitions take turns, each is
 * resumed before as many records are released as are held in all. Before the first is released
 * nobody knows which of them are needed soon. Not thread-safe.
 */
final class FetchedAhead {

    /**
     * So many paused partitions keep what they have: dropping costs the same for one and for all.
     */
    static final int MOST_KEPT = 64;

    /** Of paused partitions that may have something, the records released before the pause. */
    private final Map<TopicPartition, Long> kept = new LinkedHashMap<>();

    private final Set<TopicPartition> dropped = new HashSet<>();

    void paused(TopicPartition partition, long releasedRecords) {
        if (!dropped.contains(partition)) {
            kept.putIfAbsent(partition, releasedRecords);
        }
    }

    void resumed(TopicPartition partition) {
        kept.remove(partition);
        dropped.remove(partition);
    }

    /** Only these are still read. */
    void retain(Collection<TopicPartition> partitions) {
        kept.keySet().retainAll(partitions);
        dropped.retainAll(partitions);
    }

    /**
     * The partitions that are far ahead, once they are many, in the order of their pauses; none of
     * them is named again before it is resumed.
     *
     * @param releasedRecords in all so far
     * @param heldRecords of all partitions
     */
    List<TopicPartition> takeFarAhead(long releasedRecords, long heldRecords) {
        if (kept.size() < MOST_KEPT) {
            return List.of();
        }
        var far = new ArrayList<TopicPartition>();
        for (Map.Entry<TopicPartition, Long> paused : kept.entrySet()) {
            long releasedSince = releasedRecords - paused.getValue();
            if (releasedRecords > 0 && releasedSince <= 2 * heldRecords) {
                break;
            }
            far.add(paused.getKey());
        }
        if (far.size() < MOST_KEPT / 2) {
            return List.of();
        }
        far.forEach(kept::remove);
        dropped.addAll(far);
        return far;
    }
}
