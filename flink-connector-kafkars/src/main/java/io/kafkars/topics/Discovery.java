// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.merge.PartitionId;

import org.apache.kafka.common.Uuid;

import java.util.Map;

/**
 * The partitions found when they are listed again.
 *
 * @param listed all partitions to read that exist now, including those known before, each with the
 *     present id of its topic. An id that has changed shows that the topic was recreated
 * @param added those that were not known before, resolved
 */
public record Discovery(Map<PartitionId, Uuid> listed, Resolution added) {

    public Discovery {
        listed = Map.copyOf(listed);
    }
}
