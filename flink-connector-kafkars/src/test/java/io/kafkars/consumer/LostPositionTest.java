// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.merge.Merge;
import io.kafkars.merge.MergeSettings;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.merge.PartitionQueue;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.OptionalLong;

import static io.kafkars.consumer.LostPositionPolicy.EARLIEST;
import static io.kafkars.consumer.LostPositionPolicy.LATEST;
import static org.assertj.core.api.Assertions.assertThat;

class LostPositionTest {

    private static final long MERGE_KEY = 7_000;

    /** A replay from 10 to 100 of which the offsets before 40 are released. */
    private final PartitionQueue replaying = queue(100, 40);

    /** The same with a replay end that is passed. */
    private final PartitionQueue live = queue(30, 40);

    private static PartitionQueue queue(long replayEnd, long nextOffset) {
        var progress =
                new PartitionProgress(
                        new PartitionId("t", 0),
                        10,
                        replayEnd,
                        1_000,
                        nextOffset,
                        MERGE_KEY,
                        5,
                        60);
        return new Merge(MergeSettings.DEFAULT, false).add(List.of(progress), 0).get(0);
    }

    private static LostPosition lost(long wanted, long logStart, long logEnd) {
        return new LostPosition(
                new TopicPartition("t", 0), wanted, logStart, logEnd, false, OptionalLong.empty());
    }

    private static LostPosition truncated(long wanted, long logStart, long logEnd) {
        return new LostPosition(
                new TopicPartition("t", 0), wanted, logStart, logEnd, true, OptionalLong.empty());
    }

    private static LostPosition truncatedAt(long at, long wanted, long logStart, long logEnd) {
        return new LostPosition(
                new TopicPartition("t", 0), wanted, logStart, logEnd, true, OptionalLong.of(at));
    }

    // Where reading continues

    @Test
    void earliestIsTheStartOfALogThatBeginsAfterThePosition() {
        assertThat(lost(50, 70, 200).isExpired()).isTrue();
        assertThat(lost(50, 70, 200).target(EARLIEST, replaying)).isEqualTo(70);
    }

    @Test
    void earliestIsWhereTheLogWasTruncatedIfThatIsKnown() {
        assertThat(truncatedAt(45, 50, 0, 200).target(EARLIEST, replaying)).isEqualTo(45);
        assertThat(truncatedAt(45, 50, 48, 200).target(EARLIEST, replaying))
                .as("the log begins later")
                .isEqualTo(48);
    }

    @Test
    void earliestIsTheStartOfADifferentLog() {
        assertThat(truncated(50, 3, 200).target(EARLIEST, replaying)).isEqualTo(3);
        assertThat(lost(50, 3, 45).target(EARLIEST, replaying)).as("it ends before").isEqualTo(3);
    }

    @Test
    void aPositionThatIsInTheLogAgainIsKept() {
        assertThat(lost(50, 3, 50).target(EARLIEST, replaying)).isEqualTo(50);
    }

    @Test
    void latestIsTheReplayEndOrTheEndOfTheLogWhicheverComesFirst() {
        assertThat(lost(50, 70, 200).target(LATEST, replaying)).isEqualTo(100);
        assertThat(lost(50, 70, 80).target(LATEST, replaying)).isEqualTo(80);
        assertThat(lost(50, 120, 200).target(LATEST, replaying))
                .as("the log begins after the replay end")
                .isEqualTo(120);
    }

    @Test
    void latestIsTheEndOfTheLogOnceLive() {
        assertThat(lost(50, 70, 200).target(LATEST, live)).isEqualTo(200);
    }

    // The progress after a truncation

    @Test
    void recordsNotYetReleasedAndStillInTheLogAreReadAgain() {
        PartitionProgress next = truncatedAt(60, 70, 0, 80).afterTruncation(EARLIEST, replaying);
        assertThat(next.nextOffset()).isEqualTo(40);
        assertThat(next.replayEnd()).as("the log ends there").isEqualTo(80);
        assertThat(next.mergeKey()).isEqualTo(MERGE_KEY);
    }

    @Test
    void releasedRecordsThatMayDifferNowAreReadAgain() {
        PartitionProgress next = truncatedAt(5, 70, 0, 200).afterTruncation(EARLIEST, replaying);
        assertThat(next.nextOffset()).isEqualTo(5);
        assertThat(next.replayStart()).isEqualTo(5);
        assertThat(next.replayEnd()).isEqualTo(100);
    }

    @Test
    void aCompletedReplayStaysCompleted() {
        PartitionProgress next = truncatedAt(20, 70, 0, 200).afterTruncation(EARLIEST, live);
        assertThat(next.nextOffset()).isEqualTo(20);
        assertThat(next.replayEnd()).isEqualTo(20);
        assertThat(next.isLive()).isTrue();
    }

    @Test
    void latestSkipsHeldRecordsToo() {
        PartitionProgress next = truncatedAt(60, 70, 0, 80).afterTruncation(LATEST, replaying);
        assertThat(next.nextOffset()).isEqualTo(80);
        assertThat(next.isLive()).isTrue();
    }

    // The description

    @Test
    void theDescriptionSaysWhichOffsetsAreGone() {
        assertThat(lost(50, 70, 200).describe())
                .isEqualTo(
                        "wanted offset 50, the log has 70 to 200 (exclusive), 20 offsets are gone");
        assertThat(truncatedAt(45, 50, 0, 200).describe())
                .endsWith("the log was truncated at 45: 5 offsets are gone or differ");
        assertThat(lost(50, 0, 45).describe()).endsWith("the log ends 5 offsets before it");
        assertThat(truncated(50, 0, 200).describe())
                .endsWith("the log was truncated, and it is unknown where");
        assertThat(lost(50, 0, 200).describe()).endsWith("the log did not have it a moment ago");
    }
}
