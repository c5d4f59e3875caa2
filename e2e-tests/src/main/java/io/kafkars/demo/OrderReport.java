// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.demo;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How far a sequence of event times is from event-time order.
 *
 * @param records number of records
 * @param outOfOrder number of records after one with a larger event time
 * @param furthestBack the largest distance from one of these to the largest event time before it
 * @param maxOpenWindows the largest number of windows that had received their first record and not
 *     yet their last: what a job would have to keep in state even if it knew when to close them
 */
record OrderReport(int records, int outOfOrder, Duration furthestBack, int maxOpenWindows) {

    /** The report on event times in milliseconds, in emission order. */
    static OrderReport of(long[] times) {
        long largest = Long.MIN_VALUE;
        long furthestBack = 0;
        int outOfOrder = 0;
        for (long time : times) {
            if (time < largest) {
                outOfOrder++;
                furthestBack = Math.max(furthestBack, largest - time);
            }
            largest = Math.max(largest, time);
        }
        return new OrderReport(
                times.length, outOfOrder, Duration.ofMillis(furthestBack), maxOpenWindows(times));
    }

    private static int maxOpenWindows(long[] times) {
        Map<Long, Integer> missing = new HashMap<>();
        for (long time : times) {
            missing.merge(WindowSummary.startOf(time), 1, Integer::sum);
        }
        Map<Long, Integer> expected = Map.copyOf(missing);
        int open = 0;
        int most = 0;
        for (long time : times) {
            long window = WindowSummary.startOf(time);
            int before = missing.get(window);
            missing.put(window, before - 1);
            if (before == expected.get(window)) {
                open++;
            }
            if (before == 1) {
                open--;
            }
            most = Math.max(most, open);
        }
        return most;
    }
}
