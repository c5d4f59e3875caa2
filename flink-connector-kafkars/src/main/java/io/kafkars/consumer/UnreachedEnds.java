package io.kafkars.consumer;

import io.kafkars.merge.PartitionQueue;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Notices replays that cannot end, because the log was cut between the position, which it still
 * has, and the replay end: the client has nothing to complain about, and would wait for ever.
 *
 * <p>That a position has nothing behind it is known from the last fetch, which may be of a leader
 * that does not know its high watermark yet. So it must have been that way for a while.
 */
final class UnreachedEnds {

    static final long PATIENCE_MILLIS = 30_000;

    private static final long INTERVAL_MILLIS = 1_000;

    private final Consumer<?, ?> consumer;
    private final Map<TopicPartition, Long> atEndSince = new HashMap<>();
    private long nextLook = Long.MIN_VALUE;

    UnreachedEnds(Consumer<?, ?> consumer) {
        this.consumer = consumer;
    }

    /**
     * The partitions that have been at the end of their log, in front of their replay end, for too
     * long; each again after as long. Looks once a second.
     */
    List<TopicPartition> overdue(Map<TopicPartition, PartitionQueue> queues, long now) {
        if (now < nextLook) {
            return List.of();
        }
        nextLook = now + INTERVAL_MILLIS;
        var overdue = new ArrayList<TopicPartition>();
        queues.forEach(
                (partition, queue) -> {
                    if (!isAtEnd(partition, queue)) {
                        atEndSince.remove(partition);
                    } else if (now - atEndSince.merge(partition, now, Math::min)
                            >= PATIENCE_MILLIS) {
                        atEndSince.remove(partition);
                        overdue.add(partition);
                    }
                });
        return overdue;
    }

    private boolean isAtEnd(TopicPartition partition, PartitionQueue queue) {
        if (queue.position() >= queue.replayEnd()) {
            return false;
        }
        OptionalLong lag = consumer.currentLag(partition);
        return lag.isPresent() && lag.getAsLong() == 0;
    }
}
