// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the job of this process has counted so far in the present round. Its operators find it in
 * {@link #current}, since they run in this process.
 */
final class JobProbe {

    private static volatile JobProbe current;

    private final JobData data;
    private final AtomicIntegerArray counts;
    private final AtomicLong counted = new AtomicLong();
    private final AtomicInteger openWindows = new AtomicInteger();
    private final AtomicInteger mostOpenWindows = new AtomicInteger();

    private JobProbe(JobData data) {
        this.data = data;
        this.counts = new AtomicIntegerArray(data.windows());
    }

    static JobProbe start(JobData data) {
        var probe = new JobProbe(data);
        current = probe;
        return probe;
    }

    static JobProbe current() {
        return current;
    }

    void windowOpened() {
        int open = openWindows.incrementAndGet();
        if (open > mostOpenWindows.get()) {
            mostOpenWindows.accumulateAndGet(open, Math::max);
        }
    }

    void windowFired() {
        openWindows.decrementAndGet();
    }

    /** Takes the result of a window. One that comes twice is counted twice. */
    void result(int key, long windowStart, long count) {
        int window = data.window(key, windowStart);
        if (window >= 0) {
            counts.addAndGet(window, (int) count);
            counted.addAndGet(count);
        }
    }

    /** The records in the results so far, without end markers. */
    long counted() {
        return counted.get();
    }

    /** The most windows of all keys and subtasks that were open at the same time. */
    int mostOpenWindows() {
        return mostOpenWindows.get();
    }

    /** How many windows have another count than the topic's records give. */
    int wrongWindows(long[] expected) {
        int wrong = 0;
        for (int window = 0; window < expected.length; window++) {
            if (counts.get(window) != expected[window]) {
                wrong++;
            }
        }
        return wrong;
    }
}
