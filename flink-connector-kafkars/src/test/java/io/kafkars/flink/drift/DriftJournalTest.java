// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.drift;

import io.kafkars.flink.drift.DriftGroup.Slowest;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class DriftJournalTest {

    private static final long NOON = Instant.parse("2024-03-01T12:00:00Z").toEpochMilli();
    private static final long HOUR = Duration.ofHours(1).toMillis();

    @Test
    void theLineSaysWhoWaitsForWhom() {
        assertThat(
                        DriftJournal.line(
                                "orders",
                                List.of(1, 2),
                                NOON,
                                new Slowest("payments", 0, NOON - HOUR),
                                HOUR))
                .isEqualTo(
                        "orders: subtasks 1, 2 wait at 2024-03-01T12:00:00Z for subtask 0 of"
                                + " payments at 2024-03-01T11:00:00Z (maximum drift 1 h)");
    }

    @Test
    void theLineSaysWhatIsNotKnown() {
        assertThat(line(new Slowest("payments", 3, DriftGroup.UNKNOWN)))
                .contains("subtask 1 waits")
                .contains("for subtask 3 of payments, which does not know its time yet");
        assertThat(line(new Slowest("payments", -1, DriftGroup.UNKNOWN)))
                .contains("for payments, which is starting");
    }

    private static String line(Slowest slowest) {
        return DriftJournal.line("orders", List.of(1), NOON, slowest, HOUR);
    }

    @Test
    void aDriftIsWrittenInItsLargestUnit() {
        assertThat(DriftJournal.inWords(Duration.ofDays(2).toMillis())).isEqualTo("2 d");
        assertThat(DriftJournal.inWords(Duration.ofHours(30).toMillis())).isEqualTo("30 h");
        assertThat(DriftJournal.inWords(Duration.ofMinutes(90).toMillis())).isEqualTo("90 min");
        assertThat(DriftJournal.inWords(5_000)).isEqualTo("5 s");
        assertThat(DriftJournal.inWords(1_500)).isEqualTo("1500 ms");
    }
}
