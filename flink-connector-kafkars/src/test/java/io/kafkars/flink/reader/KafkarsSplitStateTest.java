// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import io.kafkars.flink.split.KafkarsSplit;
import io.kafkars.merge.PartitionProgress;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import static io.kafkars.flink.reader.TestMerge.id;
import static io.kafkars.flink.reader.TestMerge.split;
import static org.assertj.core.api.Assertions.assertThat;

class KafkarsSplitStateTest {

    private final KafkarsSplit start = split(3, 10);
    private final KafkarsSplitState state = new KafkarsSplitState(start);

    @Test
    void aStateIsItsSplitUntilARecordIsEmitted() {
        assertThat(state.toSplit()).isEqualTo(start);
        assertThat(state.topicPartition()).isEqualTo(new TopicPartition("t", 3));
        assertThat(state.replayRemaining()).isEqualTo(10);
    }

    @Test
    void anEmittedRecordMovesTheNextOffsetPastItAndKeepsTheBoundsOfTheReplay() {
        state.emitted(6, 1_000, 2);

        KafkarsSplit split = state.toSplit();
        assertThat(split.topicId()).isEqualTo(start.topicId());
        assertThat(split.progress())
                .isEqualTo(
                        new PartitionProgress(
                                id(3), 0, 10, 0, 7, 1_000, 2, start.progress().futureTolerance()));
    }

    @Test
    void aRecordBelowTheReplayEndIsReplayedAndNoWatermarkOfItPassesTheTolerance() {
        assertThat(state.isReplayed(9)).isTrue();
        assertThat(state.isReplayed(10)).isFalse();
        assertThat(state.watermarkLimit()).isEqualTo(start.progress().watermarkLimit());
    }

    @Test
    void kafkaIsToldTheNextOffset() {
        state.emitted(6, 1_000, 2);

        assertThat(state.offsetToCommit().offset()).isEqualTo(7);
    }

    @Test
    void theSplitIsLiveOnceEverythingBeforeItsReplayEndHasBeenEmitted() {
        state.emitted(8, 1_000, 0);
        assertThat(state.isLive()).isFalse();
        assertThat(state.replayRemaining()).isEqualTo(1);

        state.emitted(9, 1_000, 0);
        assertThat(state.isLive()).isTrue();
        assertThat(state.replayRemaining()).isZero();

        state.emitted(12, 1_000, 0);
        assertThat(state.replayRemaining()).isZero();
    }

    @Test
    void settlingTakesOverEverythingFromTheProgressOfTheMerge() {
        state.emitted(3, 1_000, 2);
        var settled =
                new PartitionProgress(
                        id(3), 0, 6, 0, 6, 2_000, 4, PartitionProgress.UNKNOWN_TOLERANCE);
        state.settle(settled);

        assertThat(state.toSplit().progress()).as("also an earlier replay end").isEqualTo(settled);
        assertThat(state.isLive()).isTrue();
        assertThat(state.nextOffset()).isEqualTo(6);
    }
}
