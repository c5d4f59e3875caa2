// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.fixtures.CapturedLog;
import io.kafkars.merge.PartitionId;
import io.kafkars.topics.TopicSelection.Selected;

import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/** What is said of start times and replay ends that are most likely wrong. */
class UnlikelyTimesTest {

    private static final Instant NOW = Instant.parse("2024-03-01T12:00:00Z");
    private static final ReplayEnd LATEST = ReplayEnd.latest();
    private static final long MICROSECONDS = NOW.minusSeconds(60).toEpochMilli() * 1_000;

    private static List<String> warnings(OffsetPolicy start, ReplayEnd end, String... topics) {
        var selected = new ArrayList<Selected>();
        for (String topic : topics) {
            for (int partition = 0; partition < 3; partition++) {
                selected.add(
                        new Selected(new PartitionId(topic, partition), Uuid.ZERO_UUID, start));
            }
        }
        return UnlikelyTimes.warnings(selected, end, NOW);
    }

    private static OffsetPolicy at(long time) {
        return OffsetPolicy.absoluteTime(Instant.ofEpochMilli(time));
    }

    @Test
    void aStartInMicrosecondsIsOneWarningForAllTopics() {
        assertThat(warnings(at(MICROSECONDS), LATEST, "orders", "payments"))
                .containsExactly(
                        "The start time of topics 'orders', 'payments',"
                                + " +56135-05-20T07:20:00Z (1709294340000000 ms), is after now,"
                                + " 2024-03-01T12:00:00Z (looks like microseconds). Where the log"
                                + " has no record that late, reading starts at its end, live at"
                                + " once: older records are not replayed, and everything written"
                                + " from now on is read, whatever its timestamp.");
    }

    @Test
    void theGuessFollowsTheTime() {
        assertThat(warnings(at(NOW.toEpochMilli() * 1_000_000), LATEST, "t").get(0))
                .contains("2024-03-01T12:00:00Z (looks like nanoseconds). Where");
        assertThat(
                        warnings(
                                        OffsetPolicy.absoluteTime(NOW.plus(Duration.ofHours(2))),
                                        LATEST,
                                        "t")
                                .get(0))
                .contains("2024-03-01T12:00:00Z (2 h ahead: local time taken for UTC?). Where");
        assertThat(
                        warnings(
                                        OffsetPolicy.absoluteTime(NOW.plus(Duration.ofDays(90))),
                                        LATEST,
                                        "t")
                                .get(0))
                .contains("2024-03-01T12:00:00Z: wrong unit? Where");
    }

    @Test
    void aStartInSecondsIsAWarning() {
        assertThat(warnings(at(NOW.getEpochSecond()), LATEST, "t"))
                .containsExactly(
                        "The start time of topic 't', 1970-01-20T18:48:14.400Z (1709294400 ms), is"
                                + " in early 1970: seconds taken for milliseconds? Everything since"
                                + " then is replayed.");
    }

    @Test
    void atMostFiveTopicsAreNamed() {
        assertThat(warnings(at(MICROSECONDS), LATEST, "a", "b", "c", "d", "e", "f", "g"))
                .singleElement()
                .asString()
                .startsWith("The start time of topics 'a', 'b', 'c', 'd', 'e' and 2 more, +56135");
    }

    @Test
    void aReplayEndOfAnotherUnitIsAWarning() {
        Instant inMicroseconds = Instant.ofEpochMilli(MICROSECONDS);
        assertThat(warnings(OffsetPolicy.earliest(), ReplayEnd.timestamp(inMicroseconds), "t"))
                .containsExactly(
                        "The replay end, +56135-05-20T07:20:00Z (1709294340000000 ms), is after"
                                + " now, 2024-03-01T12:00:00Z (looks like microseconds). The replay"
                                + " does not wait for that time: it ends no later than where the"
                                + " log ends now.");
        Instant inSeconds = Instant.ofEpochMilli(NOW.getEpochSecond());
        assertThat(warnings(OffsetPolicy.earliest(), ReplayEnd.timestamp(inSeconds), "t"))
                .containsExactly(
                        "The replay end, 1970-01-20T18:48:14.400Z (1709294400 ms), is in early"
                                + " 1970: seconds taken for milliseconds? Records since then are"
                                + " not part of the replay.");
    }

    @Test
    void nothingIsSaidOfTimesThatArePast() {
        assertThat(warnings(OffsetPolicy.absoluteTime(NOW), LATEST, "t")).isEmpty();
        assertThat(warnings(at(0), LATEST, "t")).isEmpty();
        assertThat(warnings(OffsetPolicy.relativeTime(Duration.ofDays(30_000)), LATEST, "t"))
                .isEmpty();
        assertThat(
                        warnings(
                                OffsetPolicy.startOfDay(LocalTime.of(13, 0), ZoneOffset.UTC),
                                LATEST,
                                "t"))
                .as("yesterday's")
                .isEmpty();
        assertThat(warnings(OffsetPolicy.latest(), ReplayEnd.timestamp(NOW), "t")).isEmpty();
    }

    @Test
    void itIsSaidWhenTheSourceStartsAndNotWhenItLooksForPartitionsAgain() {
        var kafka = new FakeOffsetLookup().topic("t", 2);
        var late = SourceTopic.absoluteTime("t", Resolving.NOW.plusSeconds(1));
        var resolver = Resolving.resolver(kafka, LATEST, Optional.empty(), late);
        try (var log = CapturedLog.begin()) {
            resolver.resolve();
            resolver.resolveDiscovered(Set.of(), false);
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("The start time of topic 't'"))
                    .hasSize(1)
                    .allMatch(line -> line.startsWith("WARN"));
        }
    }
}
