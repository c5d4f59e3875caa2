// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import io.kafkars.topics.TopicIds;

import org.apache.flink.annotation.Internal;
import org.apache.flink.util.FlinkRuntimeException;

import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Asks Kafka twice per timeout whether the topics that are read are still there. A topic that was
 * deleted fails the job, because the merge would wait for its partitions for ever; so does one that
 * was recreated. Used by the coordinator thread only.
 *
 * <p>A broker whose metadata is behind may not know a topic for a moment. So a topic counts as
 * deleted only if it was missing from several answers, over a period as long as the timeout. A
 * missing answer proves nothing: the broker may be down.
 */
@Internal
final class TopicWatch {

    private static final Logger LOG = LoggerFactory.getLogger(TopicWatch.class);

    private final WorkerCalls calls;
    private final PartitionDiscovery discovery;
    private final Supplier<Set<String>> names;
    private final SplitTracker tracker;
    private final long timeoutMs;
    private final LongSupplier clock;
    private final Map<String, Long> missingSince = new HashMap<>();

    /**
     * @param names of the topics that are read; called by the worker thread
     * @param tracker has the ids that the topics had when they were resolved
     * @param timeoutMs for how long a topic may be missing; 0 or less: for ever
     * @param clock wall clock, epoch milliseconds
     */
    TopicWatch(
            WorkerCalls calls,
            PartitionDiscovery discovery,
            Supplier<Set<String>> names,
            SplitTracker tracker,
            long timeoutMs,
            LongSupplier clock) {
        this.calls = calls;
        this.discovery = discovery;
        this.names = names;
        this.tracker = tracker;
        this.timeoutMs = timeoutMs;
        this.clock = clock;
    }

    /** Starts to ask, unless a topic may be missing for ever. */
    void start() {
        if (timeoutMs > 0) {
            long intervalMs = Math.max(1, timeoutMs / 2);
            calls.repeatedly(
                    () -> discovery.topicIds(names.get()), this::onAnswer, intervalMs, intervalMs);
        }
    }

    private void onAnswer(Map<String, Optional<Uuid>> ids, Throwable error) {
        if (error == null) {
            check(ids);
        } else {
            WorkerCalls.throwIfError(error);
            LOG.warn("Cannot ask Kafka whether the topics still exist. Reading continues.", error);
        }
    }

    /**
     * @param answer the present id of each topic, empty if it does not exist; without the topics
     *     about which Kafka gave no answer
     * @throws FlinkRuntimeException if a topic was deleted
     * @throws org.apache.kafka.common.KafkaException if a topic was recreated
     */
    private void check(Map<String, Optional<Uuid>> answer) {
        Map<String, Uuid> known = tracker.knownTopics();
        missingSince.keySet().retainAll(known.keySet());
        answer.forEach(
                (topic, id) -> {
                    Uuid before = known.get(topic);
                    if (before == null) {
                        return;
                    }
                    if (id.isPresent()) {
                        missingSince.remove(topic);
                        TopicIds.requireSame(topic, before, id.get());
                    } else {
                        missing(topic, before);
                    }
                });
    }

    private void missing(String topic, Uuid id) {
        long now = clock.getAsLong();
        Long since = missingSince.putIfAbsent(topic, now);
        if (since == null) {
            LOG.warn(
                    "Topic '{}' is read, but no longer exists in Kafka. The job fails if it is"
                            + " still missing in {} ms.",
                    topic,
                    timeoutMs);
        } else if (now - since >= timeoutMs) {
            throw new FlinkRuntimeException(
                    String.format(
                            "Topic '%s' was deleted: its partitions are read, and it (id %s) has"
                                    + " been missing in Kafka for %d ms. Waiting for it would hold"
                                    + " the others back for ever. To read the other topics, remove"
                                    + " it from the source and start without state. To wait longer,"
                                    + " or for ever, set the option setMissingTopicTimeout (in SQL"
                                    + " 'scan.missing-topic-timeout').",
                            topic, id, now - since));
        }
    }
}
