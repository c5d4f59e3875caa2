// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.merge.UnlikelyTimestamp;
import io.kafkars.topics.TimeGuess;

/** The warning about a partition whose timestamps are most likely wrong, with a guess why. */
final class TimestampWarning {

    private TimestampWarning() {}

    static String of(UnlikelyTimestamp found) {
        return String.format(
                "%s@%d is stamped %s, %s",
                found.partition(),
                found.offset(),
                TimeGuess.describe(found.timestamp()),
                consequence(found));
    }

    private static String consequence(UnlikelyTimestamp found) {
        String clock = TimeGuess.describe(found.clock());
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
                            TimeGuess.describe(found.furthest()), clock, guess(found));
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
        return TimeGuess.of(found.furthest(), found.clock());
    }
}
