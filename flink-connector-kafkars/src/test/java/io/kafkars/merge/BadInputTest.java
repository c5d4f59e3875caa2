// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import io.kafkars.validation.Problems;

import org.junit.jupiter.api.Test;

import static io.kafkars.merge.RecordView.NO_LEADER_EPOCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Which values the merge rejects, and with which messages. */
class BadInputTest {

    @Test
    void aPartitionHasATopicAndANumber() {
        assertThatThrownBy(() -> new PartitionId("events", -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Partition of topic 'events' must be at least 0, is -1");
        assertThatThrownBy(() -> new PartitionId(null, 0))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("topic");
    }

    @Test
    void partitionsAreOrderedByTopicAndThenByNumber() {
        assertThat(new PartitionId("a", 10)).isGreaterThan(new PartitionId("a", 9));
        assertThat(new PartitionId("a-1", 0)).isGreaterThan(new PartitionId("a", 10));
        assertThat(new PartitionId("a", 3)).hasToString("a-3");
    }

    @Test
    void progressNamesThePartitionAndAllThreeOffsets() {
        var id = new PartitionId("events", 3);
        for (long[] offsets : new long[][] {{-1, 5, 5}, {6, 5, 6}, {2, 5, 1}}) {
            assertThatThrownBy(
                            () ->
                                    new PartitionProgress(
                                            id, offsets[0], offsets[1], 0, offsets[2], 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("events-3")
                    .hasMessageContaining(
                            "start %d, end %d, next %d", offsets[0], offsets[1], offsets[2]);
        }
    }

    @Test
    void progressIsLiveFromItsReplayEndOn() {
        var start = PartitionProgress.atStart(new PartitionId("t", 0), 10, 15, 0);

        assertThat(start.isLive()).isFalse();
        assertThat(start.replayLength()).isEqualTo(5);
        assertThat(start.replayRemaining()).isEqualTo(5);
        assertThat(start.mergeKey()).isEqualTo(PartitionProgress.NO_KEY);
        assertThat(start.advancedTo(14, 1, NO_LEADER_EPOCH).isLive()).isFalse();
        assertThat(start.advancedTo(15, 1, NO_LEADER_EPOCH).isLive()).isTrue();
        assertThat(start.advancedTo(20, 1, NO_LEADER_EPOCH).isLive()).isTrue();
        assertThat(start.advancedTo(20, 1, NO_LEADER_EPOCH).replayRemaining()).isZero();
    }

    @Test
    void problemsAreListedInTheOrderInWhichTheyWereFound() {
        var problems = new Problems();
        problems.throwIfAny("Nothing is wrong");
        problems.require(true, "is fine").require(false, "topic %s is unknown", "a%b");
        problems.add("100% wrong");

        assertThat(problems.none()).isFalse();
        assertThat(problems.found()).containsExactly("topic a%b is unknown", "100% wrong");
        assertThatThrownBy(() -> problems.throwIfAny("Cannot start"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot start:\n  - topic a%b is unknown\n  - 100% wrong");
    }
}
