// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.fetch.Fetched;
import io.kafkars.fetch.LogFetcher;
import io.kafkars.merge.Merge;
import io.kafkars.merge.PartitionQueue;
import io.kafkars.merge.RecordView;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

import java.util.OptionalLong;

/**
 * Moves the positions of the merge to those of the consumer, which are the truth. Not thread-safe.
 *
 * <p>What a poll returns has the positions that have moved, and costs least to read. But an
 * interceptor, an agent or a wrapper of the consumer may have changed it: it may lack positions,
 * and the last records before them. So the consumer itself is asked when records come without a
 * position, when a poll has waited and brings no record, and once a second. The first two let the
 * merge continue at once; the last covers what cannot be seen, such as a partition whose records
 * are all left out while others bring theirs.
 */
final class ConsumerPositions {

    private static final long INTERVAL_MILLIS = 1_000;

    /**
     * A question without an answer costs the client a look at all partitions. While a broker is
     * away there may be hundreds.
     */
    private static final int MAX_UNANSWERED = 10;

    private final LogFetcher fetcher;
    private final Assignment assignment;
    private final Merge merge;
    private long lastAsked = Long.MIN_VALUE / 2;

    ConsumerPositions(LogFetcher fetcher, Assignment assignment, Merge merge) {
        this.fetcher = fetcher;
        this.assignment = assignment;
        this.merge = merge;
    }

    /**
     * Follows the consumer after a poll, whose records the merge must already have.
     *
     * @param fetched what the poll returned
     * @param waited whether the poll was to wait for something
     * @param now wall clock, epoch milliseconds
     */
    void follow(Fetched fetched, boolean waited, long now) {
        fetched.nextOffsets().forEach(this::advance);
        boolean complete = fetched.nextOffsets().keySet().containsAll(fetched.partitions());
        boolean broughtNothing = waited && fetched.partitions().isEmpty();
        // The wall clock may be set back, too.
        boolean due = Math.abs(now - lastAsked) >= INTERVAL_MILLIS;
        if (!complete || broughtNothing || due) {
            lastAsked = now;
            askForAll();
        }
    }

    private void askForAll() {
        int unanswered = 0;
        for (var partition : assignment.queues().entrySet()) {
            if (!ask(partition.getKey(), partition.getValue()) && ++unanswered >= MAX_UNANSWERED) {
                return;
            }
        }
    }

    private void advance(TopicPartition partition, OffsetAndMetadata next) {
        PartitionQueue queue = assignment.queue(partition);
        if (queue != null) {
            int epoch = next.leaderEpoch().orElse(RecordView.NO_LEADER_EPOCH);
            merge.advance(queue, next.offset(), epoch);
        }
    }

    /**
     * Asks for one position, of which the consumer does not say the leader epoch.
     *
     * @return false if the client is validating the position, as after a change of leader. It
     *     cannot move before that is done, so a later question is early enough
     */
    private boolean ask(TopicPartition partition, PartitionQueue queue) {
        OptionalLong position = fetcher.position(partition);
        position.ifPresent(offset -> merge.advance(queue, offset));
        return position.isPresent();
    }
}
