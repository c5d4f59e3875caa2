// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.topics.TopicSelection.Selected;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** Warnings about start times and replay ends that are most likely not what the user means. */
final class UnlikelyTimes {

    private static final int MAX_NAMED = 5;

    private UnlikelyTimes() {}

    /**
     * One for each start time and replay end, if it is after now or looks like another unit.
     *
     * @param now the resolve time
     */
    static List<String> warnings(List<Selected> selected, ReplayEnd replayEnd, Instant now) {
        var topics = new TreeMap<Instant, TreeSet<String>>();
        for (var partition : selected) {
            partition
                    .policy()
                    .startTime(now)
                    .ifPresent(
                            start ->
                                    topics.computeIfAbsent(start, any -> new TreeSet<>())
                                            .add(partition.id().topic()));
        }
        var warnings = new ArrayList<String>();
        long clock = now.toEpochMilli();
        topics.forEach(
                (start, names) -> {
                    long time = Timestamps.atOrAfter(start);
                    String what = "The start time of " + named(names) + ", ";
                    if (start.isAfter(now)) {
                        warnings.add(
                                what
                                        + TimeGuess.describe(time)
                                        + ", is after now, "
                                        + now
                                        + question(time, clock)
                                        + " Where the log has no record that late, reading starts"
                                        + " at its end, live at once: older records are not"
                                        + " replayed, and everything written from now on is read,"
                                        + " whatever its timestamp.");
                    } else if (TimeGuess.looksLikeSeconds(time, clock)) {
                        warnings.add(
                                what
                                        + TimeGuess.describe(time)
                                        + ", is in early 1970: seconds taken for milliseconds?"
                                        + " Everything since then is replayed.");
                    }
                });
        if (replayEnd instanceof ReplayEnd.Timestamp timestamp) {
            long time = Timestamps.atOrAfter(timestamp.end());
            String what = "The replay end, " + TimeGuess.describe(time) + ", is ";
            if (timestamp.end().isAfter(now)) {
                warnings.add(
                        what
                                + "after now, "
                                + now
                                + question(time, clock)
                                + " The replay does not wait for that time: it ends no later than"
                                + " where the log ends now.");
            } else if (TimeGuess.looksLikeSeconds(time, clock)) {
                warnings.add(
                        what
                                + "in early 1970: seconds taken for milliseconds? Records since"
                                + " then are not part of the replay.");
            }
        }
        return warnings;
    }

    private static String question(long time, long clock) {
        String guess = TimeGuess.of(time, clock);
        return guess.isEmpty() ? ": wrong unit?" : guess + ".";
    }

    private static String named(TreeSet<String> topics) {
        var first = topics.stream().limit(MAX_NAMED).toList();
        int more = topics.size() - first.size();
        return (topics.size() == 1 ? "topic '" : "topics '")
                + String.join("', '", first)
                + (more > 0 ? "' and " + more + " more" : "'");
    }
}
