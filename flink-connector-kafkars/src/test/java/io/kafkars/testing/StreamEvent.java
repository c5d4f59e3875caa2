// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.testing;

import org.apache.flink.annotation.PublicEvolving;

/** What a {@link StreamLog} has recorded: one thing that came through a stream. */
@PublicEvolving
public sealed interface StreamEvent {

    /** Timestamp of an element that has none. */
    long NO_TIMESTAMP = Long.MIN_VALUE;

    /** The subtask that it came through. */
    Subtask subtask();

    /**
     * One attempt of one subtask; its events are a stream of their own.
     *
     * @param index number of the subtask, from 0
     * @param attempt 0 for the first; one more each time that the job has restarted
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
     * A watermark: no element as old as it, or older, is expected after it.
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
     * What follows is backlog, which a source replays, or it is not, because the source is live.
     *
     * @param backlog whether what follows is backlog
     */
    record Backlog(Subtask subtask, boolean backlog) implements StreamEvent {}
}
