// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.topics.OffsetPolicy.Fallback;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OffsetPolicyTest {

    private static final Instant NOW = Instant.parse("2026-06-01T02:00:00Z");

    @ParameterizedTest(name = "{0}: {1} in {2} was last at {3}")
    @CsvSource({
        // The night in which the clocks go forward; the day is 23 hours long.
        "2026-03-29T10:15:00Z, 00:00, Europe/Paris, 2026-03-28T23:00:00Z, 1774738800000",
        // The clock's time, not 8 hours 30 after midnight.
        "2026-03-29T10:15:00Z, 08:30, Europe/Paris, 2026-03-29T06:30:00Z, 1774765800000",
        // A time that the clocks skip.
        "2026-03-29T10:15:00Z, 02:30, Europe/Paris, 2026-03-29T01:30:00Z, 1774747800000",
        // A time that they show twice.
        "2026-10-25T10:00:00Z, 02:30, Europe/Paris, 2026-10-25T00:30:00Z, 1792888200000",
        // The zone still has yesterday.
        "2026-06-01T02:00:00Z, 00:00, America/New_York, 2026-05-31T04:00:00Z, 1780200000000",
        // The zone is ahead.
        "2026-06-01T02:00:00Z, 09:00, Asia/Tokyo, 2026-06-01T00:00:00Z, 1780272000000",
        // Today's time is still to come.
        "2026-06-01T02:00:00Z, 09:30, UTC, 2026-05-31T09:30:00Z, 1780219800000",
        // It is that time now.
        "2026-06-01T02:00:00Z, 02:00, UTC, 2026-06-01T02:00:00Z, 1780279200000",
        // Still to come today, and skipped yesterday.
        "2026-03-30T00:15:00Z, 02:30, Europe/Paris, 2026-03-29T01:30:00Z, 1774747800000",
    })
    void startOfDayIsTheLastTimeTheClockOfTheZoneShowedThatTime(
            Instant now, LocalTime time, ZoneId zone, Instant expected, long epochMillis) {
        assertThat(OffsetPolicy.startOfDay(time, zone).startTime(now))
                .hasValue(expected)
                .hasValue(Instant.ofEpochMilli(epochMillis));
    }

    @Test
    void anUnknownZoneIsNoZoneId() {
        assertThatThrownBy(() -> OffsetPolicy.startOfDay(LocalTime.MIDNIGHT, ZoneId.of("Mars/One")))
                .hasMessageContaining("Mars/One");
    }

    @Test
    void relativeTimeCountsBackFromTheResolveTime() {
        assertThat(OffsetPolicy.relativeTime(Duration.ofHours(1)).startTime(NOW))
                .hasValue(NOW.minusMillis(3_600_000));
        assertThat(OffsetPolicy.relativeTime(Duration.ZERO).startTime(NOW)).hasValue(NOW);
    }

    /** Kafka takes the timestamps -1 and -2 for "latest" and "earliest". */
    @Test
    void relativeTimeNeverReachesBackBefore1970() {
        assertThat(OffsetPolicy.relativeTime(Duration.ofDays(365 * 100)).startTime(NOW))
                .hasValue(Instant.EPOCH);
        assertThat(OffsetPolicy.relativeTime(Duration.ofSeconds(Long.MAX_VALUE)).startTime(NOW))
                .hasValue(Instant.EPOCH);
    }

    @Test
    void aNegativeRelativeTimeIsRejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OffsetPolicy.relativeTime(Duration.ofSeconds(-90)))
                .withMessage("relative time must be zero or longer, is PT-1M-30S");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1969-12-31T23:59:59.999Z",
                "-1000000000-01-01T00:00:00Z",
                "+1000000000-12-31T23:59:59Z"
            })
    void anAbsoluteTimeThatNoRecordCanHaveIsRejected(Instant start) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OffsetPolicy.absoluteTime(start))
                .withMessageContaining("absolute time must be from 1970-01-01T00:00:00Z")
                .withMessageEndingWith("is " + start);
    }

    @Test
    void onlyPoliciesByTimeHaveAStartTime() {
        assertThat(OffsetPolicy.earliest().startTime(NOW)).isEmpty();
        assertThat(OffsetPolicy.latest().startTime(NOW)).isEmpty();
        assertThat(OffsetPolicy.atOffset(3).startTime(NOW)).isEmpty();
        assertThat(OffsetPolicy.committed(Fallback.FAIL).startTime(NOW)).isEmpty();
        assertThat(OffsetPolicy.absoluteTime(NOW).startTime(Instant.EPOCH)).hasValue(NOW);
    }

    @Test
    void aPartitionWithoutAPolicyOfItsOwnHasThatOfTheOthers() {
        var policy =
                OffsetPolicy.perPartition(
                        Map.of(3, OffsetPolicy.atOffset(30)), OffsetPolicy.latest());
        assertThat(policy.forPartition(3)).isEqualTo(OffsetPolicy.atOffset(30));
        assertThat(policy.forPartition(0)).isEqualTo(OffsetPolicy.latest());
        assertThat(policy).hasToString("per partition {3=offset 30}, others latest");
    }

    @Test
    void offsetsAndPartitionsAreNotNegativeAndPoliciesNotNested() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OffsetPolicy.atOffset(-2))
                .withMessage("offset must be at least 0, is -2");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                OffsetPolicy.perPartition(
                                        Map.of(-1, OffsetPolicy.latest()), OffsetPolicy.latest()))
                .withMessage("partition must be at least 0, is -1");
        var nested = OffsetPolicy.perPartition(Map.of(), OffsetPolicy.latest());
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> OffsetPolicy.perPartition(Map.of(4, nested), OffsetPolicy.latest()))
                .withMessageContaining(
                        "policy of partition 4 must be for a single partition, is per partition");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OffsetPolicy.perPartition(Map.of(), nested))
                .withMessageContaining("policy of the other partitions");
    }
}
