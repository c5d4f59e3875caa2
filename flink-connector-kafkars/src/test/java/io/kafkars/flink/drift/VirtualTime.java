// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.drift;

import java.util.Comparator;
import java.util.PriorityQueue;

/** What happens when, on a clock that jumps from one event to the next. */
final class VirtualTime {

    private record Event(long time, long number, Runnable action) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(
                    Comparator.comparingLong(Event::time).thenComparingLong(Event::number));
    private long now;
    private long planned;

    long now() {
        return now;
    }

    /** Events at the same time happen in the order in which they were planned. */
    void after(long delay, Runnable action) {
        events.add(new Event(now + delay, planned++, action));
    }

    /** Lets the next event happen; false if there is none until this time. */
    boolean next(long until) {
        if (events.isEmpty() || events.peek().time() > until) {
            return false;
        }
        Event event = events.remove();
        now = event.time();
        event.action().run();
        return true;
    }
}
