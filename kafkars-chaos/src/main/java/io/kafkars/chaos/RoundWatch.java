package io.kafkars.chaos;

import org.apache.kafka.common.TopicPartition;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * What the subtasks of a round tell the program, which runs in the same process. Only what steers
 * the program comes this way; what is checked comes from the committed files. Any thread.
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
    private volatile boolean unhurried = true;

    /**
     * @param latestTime the latest timestamp that was written so far
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

    /** The source says that its backlog is over. */
    void wentLive() {
        liveTime = latestTime.getAsLong();
        live = true;
    }

    boolean isLive() {
        return live;
    }

    /**
     * A time that no record had passed when the source went live, for the last time if it did so
     * again after a restore: the watermarks of the replay end below it. The largest there is if the
     * source did not go live.
     */
    long liveTime() {
        return liveTime;
    }

    /** Whether the probes make the replay last. */
    boolean isUnhurried() {
        return unhurried;
    }

    void hurry() {
        unhurried = false;
    }

    @Override
    public void close() {
        OPEN.remove(id);
    }
}
