// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import org.apache.kafka.common.KafkaException;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The log no longer has the offset that a partition is to be read from: retention or a deletion of
 * records overtook the reader, or the log was truncated. Reading elsewhere would lose records
 * silently. The message names each partition, the offset wanted, and what the log has. {@link
 * LostPositionPolicy} lets reading continue.
 */
public final class LostPositionException extends KafkaException {

    private static final long serialVersionUID = 1L;

    LostPositionException(List<LostPosition> positions, int partitions) {
        super(text(positions, partitions));
    }

    private static String text(List<LostPosition> positions, int partitions) {
        return "The log no longer has the next offset of "
                + positions.size()
                + " of "
                + partitions
                + " partitions:"
                + positions.stream()
                        .map(position -> position.partition() + ": " + position.describe())
                        .collect(Collectors.joining("\n  - ", "\n  - ", ""))
                + "\nUsual causes: retention or a deletion of records overtook the replay, a"
                + " restored state is older than the log, the log was truncated when a replica"
                + " that was behind became the leader, or the topic was recreated. To continue"
                + " with what is left, and count what is lost, set the option setOnLostPosition"
                + " (in SQL 'scan.on-lost-position') to EARLIEST or LATEST.";
    }
}
