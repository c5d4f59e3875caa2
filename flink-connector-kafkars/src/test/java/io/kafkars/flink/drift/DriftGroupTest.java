// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.drift;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class DriftGroupTest {

    private static final long UNKNOWN = DriftGroup.UNKNOWN;
    private static final long NOTHING = DriftGroup.NOTHING;

    private long now;
    private final List<String> told = new ArrayList<>();
    private final DriftGroups groups = new DriftGroups(() -> now);
    private final DriftMember orders = join("orders", 2);
    private final DriftGroup group = orders.group();

    private DriftMember join(String source, int readers) {
        DriftMember member = groups.join("job", null, source, source, () -> told.add(source));
        member.parallelism(readers);
        return member;
    }

    // The low-water-mark

    @Test
    void theGroupIsWhereItsSlowestReaderIs() {
        orders.report(0, 70);
        orders.report(1, 50);
        DriftMember payments = join("payments", 1);
        payments.report(0, 40);

        assertThat(group.lowWaterMark()).isEqualTo(40);
        assertThat(group.ceiling(10)).isEqualTo(50);
        assertThat(group.slowest()).contains(new DriftGroup.Slowest("payments", 0, 40));
    }

    @Test
    void aReaderThatHasNotReportedHoldsTheGroup() {
        orders.report(0, 70);

        assertThat(group.ceiling(10)).isEqualTo(UNKNOWN);
        assertThat(group.slowest()).contains(new DriftGroup.Slowest("orders", 1, UNKNOWN));
    }

    @Test
    void aReaderThatDoesNotKnowItsTimeYetHoldsTheGroup() {
        orders.report(0, 70);
        orders.report(1, UNKNOWN);

        assertThat(group.ceiling(10)).isEqualTo(UNKNOWN);
    }

    @Test
    void aReaderWithNothingToReplayHoldsNobodyBack() {
        orders.report(0, 70);
        orders.report(1, NOTHING);

        assertThat(group.lowWaterMark()).isEqualTo(70);
    }

    @Test
    void aLiveSourceHoldsNobodyBack() {
        DriftMember payments = join("payments", 1);
        payments.report(0, 70);
        orders.live();

        assertThat(group.lowWaterMark()).isEqualTo(70);
    }

    @Test
    void whenNobodyHoldsOthersBackThereIsNoCeiling() {
        orders.report(0, NOTHING);
        orders.report(1, NOTHING);

        assertThat(group.ceiling(10)).isEqualTo(NOTHING);
        assertThat(group.slowest()).isEmpty();
    }

    @Test
    void aCeilingThatNoTimeCanReachIsNone() {
        orders.report(0, NOTHING - 5);
        orders.report(1, NOTHING - 5);

        assertThat(group.ceiling(10)).isEqualTo(NOTHING);
    }

    // Never back

    @Test
    void aSplitThatIsFoundLateDoesNotMoveTheGroupBack() {
        orders.report(0, 70);
        orders.report(1, 50);
        orders.report(1, 20);
        assertThat(group.lowWaterMark()).isEqualTo(50);

        orders.report(1, UNKNOWN);
        assertThat(group.lowWaterMark()).isEqualTo(50);
    }

    @Test
    void readersThatReadAgainAreBoundByWhereTheyAre() {
        orders.report(0, 70);
        orders.report(1, 60);
        orders.restart(0);
        orders.restart(1);
        assertThat(group.ceiling(10)).as("until both have reported").isEqualTo(UNKNOWN);

        orders.report(0, 20);
        orders.report(1, 30);
        assertThat(group.lowWaterMark()).isEqualTo(20);
    }

    // Who is told

    @Test
    void everySourceIsToldWhenTheGroupHasAdvanced() {
        DriftMember payments = join("payments", 1);
        orders.report(0, 70);
        orders.report(1, 50);
        assertThat(told).as("payments is not there yet").isEmpty();

        payments.report(0, 60);
        assertThat(told).containsExactly("orders", "payments");
        told.clear();

        orders.report(0, 80);
        assertThat(told).as("it was not the slowest").isEmpty();
    }

    // Instances

    @Test
    void aLaterInstanceReplacesAnEarlierOneThatIsStillOpen() {
        orders.report(0, 10);
        orders.report(1, 10);
        DriftMember successor = join("orders", 1);
        successor.report(0, 90);
        orders.report(0, 20);
        orders.leave();

        assertThat(successor.group()).isSameAs(group);
        assertThat(group.lowWaterMark()).isEqualTo(90);
    }

    @Test
    void aSourceThatLeavesIsWaitedForUntilItsSuccessorJoins() {
        DriftMember payments = join("payments", 1);
        payments.report(0, 70);
        orders.report(0, 50);
        orders.leave();
        payments.restart(0);
        payments.report(0, 60);
        assertThat(group.ceiling(10)).isEqualTo(UNKNOWN);
        assertThat(group.slowest()).contains(new DriftGroup.Slowest("orders", -1, UNKNOWN));

        DriftMember successor = join("orders", 1);
        successor.report(0, 55);
        assertThat(group.lowWaterMark()).isEqualTo(55);
    }

    @Test
    void aSourceThatDoesNotReturnIsNotWaitedForForEver() {
        DriftMember payments = join("payments", 1);
        payments.report(0, 70);
        orders.leave();
        now += DriftGroup.RETURN_TIMEOUT_MS;
        group.refresh();

        assertThat(group.lowWaterMark()).isEqualTo(70);
        assertThat(told).containsExactly("payments");
    }

    @Test
    void aSourceThatHeldNobodyBackIsNotWaitedFor() {
        DriftMember payments = join("payments", 1);
        payments.report(0, 70);
        orders.live();
        orders.leave();

        assertThat(group.lowWaterMark()).isEqualTo(70);
    }

    // Groups

    @Test
    void sourcesOfOtherJobsAndOfOtherGroupsAreNotWaitedFor() {
        DriftMember otherJob = groups.join("other job", null, "orders", "orders", () -> {});
        DriftMember otherGroup = groups.join("job", "mine", "x", "x", () -> {});

        assertThat(otherJob.group()).isNotSameAs(group).isNotSameAs(otherGroup.group());
        assertThat(otherGroup.group()).isNotSameAs(group);
    }

    @Test
    void aGroupLastsAsLongAsASourceIsInItOrMayReturn() {
        orders.leave();
        assertThat(groups.size()).isEqualTo(1);

        now += DriftGroup.RETURN_TIMEOUT_MS;
        assertThat(groups.size()).isZero();
    }
}
