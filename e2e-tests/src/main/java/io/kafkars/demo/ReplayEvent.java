// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.demo;

/**
 * An event of a running replay.
 *
 * @param kind what has happened
 * @param records for {@link Kind#PROGRESS}: number of records that the source has emitted so far
 * @param time for {@link Kind#PROGRESS}: event time of the last of them, in milliseconds since the
 *     epoch
 * @param window for {@link Kind#WINDOW}: the window; null otherwise
 */
public record ReplayEvent(Kind kind, long records, long time, WindowSummary window) {

    /** The source has gone live. */
    static final ReplayEvent LIVE = new ReplayEvent(Kind.LIVE, 0, 0, null);

    /** Kinds of events. */
    public enum Kind {
        /** The source has emitted records. */
        PROGRESS,
        /** A window is complete. */
        WINDOW,
        /** The source says that it is live; the events of the backlog came before. */
        LIVE
    }

    static ReplayEvent progress(long records, long time) {
        return new ReplayEvent(Kind.PROGRESS, records, time, null);
    }

    static ReplayEvent finished(WindowSummary window) {
        return new ReplayEvent(Kind.WINDOW, 0, 0, window);
    }
}
