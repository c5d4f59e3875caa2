// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.metrics;

import org.apache.flink.annotation.PublicEvolving;

/**
 * Names of the metrics that a reader has besides those that Flink gives every source ({@code
 * numRecordsIn}, {@code numBytesIn}, {@code pendingRecords} and others). Metrics that Flink's Kafka
 * connector has too have the same names.
 */
@PublicEvolving
public final class MetricNames {

    /** Group of all metrics of a reader, within the operator's. */
    public static final String READER_GROUP = "KafkarsSourceReader";

    /** Group of the Kafka client's own metrics, within the reader's. */
    public static final String CONSUMER_GROUP = "KafkaConsumer";

    /** Key of the group of a topic, within the reader's. */
    public static final String TOPIC_GROUP = "topic";

    /** Key of the group of a partition, within that of its topic. */
    public static final String PARTITION_GROUP = "partition";

    /** Counter: offset commits that Kafka accepted. */
    public static final String COMMITS_SUCCEEDED = "commitsSucceeded";

    /** Counter: offset commits that failed. */
    public static final String COMMITS_FAILED = "commitsFailed";

    /**
     * Gauge of a partition: the offset before the next one to emit, which is that of the last
     * record emitted or of what follows it without a record; -1 before the first since the start or
     * restore.
     */
    public static final String CURRENT_OFFSET = "currentOffset";

    /**
     * Gauge of a partition: the offset last committed, which is the next one to emit; -1 before the
     * first commit.
     */
    public static final String COMMITTED_OFFSET = "committedOffset";

    /** Gauge: records fetched and not released. */
    public static final String HELD_RECORDS = "heldRecords";

    /** Gauge: heap that the held records take, in bytes. */
    public static final String HELD_BYTES = "heldBytes";

    /** Gauge: partitions paused because they are ahead of the others. */
    public static final String PAUSED_PARTITIONS = "pausedPartitions";

    /**
     * Gauge: live partitions that bring nothing although there is more to read or Kafka gives no
     * answer; they hold the watermark.
     */
    public static final String UNREADABLE_PARTITIONS = "unreadablePartitions";

    /**
     * Gauge: the smallest merge key that may still be released, epoch milliseconds; -2^63 while
     * unknown, 2^63 - 1 when nothing is left to wait for.
     */
    public static final String LOW_WATER_MARK = "lowWaterMark";

    /** Gauge: 1 if the reader has partitions and all of them are live, else 0. */
    public static final String IS_LIVE = "isLive";

    /** Gauge: 1 if the source as a whole has gone live, with all its readers, else 0. */
    public static final String SOURCE_IS_LIVE = "sourceIsLive";

    /** Gauge: records older than a record before them in their partition, so far. */
    public static final String DISORDERED_RECORDS = "disorderedRecords";

    /**
     * Gauge: records emitted with an event time at or below the watermark, so far; the watermark
     * that the source would emit if it emits none.
     */
    public static final String LATE_RECORDS = "lateRecords";

    /**
     * Gauge: records whose timestamp was too far ahead to be believed, so far, and keys of restored
     * partitions that were.
     */
    public static final String FUTURE_RECORDS = "futureRecords";

    /**
     * Gauge of the reader, and of a partition: offsets skipped or cut off because the log no longer
     * had the reader's position, so far. At least the number of records lost.
     */
    public static final String LOST_RECORDS = "lostRecords";

    /** Gauge: offsets of the replay that are still to be released. */
    public static final String REPLAY_RECORDS_REMAINING = "replayRecordsRemaining";

    /**
     * Gauge: the partition that holds the others back, {@code topic-partition}; empty once live.
     */
    public static final String SLOWEST_PARTITION = "slowestPartition";

    /**
     * Gauge: for how many milliseconds the reader has been waiting now, because it is the maximum
     * drift ahead of another reader; 0 if it does not wait.
     */
    public static final String DRIFT_WAIT_MS = "driftWaitMs";

    /** Gauge: the reader that this one waits for; empty if it does not wait. */
    public static final String DRIFT_WAITS_FOR = "driftWaitsFor";

    private MetricNames() {}
}
