// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch.internals;

import org.apache.kafka.clients.Metadata;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.consumer.internals.ConsumerMetadata;
import org.apache.kafka.clients.consumer.internals.ConsumerNetworkClient;
import org.apache.kafka.clients.consumer.internals.OffsetFetcher;
import org.apache.kafka.clients.consumer.internals.SubscriptionState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidGroupIdException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.Timer;
import org.slf4j.Logger;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A consumer that assigns its partitions, and fetches record batches instead of records. Its
 * methods do, and throw, what those of {@code KafkaConsumer} with the same names do, with one
 * exception: what has been collected is returned, even if something fails afterwards. Not
 * thread-safe, except for {@link #wakeup()}.
 */
public final class InternalConsumer {

    private final ClientParts parts;
    private final Time time;
    private final Logger log;
    private final SubscriptionState subscriptions;
    private final ConsumerMetadata metadata;
    private final ConsumerNetworkClient client;
    private final StandInFetcher fetcher;
    private final OffsetFetcher offsetFetcher;
    private final int maxPollRecords;
    private final boolean checkCrcs;
    private final Duration defaultTimeout;
    private boolean allPositionsKnown;
    private boolean closed;

    /** For the next poll: it came after something had been collected. */
    private RuntimeException postponed;

    /**
     * @param properties as for {@code KafkaConsumer}; interceptors are not called
     * @throws KafkaException if the client refuses the properties
     */
    public InternalConsumer(Map<String, Object> properties) {
        var config = new ConsumerConfig(properties);
        maxPollRecords = config.getInt(ConsumerConfig.MAX_POLL_RECORDS_CONFIG);
        checkCrcs = config.getBoolean(ConsumerConfig.CHECK_CRCS_CONFIG);
        defaultTimeout =
                Duration.ofMillis(config.getInt(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG));
        parts = new ClientParts(config);
        time = parts.time;
        log = parts.log;
        subscriptions = parts.subscriptions;
        metadata = parts.metadata;
        client = parts.client;
        fetcher = parts.fetcher;
        offsetFetcher = parts.offsetFetcher;
    }

    /** Whether the checksums of batches have to be verified. */
    public boolean checkCrcs() {
        return checkCrcs;
    }

    public void assign(Collection<TopicPartition> partitions) {
        ensureOpen();
        postponed = null;
        Set<TopicPartition> assigned = Set.copyOf(partitions);
        fetcher.clearBufferedDataForUnassignedPartitions(assigned);
        parts.standIns.retain(assigned);
        if (assigned.isEmpty()) {
            subscriptions.unsubscribe();
        } else if (subscriptions.assignFromUser(assigned)) {
            metadata.requestUpdateForNewTopics();
        }
        log.info("Assigned to {} partitions: {}", assigned.size(), partitions);
    }

    public Set<TopicPartition> assignment() {
        ensureOpen();
        return Collections.unmodifiableSet(subscriptions.assignedPartitions());
    }

    public void seek(TopicPartition partition, OffsetAndMetadata position) {
        ensureOpen();
        log.info("Seeking to {} for partition {}", position, partition);
        postponed = null;
        Metadata.LeaderAndEpoch leader = metadata.currentLeader(partition);
        updateLastSeenEpoch(partition, position);
        subscriptions.seekUnvalidated(
                partition,
                new SubscriptionState.FetchPosition(
                        position.offset(), position.leaderEpoch(), leader));
    }

    private void updateLastSeenEpoch(TopicPartition partition, OffsetAndMetadata position) {
        position.leaderEpoch()
                .ifPresent(epoch -> metadata.updateLastSeenEpochIfNewer(partition, epoch));
    }

    public void pause(Collection<TopicPartition> partitions) {
        ensureOpen();
        partitions.forEach(subscriptions::pause);
    }

    public void resume(Collection<TopicPartition> partitions) {
        ensureOpen();
        partitions.forEach(subscriptions::resume);
    }

    public Set<TopicPartition> paused() {
        ensureOpen();
        return Collections.unmodifiableSet(subscriptions.pausedPartitions());
    }

    /** The position; empty while it is not known or has to be validated. */
    public OptionalLong position(TopicPartition partition) {
        ensureOpen();
        if (!subscriptions.isAssigned(partition)) {
            throw new IllegalStateException(partition + " is not assigned, and has no position");
        }
        SubscriptionState.FetchPosition position = subscriptions.validPosition(partition);
        return position == null ? OptionalLong.empty() : OptionalLong.of(position.offset);
    }

    public OptionalLong currentLag(TopicPartition partition) {
        ensureOpen();
        return offsetFetcher.currentLag(partition);
    }

    public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions) {
        ensureOpen();
        return offsetFetcher.beginningOffsets(partitions, time.timer(defaultTimeout));
    }

    public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
        ensureOpen();
        return offsetFetcher.endOffsets(partitions, time.timer(defaultTimeout));
    }

    // Polling

    /**
     * Collects {@code max.poll.records} if they are there, and more: record batches are not
     * divided. Of each partition there is one {@link KeptFetch} at most.
     */
    public Collected poll(Duration timeout) {
        ensureOpen();
        Timer timer = time.timer(timeout);
        parts.pollMetrics.recordPollStart(timer.currentTimeMs());
        try {
            if (subscriptions.hasNoSubscriptionOrUserAssignment()) {
                throw new IllegalStateException("No partitions are assigned");
            }
            do {
                client.maybeTriggerWakeup();
                throwPostponed();
                updatePositions(timer);
                Collected collected = collectOrFetch(timer);
                if (!collected.isEmpty()) {
                    sendNextFetches(collected);
                    return collected;
                }
            } while (timer.notExpired());
            return new Collected();
        } finally {
            parts.pollMetrics.recordPollEnd(timer.currentTimeMs());
        }
    }

    private void throwPostponed() {
        RuntimeException failure = postponed;
        if (failure != null) {
            postponed = null;
            throw failure;
        }
    }

    private void updatePositions(Timer timer) {
        if (parts.coordinator != null && !parts.coordinator.poll(timer, false)) {
            return;
        }
        offsetFetcher.validatePositionsIfNeeded();
        allPositionsKnown = subscriptions.hasAllFetchPositions();
        if (allPositionsKnown) {
            return;
        }
        if (parts.coordinator != null
                && !parts.coordinator.initWithCommittedOffsetsIfNeeded(timer)) {
            return;
        }
        subscriptions.resetInitializingPositions();
        offsetFetcher.resetPositionsIfNeeded();
    }

    private Collected collectOrFetch(Timer timer) {
        Collected collected = collect();
        if (!collected.isEmpty()) {
            return collected;
        }
        sendFetches();
        Timer pollTimer = time.timer(waitAtMost(timer));
        client.poll(pollTimer, () -> !fetcher.hasAvailableFetches());
        timer.update(pollTimer.currentTimeMs());
        return collect();
    }

    private long waitAtMost(Timer timer) {
        long wait = timer.remainingMs();
        if (parts.coordinator != null) {
            wait = Math.min(wait, parts.coordinator.timeToNextPoll(timer.currentTimeMs()));
        }
        return allPositionsKnown ? wait : Math.min(wait, parts.retryBackoffMillis);
    }

    private Collected collect() {
        var collected = new Collected();
        try {
            var fetch = fetcher.collectFetch();
            while (!fetch.isEmpty()) {
                collected.add(fetch);
                if (collected.records() >= maxPollRecords) {
                    finishLastFetch(collected);
                    break;
                }
                fetch = fetcher.collectFetch();
            }
        } catch (RuntimeException e) {
            postpone(e, collected);
        }
        return collected;
    }

    /**
     * The client finds out only in the next call that a fetch has no more records, and does not
     * fetch from that node before. This is the call, if it brings nothing more.
     */
    private void finishLastFetch(Collected collected) {
        if (!collected.isDivided() && !fetcher.hasAvailableFetches()) {
            collected.add(fetcher.collectFetch());
        }
    }

    /** What has been collected must not be lost, since positions have moved. */
    private void postpone(RuntimeException failure, Collected collected) {
        if (collected.isEmpty()) {
            throw failure;
        }
        postponed = failure;
    }

    private void sendNextFetches(Collected collected) {
        try {
            if (sendFetches() > 0 || client.hasPendingRequests()) {
                client.transmitSends();
            }
        } catch (RuntimeException e) {
            postpone(e, collected);
        }
    }

    private int sendFetches() {
        offsetFetcher.validatePositionsOnMetadataChange();
        return fetcher.sendFetches();
    }

    // Commits

    public void commitAsync(
            Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
        ensureGroup();
        offsets.forEach(this::updateLastSeenEpoch);
        parts.coordinator.commitOffsetsAsync(new HashMap<>(offsets), callback);
    }

    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
        ensureGroup();
        long begin = time.nanoseconds();
        try {
            offsets.forEach(this::updateLastSeenEpoch);
            if (!parts.coordinator.commitOffsetsSync(
                    new HashMap<>(offsets), time.timer(defaultTimeout))) {
                throw new TimeoutException(
                        String.format(
                                "Offsets could not be committed within %d ms: %s",
                                defaultTimeout.toMillis(), offsets));
            }
        } finally {
            parts.pollMetrics.recordCommitSync(time.nanoseconds() - begin);
        }
    }

    private void ensureGroup() {
        ensureOpen();
        if (parts.coordinator == null) {
            throw new InvalidGroupIdException(
                    "Offsets can only be committed with property '"
                            + ConsumerConfig.GROUP_ID_CONFIG
                            + "'");
        }
    }

    // Life cycle

    /** Lets a {@link #poll} that waits, or the next one, throw. Any thread. */
    public void wakeup() {
        client.wakeup();
    }

    public Map<MetricName, ? extends Metric> metrics() {
        return Collections.unmodifiableMap(parts.metrics.metrics());
    }

    public void close(Duration timeout) {
        if (!closed) {
            closed = true;
            parts.close(timeout);
        }
    }

    private void ensureOpen() {
        if (closed) {
            throw new IllegalStateException("The consumer is closed");
        }
    }
}
