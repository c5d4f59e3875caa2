// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import io.kafkars.columns.Chunk;
import io.kafkars.columns.Header;
import io.kafkars.columns.HeldBytes;
import io.kafkars.columns.TimestampType;

import java.util.List;

/**
 * A released record, read in place.
 *
 * <p>The view moves on: it is valid only until the next record is read, and must not be kept. What
 * its methods return may be kept. {@link #key()} and {@link #value()} may give the same array at
 * every call: whoever changes it changes what is read of this record afterwards, and of no other.
 * Not thread-safe.
 */
public interface RecordView {

    /** What stands for the timestamp of a record that has none: -1, as in Kafka. */
    long NO_TIMESTAMP = Chunk.NO_TIMESTAMP;

    /** Leader epoch of a record whose batch names none. */
    int NO_LEADER_EPOCH = Chunk.NO_LEADER_EPOCH;

    /** Size of a key or value that is {@code null}. */
    int NULL_SIZE = HeldBytes.NULL_SIZE;

    /** The partition that the record is from. */
    PartitionId partitionId();

    /**
     * A small number for the partition, so that readers can keep what they know of it in an array
     * and need no map. When a partition joins or leaves, the number may stand for another one.
     */
    int partitionIndex();

    /** Name of the topic; the same object for all records of a partition. */
    default String topic() {
        return partitionId().topic();
    }

    /** Number of the partition. */
    default int partition() {
        return partitionId().partition();
    }

    /** Offset in the partition. */
    long offset();

    /**
     * The record's own timestamp in epoch milliseconds, {@link #NO_TIMESTAMP} if it has none, which
     * {@link #hasTimestamp()} tells. May be older than the timestamps of records before it.
     */
    long timestamp();

    /** Whether the record has a timestamp. Every number but -1 is one, those before 1970 too. */
    default boolean hasTimestamp() {
        return timestamp() != NO_TIMESTAMP;
    }

    /** What {@link #timestamp()} means. */
    TimestampType timestampType();

    /**
     * The key the record was ordered by, epoch milliseconds: the running maximum of its partition's
     * timestamps. {@link PartitionProgress#NO_KEY} if no record of the partition had one so far.
     */
    long mergeKey();

    /**
     * The record's timestamp, the merge key of a record that has none, or else epoch 0; epoch
     * milliseconds.
     */
    default long eventTime() {
        return eventTime(timestamp(), mergeKey());
    }

    /** The same, of a record with this timestamp and merge key. */
    static long eventTime(long timestamp, long mergeKey) {
        if (timestamp != NO_TIMESTAMP && timestamp != PartitionProgress.NO_KEY) {
            return timestamp;
        }
        return mergeKey == PartitionProgress.NO_KEY ? 0 : mergeKey;
    }

    /** Whether the record was released while its merge was live, and not as part of the replay. */
    boolean isLive();

    /**
     * Whether the source as a whole, with the partitions of all its subtasks, had gone live when
     * the record was read here. False where a merge is used without a Flink source, and in a
     * bounded one.
     */
    boolean isSourceLive();

    /** When the record was fetched from Kafka, epoch milliseconds of this machine's clock. */
    long receiveTime();

    /** Epoch of the leader that wrote the record, {@link #NO_LEADER_EPOCH} if unknown. */
    int leaderEpoch();

    /** The key's bytes, {@code null} if the record has no key. */
    byte[] key();

    /** The value's bytes, {@code null} if the record is a tombstone. */
    byte[] value();

    /** Size of the key in bytes, {@link #NULL_SIZE} if the record has none; copies nothing. */
    int keySize();

    /** Size of the value in bytes, {@link #NULL_SIZE} if it is {@code null}; copies nothing. */
    int valueSize();

    /** The headers in their order, empty if there are none. */
    List<Header> headers();
}
