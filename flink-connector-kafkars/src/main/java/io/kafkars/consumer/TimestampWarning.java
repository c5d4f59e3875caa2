// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.merge.UnlikelyTimestamp;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The warning about a partition whose timestamps are most likely wrong, with a guess why. */
final class TimestampWarning {

    private static final Duration FURTHEST_ZONE = Duration.ofHours(14);
    private static final Duration ZONE_STEP = Duration.ofMinutes(15);
    private static final Duration YEARS = Duration.ofDays(20 * 365);

    private TimestampWarning() {}

    static String of(UnlikelyTimestamp found) {
        return String.format(
                "%s@%d is stamped %s, %s",
                found.partition(), found.offset(), describe(found.timestamp()), consequence(found));
    }

    private static String consequence(UnlikelyTimestamp found) {
        String clock = describe(found.clock());
        return switch (found.kind()) {
            case OUTLIER ->
                    String.format(
                            "far later than the records around it%s. It takes its place in the"
                                    + " order from the record before it. It is the first such"
                                    + " record of the partition; futureRecords counts them.",
                            guess(found));
            case AFTER_RESOLVE_TIME ->
                    String.format(
                            "and so are the records after it, up to %s: later than the start of the"
                                    + " replay (%s) by more than the tolerance%s. The order follows"
                                    + " these timestamps, but no watermark of the replay does, so"
                                    + " windows stay open. Correct the producer, or raise"
                                    + " setFutureTolerance ('scan.future-tolerance').",
                            describe(found.furthest()), clock, guess(found));
            case AFTER_ARRIVAL ->
                    String.format(
                            "later than its arrival (%s) by more than the tolerance%s. It takes its"
                                    + " place in the order from the record before it, and does not"
                                    + " move the watermark. It is the first such record of the"
                                    + " partition; futureRecords counts them. Correct the producer,"
                                    + " or raise setFutureTolerance ('scan.future-tolerance').",
                            clock, guess(found));
            case RESTORED_KEY ->
                    String.format(
                            "or a record before it is: the restored state has that time, later than"
                                    + " now (%s) by more than the tolerance%s. It is not believed,"
                                    + " and the next record starts a new order.",
                            clock, guess(found));
            case SECONDS ->
                    "in early 1970: seconds taken for milliseconds? The order follows it. Correct"
                            + " the producer if it is wrong.";
        };
    }

    /** Empty, or a guess in parentheses after a space. */
    private static String guess(UnlikelyTimestamp found) {
        long timestamp = found.furthest();
        if (isNear(TimeUnit.MICROSECONDS.toMillis(timestamp), found.clock())) {
            return " (looks like microseconds)";
        }
        if (isNear(TimeUnit.NANOSECONDS.toMillis(timestamp), found.clock())) {
            return " (looks like nanoseconds)";
        }
        long steps = Math.round((double) (timestamp - found.clock()) / ZONE_STEP.toMillis());
        var ahead = ZONE_STEP.multipliedBy(steps);
        if (steps > 0 && ahead.compareTo(FURTHEST_ZONE) <= 0) {
            return String.format(" (%s ahead: local time taken for UTC?)", text(ahead));
        }
        return "";
    }

    private static boolean isNear(long timestamp, long clock) {
        return Math.abs(timestamp - clock) < YEARS.toMillis();
    }

    private static String text(Duration ahead) {
        return ahead.toMinutesPart() == 0
                ? ahead.toHours() + " h"
                : ahead.toHours() + " h " + ahead.toMinutesPart() + " min";
    }

    /** As a time, and as the number that the record has. */
    private static String describe(long timestamp) {
        return Instant.ofEpochMilli(timestamp) + " (" + timestamp + " ms)";
    }
}
