// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import io.kafkars.columns.ChunkBuilder;
import io.kafkars.columns.ContentForm;
import io.kafkars.columns.HeaderBytes;
import io.kafkars.flink.split.KafkarsSplit;
import io.kafkars.merge.Merge;
import io.kafkars.merge.MergeSettings;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.merge.PartitionQueue;
import io.kafkars.merge.RecordView;
import io.kafkars.merge.ReleasedBatch;
import io.kafkars.merge.ReplayWatermarks;
import io.kafkars.testing.RecordViews;

import org.apache.kafka.common.Uuid;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The merge of partitions of the topic {@code t}, which a test fills by hand, so that it releases
 * the batches that a reader emits. Its live watermark is 1 below the smallest time that may still
 * come.
 */
final class TestMerge {

    static final long IDLE_TIMEOUT = 1_000;
    private static final long FUTURE_TOLERANCE = 3_600_000;

    /** A replayed record with merge key k raises the watermark to k - 1. */
    static final ReplayWatermarks WATERMARKS =
            new ReplayWatermarks(MergeSettings.DEFAULT.withWatermarkInterval(Duration.ofMillis(1)));

    private static final Uuid TOPIC_ID = new Uuid(7, 8);

    private final Merge merge;
    private final Map<Integer, PartitionQueue> queues = new HashMap<>();

    private TestMerge(boolean stopAtReplayEnd) {
        merge =
                new Merge(
                        MergeSettings.DEFAULT.withLiveIdleTimeout(Duration.ofMillis(IDLE_TIMEOUT)),
                        stopAtReplayEnd);
    }

    static TestMerge unbounded() {
        return new TestMerge(false);
    }

    /** Partitions finish at their replay ends. */
    static TestMerge bounded() {
        return new TestMerge(true);
    }

    static PartitionId id(int partition) {
        return new PartitionId("t", partition);
    }

    /** A split with offsets 0 to the end to replay. */
    static KafkarsSplit split(int partition, long replayEnd) {
        return new KafkarsSplit(
                PartitionProgress.atStart(id(partition), 0, replayEnd, 0)
                        .withToleranceIfUnknown(FUTURE_TOLERANCE),
                TOPIC_ID);
    }

    static KafkarsSplitState state(int partition, long replayEnd) {
        return new KafkarsSplitState(split(partition, replayEnd));
    }

    /** A record whose value is its place, such as {@code 0-5}. */
    static RecordView record(int partition, long offset, long timestamp) {
        RecordViews record = RecordViews.record("t", partition, offset);
        record.value(partition + "-" + offset);
        return timestamp < 0 ? record.build() : record.timestamp(timestamp).build();
    }

    /** The partition joins. */
    TestMerge with(int partition, long replayEnd) {
        queues.put(partition, merge.add(List.of(split(partition, replayEnd).progress()), 0).get(0));
        return this;
    }

    /** Holds records, those of a partition in the order of their offsets. */
    TestMerge hold(RecordView... records) {
        for (RecordView record : records) {
            var chunk = new ChunkBuilder(ContentForm.ARRAYS);
            chunk.append(
                    record.offset(),
                    record.timestamp(),
                    record.key(),
                    record.value(),
                    HeaderBytes.encode(record.headers()));
            merge.append(
                    queues.get(record.partition()),
                    chunk.build(record.timestampType(), record.leaderEpoch()),
                    0);
        }
        return this;
    }

    /** Holds records of a partition that were fetched together, all with the same time. */
    TestMerge holdTogether(int partition, long firstOffset, int count, int valueSize) {
        var chunk = new ChunkBuilder(ContentForm.ARRAYS);
        for (int i = 0; i < count; i++) {
            chunk.append(firstOffset + i, 1, null, new byte[valueSize], null);
        }
        merge.append(
                queues.get(partition),
                chunk.build(io.kafkars.columns.TimestampType.CREATE_TIME, 0),
                0);
        return this;
    }

    /** Holds records of a partition that were fetched together, with times 0, 1, 2 steps, ... */
    TestMerge holdInSteps(int partition, long firstOffset, int count, long step) {
        var chunk = new ChunkBuilder(ContentForm.COLUMNS);
        for (int i = 0; i < count; i++) {
            chunk.append(firstOffset + i, i * step, null, new byte[1], null);
        }
        merge.append(
                queues.get(partition),
                chunk.build(io.kafkars.columns.TimestampType.CREATE_TIME, 0),
                0);
        return this;
    }

    /** The position of the partition moves past offsets without records. */
    TestMerge reach(int partition, long position) {
        merge.advance(queues.get(partition), position);
        return this;
    }

    ReleasedBatch release() {
        return merge.release(0);
    }

    /** A batch after a silence as long as the idle timeout. */
    ReleasedBatch releaseAfterSilence() {
        return merge.release(IDLE_TIMEOUT);
    }
}
