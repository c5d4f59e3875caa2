// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Guesses in words for the user why a time is not near the clock. */
public final class TimeGuess {

    private static final Duration FURTHEST_ZONE = Duration.ofHours(14);
    private static final Duration ZONE_STEP = Duration.ofMinutes(15);
    private static final Duration YEARS = Duration.ofDays(20 * 365);

    private TimeGuess() {}

    /**
     * Empty, or a guess in parentheses after a space: another unit, or another time zone.
     *
     * @param time taken for epoch milliseconds
     * @param clock epoch milliseconds
     */
    public static String of(long time, long clock) {
        if (isNear(TimeUnit.MICROSECONDS.toMillis(time), clock)) {
            return " (looks like microseconds)";
        }
        if (isNear(TimeUnit.NANOSECONDS.toMillis(time), clock)) {
            return " (looks like nanoseconds)";
        }
        long steps = Math.round((double) (time - clock) / ZONE_STEP.toMillis());
        var ahead = ZONE_STEP.multipliedBy(steps);
        if (steps > 0 && ahead.compareTo(FURTHEST_ZONE) <= 0) {
            return String.format(" (%s ahead: local time taken for UTC?)", text(ahead));
        }
        return "";
    }

    /** Whether a time that is taken for milliseconds is near the clock if it is in seconds. */
    static boolean looksLikeSeconds(long time, long clock) {
        return isNear(TimeUnit.SECONDS.toMillis(time), clock) && !isNear(time, clock);
    }

    /** As a time, and as the number that it is. */
    public static String describe(long time) {
        return Instant.ofEpochMilli(time) + " (" + time + " ms)";
    }

    private static boolean isNear(long time, long clock) {
        return Math.abs(time - clock) < YEARS.toMillis();
    }

    private static String text(Duration ahead) {
        return ahead.toMinutesPart() == 0
                ? ahead.toHours() + " h"
                : ahead.toHours() + " h " + ahead.toMinutesPart() + " min";
    }
}
