// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.demo;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.LongStream;

import static org.assertj.core.api.Assertions.assertThat;

class WindowCheckTest {

    private static final long HOUR = 3_600_000;

    private final WindowSummary first = new WindowSummary(0, 3, new Observation(7, 4.5, "there"));
    private final WindowSummary second = new WindowSummary(HOUR, 2, null);

    @Test
    void theSameWindowsInAnyOrderHaveNoDifferences() {
        var check = new WindowCheck(List.of(first, second), List.of(second, first));

        assertThat(check.differences()).isEmpty();
        assertThat(check.expectedRecords()).isEqualTo(5);
        assertThat(check.foundRecords()).isEqualTo(5);
    }

    @Test
    void aMissingWindowIsNamed() {
        assertThat(new WindowCheck(List.of(first, second), List.of(first)).differences())
                .containsExactly("missing: 1970-01-01 01:00       2");
    }

    @Test
    void aWindowThatComesTwiceIsNamed() {
        assertThat(new WindowCheck(List.of(second), List.of(second, second)).differences())
                .containsExactly("unexpected, or there twice: 1970-01-01 01:00       2");
    }

    @Test
    void aWindowWithAnotherCountShowsBoth() {
        var other = new WindowSummary(HOUR, 1, null);

        assertThat(new WindowCheck(List.of(second), List.of(other)).differences())
                .containsExactly(
                        "expected 1970-01-01 01:00       2, found 1970-01-01 01:00       1");
    }

    @Test
    void aWindowWithAnotherStrongestDiffersThoughItsCountIsRight() {
        var other = new WindowSummary(0, 3, new Observation(8, 4.4, "here"));

        assertThat(new WindowCheck(List.of(first), List.of(other)).differences()).hasSize(1);
    }

    @Test
    void ofManyDifferencesTenAreShownAndTheRemainderIsCounted() {
        var expected =
                LongStream.range(0, 15)
                        .mapToObj(i -> new WindowSummary(i * HOUR, 1, null))
                        .toList();

        assertThat(new WindowCheck(expected, List.of()).differences())
                .hasSize(11)
                .last()
                .isEqualTo("and 5 more windows that differ");
    }
}
