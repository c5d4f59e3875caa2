package io.kafkars.topics;

import io.kafkars.merge.PartitionId;

import org.apache.kafka.common.Uuid;

import java.util.Map;

/**
 * What is there when the partitions are listed again.
 *
 * @param listed all partitions to read that exist now, known ones included, each with the present
 *     id of its topic: another id than before says that the topic was deleted and made again
 * @param added those that were not known before, resolved
 */
public record Discovery(Map<PartitionId, Uuid> listed, Resolution added) {

    public Discovery {
        listed = Map.copyOf(listed);
    }
}
