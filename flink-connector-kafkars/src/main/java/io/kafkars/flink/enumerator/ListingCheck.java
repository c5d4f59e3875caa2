package io.kafkars.flink.enumerator;

import io.kafkars.flink.enumerator.PartitionDiscovery.Listing;
import io.kafkars.merge.PartitionId;

import org.apache.flink.annotation.Internal;
import org.apache.flink.util.FlinkRuntimeException;

import org.apache.kafka.common.Uuid;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares what Kafka lists with what is being read. Used by the coordinator thread only.
 *
 * <p>A topic with another id is another topic: fatal. A partition that is not listed may only be
 * hidden, by a broker that is down or a listing that is behind, so it is reported and kept.
 */
@Internal
final class ListingCheck {

    private final Set<PartitionId> reportedMissing = new HashSet<>();

    /**
     * @param known the partitions that are read, with the ids of their topics when resolved
     * @throws FlinkRuntimeException if a topic was deleted and made again
     */
    static void requireSameTopics(Map<PartitionId, Uuid> known, Listing listing) {
        var idsNow = new HashMap<String, Uuid>();
        listing.partitions().forEach((partition, id) -> idsNow.put(partition.topic(), id));
        known.forEach(
                (partition, id) -> {
                    Uuid now = idsNow.getOrDefault(partition.topic(), Uuid.ZERO_UUID);
                    if (!isUnknown(id) && !isUnknown(now) && !id.equals(now)) {
                        throw new FlinkRuntimeException(
                                String.format(
                                        "Topic '%s' was deleted and made again: it had the id %s"
                                                + " when this source resolved it and has the id %s"
                                                + " now, so the offsets in the state of the source"
                                                + " mean nothing in it. To read the new topic, start"
                                                + " the source without its state (another uid, or a"
                                                + " start without a savepoint).",
                                        partition.topic(), id, now));
                    }
                });
    }

    /** Known partitions that are not listed, each once until it was listed again. */
    List<PartitionId> newlyMissing(Collection<PartitionId> known, Listing listing) {
        reportedMissing.removeAll(listing.partitions().keySet());
        return known.stream()
                .filter(partition -> !listing.partitions().containsKey(partition))
                .filter(reportedMissing::add)
                .sorted()
                .toList();
    }

    /** Brokers that know no topic ids say zero. */
    private static boolean isUnknown(Uuid id) {
        return id.equals(Uuid.ZERO_UUID);
    }
}
