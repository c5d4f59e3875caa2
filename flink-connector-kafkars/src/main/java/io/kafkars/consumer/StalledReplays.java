// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.fetch.LogFetcher;
import io.kafkars.merge.PartitionQueue;

import org.apache.kafka.common.TopicPartition;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Notices replays that have stood at the end of their log, before their replay end, for too long.
 * The log may have been truncated between the position, which it still has, and the replay end. The
 * client has nothing to complain about then, and would wait for ever.
 *
 * <p>A position counts as the end of the log if the last fetch reported no lag. That fetch may have
 * been answered by a new leader that does not know its high watermark yet, so one such answer
 * proves nothing. Not thread-safe.
 */
final class StalledReplays {

    static final long PATIENCE_MILLIS = 30_000;

    private static final long INTERVAL_MILLIS = 1_000;

    private final LogFetcher fetcher;
    private final Map<TopicPartition, Long> atEndSince = new HashMap<>();
    private long nextCheck = Long.MIN_VALUE;

    StalledReplays(LogFetcher fetcher) {
        this.fetcher = fetcher;
    }

    /**
     * The partitions that have been stalled for {@link #PATIENCE_MILLIS}; a partition is given
     * again only after it has been stalled for as long again. Checks once a second.
     *
     * @param now wall clock, epoch milliseconds
     */
    List<TopicPartition> find(Map<TopicPartition, PartitionQueue> queues, long now) {
        if (now < nextCheck) {
            return List.of();
        }
        nextCheck = now + INTERVAL_MILLIS;
        var stalled = new ArrayList<TopicPartition>();
        queues.forEach(
                (partition, queue) -> {
                    if (!isAtEndOfLog(partition, queue)) {
                        atEndSince.remove(partition);
                    } else if (now - atEndSince.merge(partition, now, Math::min)
                            >= PATIENCE_MILLIS) {
                        atEndSince.remove(partition);
                        stalled.add(partition);
                    }
                });
        return stalled;
    }

    private boolean isAtEndOfLog(TopicPartition partition, PartitionQueue queue) {
        if (queue.position() >= queue.replayEnd()) {
            return false;
        }
        OptionalLong lag = fetcher.currentLag(partition);
        return lag.isPresent() && lag.getAsLong() == 0;
    }
}
