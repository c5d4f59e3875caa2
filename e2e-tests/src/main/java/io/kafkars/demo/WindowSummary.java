// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.demo;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/**
 * The observations of one hour of event time.
 *
 * @param start first millisecond of the hour, since the epoch
 * @param records number of observations in it
 * @param strongest the strongest of them, or null if none has a magnitude
 */
public record WindowSummary(long start, long records, Observation strongest) {

    /** The length of every window. */
    static final Duration LENGTH = Duration.ofHours(1);

    /** The window of one observation, which has no other in it yet. */
    static WindowSummary of(Observation observation) {
        return new WindowSummary(
                startOf(observation.time()),
                1,
                observation.magnitude() == null ? null : observation);
    }

    /** The windows of all these observations, in event-time order. */
    static List<WindowSummary> allOf(Collection<Observation> observations) {
        var windows = new TreeMap<Long, WindowSummary>();
        for (Observation observation : observations) {
            WindowSummary one = of(observation);
            windows.merge(one.start, one, WindowSummary::plus);
        }
        return List.copyOf(windows.values());
    }

    /** First millisecond of the hour of this time; also correct before 1970. */
    static long startOf(long time) {
        return Math.floorDiv(time, LENGTH.toMillis()) * LENGTH.toMillis();
    }

    /** Both windows together, with the start of this one. */
    WindowSummary plus(WindowSummary other) {
        boolean theirs = other.strongest != null && other.strongest.outranks(strongest);
        return new WindowSummary(
                start, records + other.records, theirs ? other.strongest : strongest);
    }

    /** The same content with another start. */
    WindowSummary startingAt(long windowStart) {
        return new WindowSummary(windowStart, records, strongest);
    }
}
