// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.testing;

import org.apache.flink.annotation.PublicEvolving;

/** An event of a stream that a {@link StreamLog} has recorded. */
@PublicEvolving
public sealed interface StreamEvent {

    /** Timestamp of an element that has none. */
    long NO_TIMESTAMP = Long.MIN_VALUE;

    /** The subtask that the event came through. */
    Subtask subtask();

    /**
     * One attempt of one subtask. Order and lateness are those within such an attempt.
     *
     * @param index number of the subtask, from 0
     * @param attempt 0 at first, and one more after each restart of the job
     */
    record Subtask(int index, int attempt) {
        @Override
        public String toString() {
            return "subtask " + index + (attempt == 0 ? "" : ", attempt " + attempt);
        }
    }

    /**
     * An element of the stream.
     *
     * @param value the element itself, which is not copied
     * @param timestamp its event time in epoch milliseconds, {@link #NO_TIMESTAMP} for none
     * @param <T> type of the stream's elements
     */
    record Element<T>(Subtask subtask, T value, long timestamp) implements StreamEvent {

        /** Whether the element has an event time. */
        public boolean hasTimestamp() {
            return timestamp != NO_TIMESTAMP;
        }
    }

    /**
     * A watermark: no element at or below it is expected after it.
     *
     * @param time in epoch milliseconds; {@link Long#MAX_VALUE} at the end of a bounded stream
     */
    record Watermark(Subtask subtask, long time) implements StreamEvent {}

    /**
     * The stream became idle, so that its watermark does not count, or active again.
     *
     * @param idle whether it became idle
     */
    record Idleness(Subtask subtask, boolean idle) implements StreamEvent {}

    /**
     * The source reported that it replays a backlog, or that it is live.
     *
     * @param backlog true for a backlog, false for live
     */
    record Backlog(Subtask subtask, boolean backlog) implements StreamEvent {}
}
