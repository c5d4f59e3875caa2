// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.chaos;

import org.apache.kafka.common.TopicPartition;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * What the program and the subtasks of a round share, which run in the same process. It only steers
 * the round: what is checked comes from the committed files. Thread-safe.
 */
final class RoundWatch implements AutoCloseable {

    private static final Map<Long, RoundWatch> OPEN = new ConcurrentHashMap<>();
    private static final AtomicLong LAST_ID = new AtomicLong();

    private final long id = LAST_ID.incrementAndGet();
    private final LongSupplier latestTime;
    private final AtomicLong epochs = new AtomicLong();
    private final Map<TopicPartition, Long> nextOffsets = new ConcurrentHashMap<>();
    private volatile boolean live;
    private volatile long liveTime = Long.MAX_VALUE;
    private volatile boolean throttled = true;

    /**
     * @param latestTime supplies the latest timestamp written so far
     */
    RoundWatch(LongSupplier latestTime) {
        this.latestTime = latestTime;
        OPEN.put(id, this);
    }

    static RoundWatch of(long id) {
        return OPEN.get(id);
    }

    long id() {
        return id;
    }

    /** A number for a new attempt of a source subtask. */
    long newEpoch() {
        return epochs.incrementAndGet();
    }

    /** How many attempts of source subtasks there have been. */
    long epochs() {
        return epochs.get();
    }

    void emitted(TopicPartition partition, long offset) {
        nextOffsets.merge(partition, offset + 1, Math::max);
    }

    /** Whether all partitions have been emitted up to these ends. */
    boolean hasReached(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .allMatch(end -> nextOffsets.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }

    /** Called when the source says that its backlog is over. */
    void wentLive() {
        liveTime = latestTime.getAsLong();
        live = true;
    }

    boolean isLive() {
        return live;
    }

    /**
     * The latest timestamp written when the source went live, the last time if it did so again
     * after a restore: the watermarks of the replay are below it. {@link Long#MAX_VALUE} if the
     * source did not go live.
     */
    long liveTime() {
        return liveTime;
    }

    /** Whether the probes throttle the stream. */
    boolean isThrottled() {
        return throttled;
    }

    /** Lets the records pass at full speed from now on. */
    void stopThrottling() {
        throttled = false;
    }

    @Override
    public void close() {
        OPEN.remove(id);
    }
}
