// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.demo;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

class OrderReportTest {

    private static final long HOUR = Duration.ofHours(1).toMillis();

    @Test
    void anEmptySequenceIsInOrder() {
        assertThat(OrderReport.of(new long[0])).isEqualTo(new OrderReport(0, 0, Duration.ZERO, 0));
    }

    @Test
    void aSortedSequenceHasNothingOutOfOrderAndOneWindowOpen() {
        var report = OrderReport.of(new long[] {0, 1, 1, HOUR, HOUR + 1, 5 * HOUR, 5 * HOUR + 1});

        assertThat(report).isEqualTo(new OrderReport(7, 0, Duration.ZERO, 1));
    }

    @Test
    void aWindowOfOneRecordIsNeverLeftOpen() {
        assertThat(OrderReport.of(new long[] {0, HOUR, 2 * HOUR}).maxOpenWindows()).isZero();
    }

    @Test
    void everyRecordOlderThanTheLargestBeforeItIsOutOfOrder() {
        var report = OrderReport.of(new long[] {10, 30, 20, 29, 30, 31});

        assertThat(report.outOfOrder()).isEqualTo(2);
        assertThat(report.furthestBack()).isEqualTo(Duration.ofMillis(10));
    }

    @Test
    void theDistanceIsMeasuredFromTheLargestTimeNotFromTheRecordBefore() {
        var report = OrderReport.of(new long[] {100, 60, 50});

        assertThat(report.furthestBack()).isEqualTo(Duration.ofMillis(50));
    }

    @Test
    void twoPartitionsOneAfterTheOtherKeepAllTheirWindowsOpen() {
        var report = OrderReport.of(new long[] {0, HOUR, 2 * HOUR, 1, HOUR + 1, 2 * HOUR + 1});

        assertThat(report.maxOpenWindows()).isEqualTo(3);
        assertThat(report.outOfOrder()).isEqualTo(2);
        assertThat(report.furthestBack()).isEqualTo(Duration.ofMillis(2 * HOUR - 1));
    }

    @Test
    void timesBefore1970HaveWindowsToo() {
        assertThat(OrderReport.of(new long[] {-2, -1, 0, 1}).maxOpenWindows()).isEqualTo(1);
    }

    /** Against the definitions, computed directly and without regard to cost. */
    @Test
    void theFiguresAgreeWithTheirDefinitions() {
        for (long seed = 0; seed < 200; seed++) {
            var times = new Random(seed).longs(1 + seed % 40, -3 * HOUR, 20 * HOUR).toArray();
            int outOfOrder = 0;
            long furthest = 0;
            int maxOpen = 0;
            for (int i = 0; i < times.length; i++) {
                long largest = Arrays.stream(times, 0, i + 1).max().orElseThrow();
                outOfOrder += times[i] < largest ? 1 : 0;
                furthest = Math.max(furthest, largest - times[i]);
                maxOpen = Math.max(maxOpen, openAfter(times, i));
            }

            assertThat(OrderReport.of(times))
                    .as("seed %d", seed)
                    .isEqualTo(
                            new OrderReport(
                                    times.length,
                                    outOfOrder,
                                    Duration.ofMillis(furthest),
                                    maxOpen));
        }
    }

    private static int openAfter(long[] times, int last) {
        var begun = Arrays.stream(times, 0, last + 1).map(OrderReportTest::window).distinct();
        return (int)
                begun.filter(
                                window ->
                                        Arrays.stream(times, last + 1, times.length)
                                                .anyMatch(time -> window(time) == window))
                        .count();
    }

    private static long window(long time) {
        return Math.floorDiv(time, HOUR);
    }
}
