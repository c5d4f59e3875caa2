// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.split;

import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.topics.ResolvedPartition;

import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

import static io.kafkars.merge.RecordView.NO_LEADER_EPOCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KafkarsSplitTest {

    private static final PartitionProgress START =
            PartitionProgress.atStart(new PartitionId("events", 3), 10, 30, 1_000);
    private static final Uuid TOPIC_ID = new Uuid(7, 8);

    @Test
    void theIdIsTheSameObjectAtEveryCallAndInLaterCopies() {
        var split = new KafkarsSplit(START, TOPIC_ID);

        assertThat(split.splitId()).isEqualTo("events-3").isSameAs(split.splitId());
        assertThat(split.withProgress(START.advancedTo(20, 5, NO_LEADER_EPOCH)).splitId())
                .isSameAs(split.splitId());
    }

    @Test
    void progressMakesAnotherSplitAndLeavesTheFirst() {
        var split = new KafkarsSplit(START, TOPIC_ID);
        KafkarsSplit later = split.withProgress(START.advancedTo(30, 99, NO_LEADER_EPOCH));

        assertThat(later.progress().isLive()).isTrue();
        assertThat(later.topicId()).isEqualTo(TOPIC_ID);
        assertThat(split.progress()).isEqualTo(START);
    }

    @Test
    void progressOfAnotherPartitionIsRejected() {
        var split = new KafkarsSplit(START, TOPIC_ID);
        var other = PartitionProgress.atStart(new PartitionId("events", 4), 0, 0, 0);

        assertThatThrownBy(() -> split.withProgress(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("events-4", "events-3");
    }

    @Test
    void splitsAreEqualByProgressAndTopicId() {
        var split = KafkarsSplit.of(new ResolvedPartition(START, TOPIC_ID));

        assertThat(split)
                .isEqualTo(new KafkarsSplit(START, TOPIC_ID))
                .hasSameHashCodeAs(new KafkarsSplit(START, TOPIC_ID))
                .isNotEqualTo(new KafkarsSplit(START, new Uuid(7, 9)))
                .isNotEqualTo(split.withProgress(START.advancedTo(11, 0, NO_LEADER_EPOCH)));
    }

    @Test
    void itsTextSaysWhereItIs() {
        assertThat(new KafkarsSplit(START.advancedTo(20, 5, NO_LEADER_EPOCH), TOPIC_ID))
                .hasToString("events-3 at 20 of [10, 30), topic id " + TOPIC_ID);
    }
}
