// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import io.kafkars.columns.ChunkBuilder;
import io.kafkars.columns.ContentForm;
import io.kafkars.columns.TimestampType;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Live records wait for a full batch, but not for long; a batch of 3, and 100 ms. */
class BatchLingerTest {

    private static final MergeSettings SETTINGS =
            MergeSettings.DEFAULT.withBatchSize(3).withBatchLinger(Duration.ofMillis(100));

    private Merge merge;
    private PartitionQueue queue;
    private long offset;

    @BeforeEach
    void start() {
        start(0);
    }

    private void start(long replayEnd) {
        merge = new Merge(SETTINGS, false);
        queue =
                merge.add(
                                List.of(
                                        PartitionProgress.atStart(
                                                new PartitionId("t", 0), 0, replayEnd, 0)),
                                0)
                        .get(0);
        offset = 0;
        merge.release(0);
    }

    @Test
    void aSmallBatchWaitsUntilItsFirstRecordHasWaitedLongEnough() {
        arrive(1_000);
        arrive(1_090);
        assertThat(merge.canRelease(1_099)).isFalse();
        assertThat(merge.liveWait(1_099)).isEqualTo(1);
        assertThat(merge.release(1_099).rows()).isZero();
        assertThat(merge.canRelease(1_100)).isTrue();
        assertThat(merge.release(1_100).rows()).isEqualTo(2);
    }

    @Test
    void aFullBatchDoesNotWait() {
        arrive(1_000);
        arrive(1_000);
        arrive(1_000);
        assertThat(merge.liveWait(1_000)).isZero();
        assertThat(merge.release(1_000).rows()).isEqualTo(3);
    }

    @Test
    void theWatermarkStaysBelowRecordsThatWait() {
        arrive(1_000);
        assertThat(merge.release(1_001).watermark()).isLessThan(1_000);
    }

    @Test
    void theReplayDoesNotWait() {
        start(10);
        arrive(1_000);
        assertThat(merge.release(1_000).rows()).isEqualTo(1);
    }

    /** The record's timestamp is the time at which it arrives. */
    private void arrive(long now) {
        var builder = new ChunkBuilder(ContentForm.ARRAYS);
        builder.append(offset++, now, null, new byte[1], null);
        merge.append(queue, builder.build(TimestampType.CREATE_TIME, 0), now);
    }
}
