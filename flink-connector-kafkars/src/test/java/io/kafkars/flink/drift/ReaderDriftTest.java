// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.drift;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class ReaderDriftTest {

    private long now = 5_000;
    private final List<DriftReportEvent> sent = new ArrayList<>();
    private final ReaderDrift drift =
            new ReaderDrift(
                    DriftSettings.DEFAULT.withMaxDrift(Duration.ofMillis(800)),
                    sent::add,
                    () -> now);

    private List<DriftReportEvent> sent() {
        var since = List.copyOf(sent);
        sent.clear();
        return since;
    }

    private static DriftReportEvent at(long lowWaterMark) {
        return new DriftReportEvent(lowWaterMark, false);
    }

    // The ceiling

    @Test
    void nothingMayPassBeforeTheFirstCeiling() {
        assertThat(drift.ceiling()).isEqualTo(DriftGroup.UNKNOWN);
    }

    @Test
    void aCeilingThatRisesWakesTheThreadThatReleases() {
        var woken = new ArrayList<Long>();
        drift.wakeWith(() -> woken.add(drift.ceiling()));
        drift.raise(new DriftCeilingEvent(700, "subtask 1 of x"));

        assertThat(woken).containsExactly(700L);
    }

    @Test
    void withoutALimitThereIsNoCeilingAndNothingToReport() {
        var free = new ReaderDrift(DriftSettings.DEFAULT, sent::add, () -> now);
        free.emitted(5, false);
        free.holdsNobodyBack();

        assertThat(free.ceiling()).isEqualTo(DriftGroup.NOTHING);
        assertThat(sent).isEmpty();
    }

    // Reports

    @Test
    void theFirstTimeIsReportedAtOnce() {
        drift.emitted(DriftGroup.UNKNOWN, false);
        assertThat(sent()).as("nothing is known yet").isEmpty();

        drift.emitted(100, false);
        assertThat(sent()).containsExactly(at(100));
    }

    @Test
    void anEighthOfTheDriftIsReportedAfter20Milliseconds() {
        drift.emitted(100, false);
        drift.emitted(200, false);
        now += 19;
        drift.emitted(300, false);
        assertThat(sent()).containsExactly(at(100));

        now += 1;
        drift.emitted(310, false);
        assertThat(sent()).containsExactly(at(310));
    }

    @Test
    void aSmallerStepIsReportedAfterASecond() {
        drift.emitted(100, false);
        now += 999;
        drift.emitted(199, false);
        assertThat(sent()).containsExactly(at(100));

        now += 1;
        drift.emitted(199, false);
        assertThat(sent()).containsExactly(at(199));
    }

    @Test
    void whatHasBeenReportedIsNotRepeated() {
        drift.emitted(100, false);
        now += 60_000;
        drift.emitted(100, false);

        assertThat(sent()).hasSize(1);
    }

    @Test
    void aReaderReportsAtOnceThatItWaits() {
        drift.emitted(100, false);
        drift.emitted(101, true);
        drift.emitted(101, true);

        assertThat(sent()).containsExactly(at(100), new DriftReportEvent(101, true));
    }

    @Test
    void aReaderReportsAtOnceThatItHoldsNobodyBackAndThatItDoesAgain() {
        drift.emitted(100, false);
        drift.holdsNobodyBack();
        drift.holdsNobodyBack();
        drift.emitted(40, false);

        assertThat(sent()).containsExactly(at(100), at(DriftGroup.NOTHING), at(40));
    }

    // What others see

    @Test
    void theWaitIsMeasuredAndSaysForWhom() {
        drift.raise(new DriftCeilingEvent(100, "subtask 1 of x"));
        drift.emitted(90, false);
        assertThat(drift.waitMillis()).isZero();
        assertThat(drift.waitsFor()).isEmpty();

        drift.emitted(101, true);
        now += 250;
        drift.emitted(101, true);
        assertThat(drift.waitMillis()).isEqualTo(250);
        assertThat(drift.waitsFor()).isEqualTo("subtask 1 of x");

        drift.emitted(101, false);
        assertThat(drift.waitMillis()).isZero();
        assertThat(drift.waitsFor()).isEmpty();
    }

    @Test
    void aReaderThatMovesBetweenTwoWaitsWaitsAnew() {
        drift.emitted(101, true);
        now += 250;
        drift.emitted(202, true);

        assertThat(drift.waitMillis()).isZero();
    }
}
