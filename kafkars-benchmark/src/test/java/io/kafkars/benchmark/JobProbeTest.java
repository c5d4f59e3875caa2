// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

class JobProbeTest {

    private static final JobData DATA = new JobData(1_000, 2, 3, 1);
    private static final long HOUR = Duration.ofHours(1).toMillis();

    private final JobProbe probe = JobProbe.start(DATA);
    private final long[] expected = DATA.expectedCounts();

    @Test
    void theResultIsRightWhenEachWindowHasItsCount() {
        giveAllResults();

        assertThat(probe.counted()).isEqualTo(1_000);
        assertThat(probe.wrongWindows(expected)).isZero();
    }

    @Test
    void aWindowThatIsMissingIsWrong() {
        assertThat(probe.wrongWindows(expected)).isEqualTo(DATA.windows());
    }

    @Test
    void aWindowThatFiresTwiceIsWrong() {
        giveAllResults();
        probe.result(1, JobData.START + HOUR, 5);

        assertThat(probe.wrongWindows(expected)).isEqualTo(1);
    }

    @Test
    void endMarkersDoNotCount() {
        giveAllResults();
        probe.result(1, JobData.START + 26 * HOUR, 1);

        assertThat(probe.counted()).isEqualTo(1_000);
        assertThat(probe.wrongWindows(expected)).isZero();
    }

    @Test
    void theMostOpenWindowsAreThoseThatHaveNotFired() {
        probe.windowOpened();
        probe.windowOpened();
        probe.windowFired();
        probe.windowOpened();
        probe.windowFired();

        assertThat(probe.mostOpenWindows()).isEqualTo(2);
    }

    private void giveAllResults() {
        for (int window = 0; window < expected.length; window++) {
            probe.result(window % 3, JobData.START + window / 3 * HOUR, expected[window]);
        }
    }
}
