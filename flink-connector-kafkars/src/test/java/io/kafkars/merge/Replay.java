// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A replay to be tested: the settings of the merge and what it reads.
 *
 * @param logs one for each partition, all different
 */
public record Replay(MergeSettings settings, List<PartitionLog> logs) {

    public Replay withSettings(MergeSettings changed) {
        return new Replay(changed, logs);
    }

    /** The same logs, all of them after the replay end. */
    Replay liveAtOnce() {
        return new Replay(settings, logs.stream().map(PartitionLog::liveAtOnce).toList());
    }

    /** Everything before the replay ends, in merge order. */
    public List<KeyedRecord> sorted() {
        return new ReplayOracle(settings.futureTolerance().toMillis()).replayOf(logs);
    }

    /** When the bounds of the partition's replay were resolved. */
    public long resolveTimeOf(PartitionId id) {
        return logOf(id).start().resolveTime();
    }

    private PartitionLog logOf(PartitionId id) {
        return logs.stream().filter(log -> log.id().equals(id)).findFirst().orElseThrow();
    }

    @Override
    public String toString() {
        return logs.stream()
                .map(PartitionLog::toString)
                .collect(Collectors.joining("\n  ", settings + "\n  ", ""));
    }
}
