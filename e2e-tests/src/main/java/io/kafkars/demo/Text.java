// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.demo;

import io.kafkars.merge.PartitionState;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** Formats numbers, times, windows and partition states. All times are UTC. */
final class Text {

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter MILLISECOND =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private Text() {}

    /** A count, as {@code 1,707}. */
    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A time to the minute, as {@code 2018-02-01 07:00}. */
    static String minute(long epochMillis) {
        return MINUTE.format(Instant.ofEpochMilli(epochMillis));
    }

    /** A time to the millisecond, as {@code 2018-02-01 07:00:12.345}. */
    static String millisecond(long epochMillis) {
        return MILLISECOND.format(Instant.ofEpochMilli(epochMillis));
    }

    /** A duration in its largest units, as {@code 6 d 21 h 5 min} or {@code 1.250 s}. */
    static String duration(Duration duration) {
        if (duration.compareTo(Duration.ofMinutes(1)) < 0) {
            return duration.isZero()
                    ? "0 s"
                    : String.format(Locale.ROOT, "%.3f s", duration.toMillis() / 1000.0);
        }
        List<String> parts = new ArrayList<>();
        if (duration.toDays() > 0) {
            parts.add(duration.toDays() + " d");
        }
        if (duration.toHours() > 0) {
            parts.add(duration.toHoursPart() + " h");
        }
        parts.add(duration.toMinutesPart() + " min");
        return String.join(" ", parts);
    }

    /** A window in one line: its hour, its count, and the strongest in it if there is one. */
    static String window(WindowSummary window) {
        var line = String.format(Locale.ROOT, "%s  %,6d", minute(window.start()), window.records());
        var strongest = window.strongest();
        return strongest == null
                ? line
                : line
                        + String.format(
                                Locale.ROOT,
                                "  strongest %4.1f  %s",
                                strongest.magnitude(),
                                strongest.place());
    }

    /**
     * A table of partition states, with the column names of their SQL table. Each column is as wide
     * as its name; the first is as wide as the longest topic name.
     */
    static String partitions(List<PartitionState> states) {
        int topicWidth = states.stream().mapToInt(state -> state.topic().length()).max().orElse(0);
        String row =
                "%-"
                        + Math.max("topic".length(), topicWidth)
                        + "s   %9s   %19s   %17s   %15s   %15s   %23s   %7s   %9s   %10s%n";
        var table =
                new StringBuilder(
                        row.formatted(
                                "topic",
                                "partition",
                                "replay_start_offset",
                                "replay_end_offset",
                                "consumed_offset",
                                "released_offset",
                                "last_consumed_timestamp",
                                "is_live",
                                "is_paused",
                                "replay_lag"));
        for (PartitionState state : states) {
            OptionalLong timestamp = state.lastConsumedTimestamp();
            table.append(
                    row.formatted(
                            state.topic(),
                            state.partition(),
                            state.replayStartOffset(),
                            state.replayEndOffset(),
                            state.consumedOffset(),
                            state.releasedOffset(),
                            timestamp.isPresent() ? millisecond(timestamp.getAsLong()) : "-",
                            state.isLive(),
                            state.isPaused(),
                            state.replayLag()));
        }
        return table.toString();
    }
}
