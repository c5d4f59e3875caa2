// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import io.kafkars.flink.enumerator.SplitTracker.Totals;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Locale;

import static org.assertj.core.api.Assertions.assertThat;

class ReplayReportTest {

    private static final long FEB_3 = Instant.parse("2018-02-03T10:00:00Z").toEpochMilli();
    private static final Totals TOTALS = new Totals(1, 2_900_000, 0, 0);

    private long now = 1_000_000;
    private final ReplayProgress progress = new ReplayProgress(() -> Integer.MAX_VALUE);
    private final ReplayReport report = new ReplayReport(progress, () -> now);

    @Test
    void theLineHasProgressSpeedAndTheSlowestPartition() {
        reach(2_900_000, FEB_3, "events-0");
        now += 2_000;
        reach(2_900_000 - 700_000, FEB_3, "events-3");

        assertThat(report.line(TOTALS))
                .hasValue(
                        "Replay 24 %, 700,000 of 2,900,000 offsets, 350,000/s, event time"
                                + " 2018-02-03T10:00:00Z, about 7 s left, waiting for events-3");
    }

    @Test
    void speedIsThatOfTheLastInterval() {
        reach(2_900_000, FEB_3, "e-0");
        now += 10_000;
        reach(2_000_000, FEB_3, "e-0");
        assertThat(report.line(TOTALS).orElseThrow()).contains(", 90,000/s,");

        now += 10_000;
        reach(1_990_000, FEB_3, "e-0");
        assertThat(report.line(TOTALS).orElseThrow())
                .contains(", 1,000/s,", "about 33 min 10 s left");
    }

    @Test
    void offsetsReplayedBeforeARestoreDoNotCountAsSpeed() {
        now += 60_000;
        reach(1_000_000, FEB_3, "e-0");
        now += 10_000;
        reach(990_000, FEB_3, "e-0");

        assertThat(report.line(TOTALS).orElseThrow()).contains("65 %", ", 1,000/s,");
    }

    @Test
    void aStalledReplayHasNoTimeLeft() {
        reach(2_900_000, Long.MIN_VALUE, "events-1");
        now += 10_000;

        assertThat(report.line(TOTALS))
                .hasValue("Replay 0 %, 0 of 2,900,000 offsets, 0/s, waiting for events-1");
    }

    @Test
    void beforeAllReadersHaveReportedTheLineSaysSo() {
        assertThat(report.line(TOTALS))
                .hasValue("Replay 0 %, 0 of 2,900,000 offsets, not all readers have reported yet");
    }

    @Test
    void aFailedReaderIsWaitedForAndProgressIsKept() {
        reach(1_450_000, FEB_3, "e-0");
        now += 10_000;
        progress.forget(0);

        assertThat(report.line(TOTALS))
                .hasValue(
                        "Replay 50 %, 1,450,000 of 2,900,000 offsets, not all readers have"
                                + " reported yet");
    }

    @Test
    void ticksThatComeTogetherGiveOneLine() {
        reach(2_900_000, FEB_3, "e-0");
        now += 10_000;
        assertThat(report.line(TOTALS)).isPresent();
        assertThat(report.line(TOTALS)).isEmpty();
        now += 999;
        assertThat(report.line(TOTALS)).isEmpty();
        now += 1;
        assertThat(report.line(TOTALS)).isPresent();
    }

    @Test
    void aClockThatGoesBackRestartsTheMeasurement() {
        reach(2_900_000, FEB_3, "e-0");
        now -= 5_000_000;
        assertThat(report.line(TOTALS)).isEmpty();

        now += 10_000;
        assertThat(report.line(TOTALS).orElseThrow()).contains(", 0/s,");
    }

    @Test
    void anEmptyReplayHasNoLine() {
        var empty = new Totals(1, 0, 0, 0);
        report.begin(empty);
        now += 10_000;

        assertThat(report.line(empty)).isEmpty();
    }

    @Test
    void theEndLineSaysHowLongItTook() {
        assertThat(report.endLine(false, now - 8_400, TOTALS))
                .isEqualTo("Live after 8 s: replayed 2,900,000 offsets, partitions: 1");
        assertThat(report.endLine(false, now - 200_000, new Totals(1_200, 5, 0, 0)))
                .isEqualTo("Live after 3 min 20 s: replayed 5 offsets, partitions: 1,200");
        assertThat(report.endLine(true, now - 7_500_000, TOTALS))
                .startsWith("Replay ended after 2 h 5 min: ");
        assertThat(report.endLine(false, now + 5_000, TOTALS)).startsWith("Live after 0 s: ");
    }

    @Test
    void theLineIsTheSameInEveryLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            assertThat(report.line(TOTALS).orElseThrow()).contains("2,900,000");
        } finally {
            Locale.setDefault(before);
        }
    }

    private void reach(long remaining, long eventTime, String slowest) {
        progress.report(
                0, new ReaderProgressEvent(0, 1, 0, remaining, eventTime, slowest, remaining));
        progress.update(TOTALS);
        report.begin(TOTALS);
    }
}
