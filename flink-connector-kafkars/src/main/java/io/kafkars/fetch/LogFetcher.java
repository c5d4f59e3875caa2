// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Fetches the records of assigned partitions: all that the rest of the connector knows of Kafka's
 * consumer. Its methods do, and throw, what those of {@link
 * org.apache.kafka.clients.consumer.Consumer} with the same names do, where nothing else is said.
 * Each partition has to be given a position by {@link #seek} before it is fetched. Not thread-safe,
 * except for {@link #wakeup()} and the values of {@link #metrics()}.
 */
public interface LogFetcher extends AutoCloseable {

    /** Fetches these partitions, and no others. Positions of those that stay do not change. */
    void assign(Collection<TopicPartition> partitions);

    /** The assigned partitions. */
    Set<TopicPartition> assignment();

    /**
     * Continues an assigned partition elsewhere; nothing that was fetched before is returned any
     * more.
     *
     * @param position offset to fetch next, with the leader epoch of the record before it if that
     *     is known, by which a truncated log is detected
     */
    void seek(TopicPartition partition, OffsetAndMetadata position);

    /** Does not return records of these partitions until they are resumed. */
    void pause(Collection<TopicPartition> partitions);

    /** Returns records of these partitions again. */
    void resume(Collection<TopicPartition> partitions);

    /** The assigned partitions that are paused. */
    Set<TopicPartition> paused();

    /**
     * Returns what has been fetched, and sends the next fetches.
     *
     * @param timeout how long to wait if nothing has been fetched
     * @return valid until the next call
     * @throws org.apache.kafka.clients.consumer.OffsetOutOfRangeException if the log of some
     *     partitions does not have their positions
     * @throws org.apache.kafka.common.errors.WakeupException after {@link #wakeup()}
     */
    Fetched poll(Duration timeout);

    /**
     * The offset that is returned next, unless the log has a hole there.
     *
     * @return empty while the position is being validated, as after a change of leader; it does not
     *     move before that is done
     */
    OptionalLong position(TopicPartition partition);

    /** Offsets from the position to the end of the log, if known. */
    OptionalLong currentLag(TopicPartition partition);

    /** The first offset of each log. Asks Kafka. */
    Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions);

    /** The end of each log, under the isolation level of the properties. Asks Kafka. */
    Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions);

    /**
     * Commits offsets to the consumer group of the properties.
     *
     * @param callback called by a later {@link #poll}; perhaps not if the fetcher is closed before
     */
    void commitAsync(Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback);

    /**
     * The same, and waits for the answer.
     *
     * @throws KafkaException if they could not be committed
     */
    void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets);

    /** Lets a {@link #poll} that waits, or the next one, throw. Any thread. */
    void wakeup();

    /** The metrics of Kafka's consumer, under its names; a live view. */
    Map<MetricName, ? extends Metric> metrics();

    /**
     * Releases everything, even if no broker answers.
     *
     * @param timeout how long to wait for pending commits
     */
    void close(Duration timeout);

    /** {@link #close(Duration)} without waiting. */
    @Override
    default void close() {
        close(Duration.ZERO);
    }
}
