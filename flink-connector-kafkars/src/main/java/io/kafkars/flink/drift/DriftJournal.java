// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.drift;

import org.apache.flink.annotation.Internal;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * Says in words who waits for whom.
 *
 * <pre>
 * orders: subtasks 1, 2 wait at 2024-03-01T12:00:00Z for subtask 0 of payments at 2024-03-01T11:00:00Z (maximum drift 1 h)
 * </pre>
 */
@Internal
final class DriftJournal {

    private DriftJournal() {}

    static String line(
            String source,
            Collection<Integer> waiting,
            long lowWaterMark,
            DriftGroup.Slowest slowest,
            long maxDrift) {
        return String.format(
                "%s: %s %s at %s for %s (maximum drift %s)",
                source,
                (waiting.size() == 1 ? "subtask " : "subtasks ")
                        + waiting.stream().map(String::valueOf).collect(Collectors.joining(", ")),
                waiting.size() == 1 ? "waits" : "wait",
                Instant.ofEpochMilli(lowWaterMark),
                name(slowest) + position(slowest),
                inWords(maxDrift));
    }

    /** The reader, without its position. */
    static String name(DriftGroup.Slowest slowest) {
        return slowest.subtask() < 0
                ? slowest.source()
                : "subtask " + slowest.subtask() + " of " + slowest.source();
    }

    private static String position(DriftGroup.Slowest slowest) {
        if (slowest.lowWaterMark() != DriftGroup.UNKNOWN) {
            return " at " + Instant.ofEpochMilli(slowest.lowWaterMark());
        }
        return slowest.subtask() < 0 ? ", which is starting" : ", which does not know its time yet";
    }

    /** {@code 1 d}, {@code 6 h}, {@code 10 min}, {@code 5 s} or {@code 100 ms}. */
    static String inWords(long millis) {
        Duration duration = Duration.ofMillis(millis);
        if (duration.equals(Duration.ofDays(duration.toDays()))) {
            return duration.toDays() + " d";
        }
        if (duration.equals(Duration.ofHours(duration.toHours()))) {
            return duration.toHours() + " h";
        }
        if (duration.equals(Duration.ofMinutes(duration.toMinutes()))) {
            return duration.toMinutes() + " min";
        }
        return duration.equals(Duration.ofSeconds(duration.toSeconds()))
                ? duration.toSeconds() + " s"
                : millis + " ms";
    }
}
