// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import io.kafkars.flink.split.KafkarsSplit;

import org.junit.jupiter.api.Test;

import java.util.List;

import static io.kafkars.flink.enumerator.Splits.id;
import static io.kafkars.flink.enumerator.Splits.split;
import static io.kafkars.merge.RecordView.NO_LEADER_EPOCH;
import static org.assertj.core.api.Assertions.assertThat;

/** Which reader gets which splits, and when readers learn that no more splits come. */
class ReaderAssignmentsTest extends EnumeratorTests {

    // Splits

    @Test
    void aReaderRegisteredBeforeTheDiscoveryGetsItsSplitsWithIt() {
        kafka.with("t", 0, 10).with("t", 1, 9).with("t", 2, 1);
        var enumerator = start(PERIODIC);
        register(enumerator, 0);
        register(enumerator, 1);
        assertThat(context.newlyTold()).isEmpty();

        context.runCalls();
        assertThat(context.newlyTold())
                .containsExactlyInAnyOrder(
                        "0 + t-0", "1 + t-1", "1 + t-2", "0 all for now", "1 all for now")
                .endsWith("0 all for now", "1 all for now");
    }

    @Test
    void aReaderRegisteredLaterGetsTheSplitsPlannedForIt() {
        kafka.with("t", 0, 10).with("t", 1, 9).with("t", 2, 1);
        var enumerator = started(PERIODIC);
        register(enumerator, 1);
        assertThat(context.newlyTold()).containsExactly("1 + t-1", "1 + t-2", "1 all for now");

        register(enumerator, 0);
        assertThat(context.newlyTold()).containsExactly("0 + t-0", "0 all for now");
    }

    @Test
    void aReturnedSplitGoesToTheSameSubtaskWithItsProgress() {
        kafka.with("t", 0, 10).with("t", 1, 9);
        var enumerator = started(PERIODIC);
        register(enumerator, 0);
        register(enumerator, 1);
        context.newlyTold();

        KafkarsSplit later = split("t", 1, 9);
        later = later.withProgress(later.progress().advancedTo(104, 3, NO_LEADER_EPOCH));
        context.fail(1);
        enumerator.addSplitsBack(List.of(later), 1);
        assertThat(context.newlyTold()).isEmpty();
        assertThat(enumerator.snapshotState(1).unassigned()).containsExactly(id("t", 1));
        assertThat(enumerator.snapshotState(1).splits()).contains(later);

        register(enumerator, 1);
        assertThat(context.newlyTold()).containsExactly("1 + t-1", "1 all for now");
        assertThat(context.getSplitAssignments().get(1).getAssignedSplits()).endsWith(later);
        assertThat(enumerator.snapshotState(2).unassigned()).isEmpty();
    }

    @Test
    void aPartitionFoundLaterGoesToTheReaderThatRestoredLess() {
        var enumerator = restored(PERIODIC, state(false, split("t", 0, 50), split("t", 1, 20)));
        register(enumerator, 0);
        register(enumerator, 1);
        context.newlyTold();
        enumerator.handleSourceEvent(0, progress(0, 2, 70));
        enumerator.handleSourceEvent(1, progress(0, 0, 0));
        kafka.with("t", 0, 50).with("t", 1, 20).with("t", 2, 10).with("t", 3, 0);
        context.tick(INTERVAL);

        assertThat(context.newlyTold()).containsExactly("1 + t-2", "1 + t-3");
    }

    // No more splits

    @Test
    void aReaderIsToldAfterItsSplitsThatNoMoreCome() {
        kafka.with("t", 0, 10);
        var enumerator = start(BOUNDED);
        register(enumerator, 0);
        assertThat(context.newlyTold()).as("not before the discovery is over").isEmpty();

        context.runCalls();
        assertThat(context.newlyTold()).containsExactly("0 + t-0", "0 no more");
    }

    @Test
    void readersWithoutSplitsAreToldToo() {
        kafka.with("t", 0, 10);
        var enumerator = started(ONCE);
        register(enumerator, 1);
        register(enumerator, 0);

        assertThat(context.newlyTold()).containsExactly("1 no more", "0 + t-0", "0 no more");
    }

    @Test
    void aDiscoveringSourceTellsReadersOnceThatNoMoreSplitsComeForNow() {
        kafka.with("t", 0, 10);
        var enumerator = started(PERIODIC);
        register(enumerator, 0);
        register(enumerator, 1);
        context.tick(INTERVAL);

        assertThat(context.newlyTold())
                .containsExactly("0 + t-0", "0 all for now", "1 all for now");
    }

    @Test
    void aReaderIsToldOncePerRegistration() {
        kafka.with("t", 0, 10);
        var enumerator = started(BOUNDED);
        register(enumerator, 0);
        register(enumerator, 1);
        assertThat(context.newlyTold()).containsExactly("0 + t-0", "0 no more", "1 no more");

        context.fail(0);
        enumerator.addSplitsBack(List.of(split("t", 0, 10)), 0);
        register(enumerator, 0);
        assertThat(context.newlyTold()).containsExactly("0 + t-0", "0 no more");
    }

    @Test
    void aSourceWithoutPartitionsLetsAllReadersFinish() {
        var enumerator = started(BOUNDED);
        register(enumerator, 0);

        assertThat(context.newlyTold()).containsExactly("0 no more");
    }
}
