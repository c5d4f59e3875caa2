// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.merge.PartitionId;
import io.kafkars.topics.TopicSelection.Selected;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds the replays that end before the end of their log because of an open transaction: a reader
 * of committed records sees nothing from the first record of the transaction on.
 *
 * @param known with the high watermarks, if the reader sees committed records only
 * @param replayEnd as the user set it
 */
record OpenTransactions(KnownOffsets known, ReplayEnd replayEnd) {

    private static final int MAX_NAMED = 10;

    /**
     * The warning that names them; empty if there are none.
     *
     * @param selected the partitions with their policies
     * @param resolved the same partitions with their bounds
     */
    Optional<String> warning(List<Selected> selected, List<ResolvedPartition> resolved) {
        Map<PartitionId, OffsetPolicy> policies =
                selected.stream().collect(Collectors.toMap(Selected::id, Selected::policy));
        var cut =
                resolved.stream()
                        .map(ResolvedPartition::progress)
                        .filter(partition -> known.hasOpenTransaction(partition.id()))
                        .filter(
                                partition ->
                                        partition.replayEnd() == known.ends().get(partition.id()))
                        .filter(partition -> !isChosen(partition.id(), partition.replayEnd()))
                        .filter(
                                partition ->
                                        !(policies.get(partition.id())
                                                instanceof OffsetPolicy.Latest))
                        .toList();
        if (cut.isEmpty()) {
            return Optional.empty();
        }
        var named =
                cut.stream()
                        .limit(MAX_NAMED)
                        .map(
                                partition ->
                                        String.format(
                                                "%s at offset %d of %d",
                                                partition.id(),
                                                partition.replayEnd(),
                                                known.highWatermarks().get(partition.id())))
                        .collect(Collectors.joining(", "));
        int more = cut.size() - MAX_NAMED;
        return Optional.of(
                String.format(
                        "The replay of %d partition%s ends before the end of the log, where a"
                                + " transaction is open: %s%s. With isolation.level read_committed,"
                                + " records from there on cannot be read before the transaction has"
                                + " ended. Then they are read as live records, which may be late;"
                                + " a source that stops at the replay end does not read them. To"
                                + " have them in the replay, start when the transaction has ended."
                                + " If its producer is gone, Kafka aborts it after the producer's"
                                + " transaction.timeout.ms; 'kafka-transactions.sh find-hanging'"
                                + " finds one that is never ended.",
                        cut.size(),
                        cut.size() == 1 ? "" : "s",
                        named,
                        more > 0 ? " and " + more + " more" : ""));
    }

    /** Whether the user has set the replay end to this offset. */
    private boolean isChosen(PartitionId id, long end) {
        if (replayEnd instanceof ReplayEnd.Offsets named) {
            return named.offsets().containsKey(id);
        }
        return replayEnd instanceof ReplayEnd.Committed
                && known.committed().get(id).orElse(Long.MAX_VALUE) <= end;
    }
}
