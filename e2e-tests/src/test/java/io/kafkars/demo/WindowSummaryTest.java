// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.demo;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class WindowSummaryTest {

    private static final long HOUR = 3_600_000;

    @Test
    void anHourBeginsWithItsFirstMillisecond() {
        assertThat(WindowSummary.startOf(HOUR)).isEqualTo(HOUR);
        assertThat(WindowSummary.startOf(HOUR - 1)).isZero();
        assertThat(WindowSummary.startOf(-1)).isEqualTo(-HOUR);
    }

    @Test
    void theStrongestIsTheOneWithTheLargestMagnitude() {
        var windows = WindowSummary.allOf(List.of(quake(1, 2.0), quake(2, 3.0), quake(3, -0.5)));

        assertThat(windows).containsExactly(new WindowSummary(0, 3, quake(2, 3.0)));
    }

    @Test
    void ofTwoEquallyStrongTheEarlierIsTheStrongest() {
        assertThat(WindowSummary.allOf(List.of(quake(7, 2.0), quake(5, 2.0))))
                .containsExactly(new WindowSummary(0, 2, quake(5, 2.0)));
        assertThat(WindowSummary.allOf(List.of(quake(5, 2.0), quake(7, 2.0))))
                .containsExactly(new WindowSummary(0, 2, quake(5, 2.0)));
    }

    @Test
    void anObservationWithoutMagnitudeIsCountedButNeverTheStrongest() {
        assertThat(WindowSummary.allOf(List.of(Observation.at(1), quake(2, -1.0))))
                .containsExactly(new WindowSummary(0, 2, quake(2, -1.0)));
        assertThat(WindowSummary.allOf(List.of(Observation.at(1))))
                .containsExactly(new WindowSummary(0, 1, null));
    }

    @Test
    void windowsComeInEventTimeOrder() {
        var windows = WindowSummary.allOf(List.of(quake(5 * HOUR, 1), quake(0, 1), quake(HOUR, 1)));

        assertThat(windows).extracting(WindowSummary::start).containsExactly(0L, HOUR, 5 * HOUR);
    }

    private static Observation quake(long time, double magnitude) {
        return new Observation(time, magnitude, "somewhere");
    }
}
