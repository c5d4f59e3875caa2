// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import io.kafkars.flink.enumerator.BalancedAssigner.Load;
import io.kafkars.flink.enumerator.SplitTracker.Totals;
import io.kafkars.flink.split.KafkarsSplit;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

import static io.kafkars.flink.enumerator.Splits.id;
import static io.kafkars.flink.enumerator.Splits.split;
import static io.kafkars.flink.enumerator.Splits.topicId;
import static io.kafkars.merge.RecordView.NO_LEADER_EPOCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

class SplitTrackerTest {

    private final KafkarsSplit a0 = split("a", 0, 10);
    private final KafkarsSplit a1 = split("a", 1, 20);
    private final KafkarsSplit b0 = split("b", 0, 0);
    private final SplitTracker tracker = new SplitTracker(EnumeratorState.NOTHING_KNOWN);

    @Test
    void aDiscoveredSplitIsUnassignedAndHasNoOwner() {
        assertThat(tracker.addDiscovered(List.of(b0, a0))).containsExactly(b0, a0);

        assertThat(tracker.splits()).containsExactly(a0, b0);
        assertThat(tracker.unassigned()).containsExactly(a0, b0);
        assertThat(tracker.unassignedOf(0)).isEmpty();
    }

    @Test
    void aKnownPartitionIsNeverReplaced() {
        tracker.addDiscovered(List.of(a0));

        assertThat(tracker.addDiscovered(List.of(split("a", 0, 999), a1))).containsExactly(a1);
        assertThat(tracker.splits()).containsExactly(a0, a1);
    }

    @Test
    void aSplitWaitsForItsPlannedOwnerOnly() {
        tracker.addDiscovered(List.of(a0, a1, b0));
        tracker.plan(id("a", 0), 0);
        tracker.plan(id("a", 1), 300);
        tracker.plan(id("b", 0), 0);

        assertThat(tracker.unassignedOf(0)).containsExactly(a0, b0);
        assertThat(tracker.unassignedOf(300)).containsExactly(a1);
        assertThat(tracker.unassignedOf(1)).isEmpty();
    }

    @Test
    void anAssignedSplitStaysKnown() {
        tracker.addDiscovered(List.of(a0, a1));
        tracker.plan(id("a", 0), 0);
        tracker.markAssigned(a0);

        assertThat(tracker.unassignedOf(0)).isEmpty();
        assertThat(tracker.unassignedPartitions()).containsExactly(id("a", 1));
        assertThat(tracker.knownPartitions()).containsOnlyKeys(id("a", 0), id("a", 1));
    }

    @Test
    void returnedSplitsKeepTheirProgressAndTheirSubtask() {
        tracker.addDiscovered(List.of(a0));
        tracker.plan(id("a", 0), 1);
        tracker.markAssigned(a0);
        KafkarsSplit later = a0.withProgress(a0.progress().advancedTo(105, 7, NO_LEADER_EPOCH));
        tracker.splitsBack(List.of(later), 2);

        assertThat(tracker.unassignedOf(2)).containsExactly(later);
        assertThat(tracker.unassignedOf(1)).isEmpty();
        assertThat(tracker.splits()).containsExactly(later);
    }

    @Test
    void loadsCountPlannedAndAssignedSplits() {
        tracker.addDiscovered(List.of(a0, a1, b0));
        tracker.plan(id("a", 0), 1);
        tracker.plan(id("a", 1), 1);
        tracker.markAssigned(a1);

        assertThat(tracker.loads(3)).containsExactly(Load.NONE, new Load(30, 2), Load.NONE);
    }

    @Test
    void totalsCountAllAndTheUnassigned() {
        tracker.addDiscovered(List.of(a0, a1, b0));
        tracker.markAssigned(a1);
        assertThat(tracker.totals()).isEqualTo(new Totals(3, 30, 2, 10));

        tracker.splitsBack(
                List.of(a1.withProgress(a1.progress().advancedTo(115, 1, NO_LEADER_EPOCH))), 0);
        assertThat(tracker.totals()).isEqualTo(new Totals(3, 30, 3, 15));
    }

    @Test
    void knownPartitionsHaveTheTopicIdsOfTheirResolution() {
        tracker.addDiscovered(List.of(a0, b0));

        assertThat(tracker.knownPartitions())
                .containsOnly(entry(id("a", 0), topicId("a")), entry(id("b", 0), topicId("b")));
    }

    @Test
    void restoredSplitsWithAReaderHaveNoOwner() {
        var restored =
                new SplitTracker(
                        new EnumeratorState(
                                OptionalLong.of(1),
                                List.of(a0, a1),
                                Set.of(id("a", 1)),
                                true,
                                false));

        assertThat(restored.splits()).containsExactly(a0, a1);
        assertThat(restored.unassigned()).containsExactly(a1);
        assertThat(restored.loads(1)).containsExactly(Load.NONE);
    }

    @Test
    void anUnknownPartitionIsRejected() {
        assertThatThrownBy(() -> tracker.plan(id("a", 0), 0)).hasMessageContaining("a-0");
        assertThatThrownBy(() -> tracker.markAssigned(a0)).hasMessageContaining("a-0");
        assertThatThrownBy(() -> tracker.splitsBack(List.of(a0), 0)).hasMessageContaining("a-0");
    }
}
