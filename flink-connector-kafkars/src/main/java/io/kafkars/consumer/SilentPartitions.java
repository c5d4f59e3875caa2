// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.fetch.LogFetcher;
import io.kafkars.merge.Merge;
import io.kafkars.merge.PartitionQueue;
import io.kafkars.merge.Readability;
import io.kafkars.topics.PartitionNotes;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Finds out why live partitions are silent, before they count as idle (rule 7 of the design): asks
 * Kafka for the end offsets of all of them together. Kafka's client itself says nothing while a
 * leader cannot be reached. Not thread-safe.
 *
 * <p>A partition of which there is more to read may just be about to be read. So it is unreadable
 * only if nothing has come for {@link #PATIENCE_MILLIS} since; until then, it is asked about again.
 * One that the caller has paused is not read on purpose: it does not count as idle, and it is not
 * unreadable either.
 */
final class SilentPartitions implements AutoCloseable {

    /** How often there may be a question, or an answer is taken. */
    static final long INTERVAL_MILLIS = 500;

    /** How often there is a question about a partition of which something is known already. */
    static final long REPEAT_MILLIS = 5_000;

    /**
     * An answer to an older question counts for nothing. The reader may have been blocked since, by
     * whatever comes after it, while records were written.
     */
    static final long EXPIRY_MILLIS = 20_000;

    /** How long there may be more to read of a partition before it is unreadable. */
    static final long PATIENCE_MILLIS = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(SilentPartitions.class);

    private final EndOffsets endOffsets;
    private final LogFetcher fetcher;
    private final Assignment assignment;
    private final Merge merge;
    private final Set<PartitionQueue> unreadable = new HashSet<>();
    private Map<PartitionQueue, Check> checks = new HashMap<>();
    private PartitionNotes found = new PartitionNotes();
    private long nextReview = Long.MIN_VALUE;

    /** What has been asked about a partition since it was last read. */
    private static final class Check {

        private final long position;

        /** The time of the last question, or when the partition was found silent. */
        private long askedAt;

        /** {@code null} if nothing is asked now. */
        private CompletableFuture<Long> answer;

        /** When more to read was first found; negative if it was not. */
        private long moreSince = -1;

        Check(long position, long now) {
            this.position = position;
            this.askedAt = now;
        }
    }

    /**
     * @param endOffsets owned and closed by this object
     */
    SilentPartitions(
            EndOffsets endOffsets, LogFetcher fetcher, Assignment assignment, Merge merge) {
        this.endOffsets = endOffsets;
        this.fetcher = fetcher;
        this.assignment = assignment;
        this.merge = merge;
        merge.requireReadToEnd();
    }

    /**
     * Takes what has been answered, and asks again. Does nothing most of the time.
     *
     * @param now wall clock, epoch milliseconds
     */
    void review(long now) {
        if (now < nextReview) {
            return;
        }
        nextReview = now + INTERVAL_MILLIS;
        var known = checks;
        checks = new HashMap<>();
        var due = new ArrayList<PartitionQueue>();
        for (PartitionQueue queue : merge.silentPartitions(now)) {
            Check check = known.get(queue);
            if (check == null || check.position != queue.position()) {
                check = new Check(queue.position(), now);
            }
            checks.put(queue, check);
            if (now - check.askedAt >= EXPIRY_MILLIS) {
                expire(queue, check, now);
            }
            takeAnswer(queue, check, now);
            if (isDue(queue, check, now)) {
                due.add(queue);
            }
        }
        report();
        if (!due.isEmpty()) {
            ask(due, now);
        }
    }

    private static boolean isDue(PartitionQueue queue, Check check, long now) {
        return check.answer == null
                && (queue.readability() == Readability.UNKNOWN
                        || now - check.askedAt >= REPEAT_MILLIS);
    }

    private void ask(List<PartitionQueue> due, long now) {
        var partitions = due.stream().map(queue -> KafkaPartitions.of(queue.id())).toList();
        Map<TopicPartition, CompletableFuture<Long>> answers = Map.of();
        CompletableFuture<Long> none = null;
        try {
            answers = endOffsets.ask(partitions);
        } catch (KafkaException e) {
            none = CompletableFuture.failedFuture(e);
        }
        for (PartitionQueue queue : due) {
            Check check = checks.get(queue);
            check.askedAt = now;
            check.answer = answers.getOrDefault(KafkaPartitions.of(queue.id()), none);
        }
    }

    private void expire(PartitionQueue queue, Check check, long now) {
        check.answer = null;
        if (queue.readability() == Readability.READ_TO_END) {
            merge.found(queue, Readability.UNKNOWN, now);
        }
    }

    private void takeAnswer(PartitionQueue queue, Check check, long now) {
        if (check.answer == null || !check.answer.isDone()) {
            return;
        }
        try {
            judge(queue, check, check.answer.join(), now);
        } catch (CompletionException e) {
            becomeUnreadable(
                    queue,
                    "Kafka gives no answer for its end offset ("
                            + describe(e.getCause() == null ? e : e.getCause())
                            + ")",
                    now);
        }
        check.answer = null;
    }

    private void judge(PartitionQueue queue, Check check, long end, long now) {
        if (end <= queue.position()) {
            check.moreSince = -1;
            merge.found(queue, Readability.READ_TO_END, now);
        } else if (fetcher.paused().contains(KafkaPartitions.of(queue.id()))) {
            check.moreSince = -1;
            merge.found(queue, Readability.UNKNOWN, now);
        } else if (check.moreSince < 0) {
            check.moreSince = now;
            if (queue.readability() == Readability.READ_TO_END) {
                merge.found(queue, Readability.UNKNOWN, now);
            }
        } else if (now - check.moreSince >= PATIENCE_MILLIS) {
            becomeUnreadable(
                    queue,
                    String.format(
                            "nothing is fetched from it at offset %d, although its end is at"
                                    + " offset %d",
                            queue.position(), end),
                    now);
        }
    }

    private static String describe(Throwable failure) {
        return failure instanceof TimeoutException
                ? "timeout"
                : failure.getClass().getSimpleName() + ": " + failure.getMessage();
    }

    private void becomeUnreadable(PartitionQueue queue, String why, long now) {
        merge.found(queue, Readability.UNREADABLE, now);
        if (unreadable.add(queue)) {
            found.add(
                    queue.id(),
                    "unreadable, as "
                            + why
                            + ". The watermark waits until the partition can be read again; check"
                            + " that it has a leader, and that the leader can be reached");
        }
    }

    /** Logs which partitions have become unreadable, and which no longer are. */
    private void report() {
        found.lines().forEach(LOG::warn);
        found = new PartitionNotes();
        var readable = new PartitionNotes();
        unreadable.removeIf(
                queue -> {
                    boolean isRead = assignment.queue(KafkaPartitions.of(queue.id())) == queue;
                    boolean recovered = queue.readability() != Readability.UNREADABLE;
                    if (isRead && recovered) {
                        readable.add(queue.id(), "readable again");
                    }
                    return !isRead || recovered;
                });
        readable.lines().forEach(LOG::info);
    }

    @Override
    public void close() {
        endOffsets.close();
    }
}
