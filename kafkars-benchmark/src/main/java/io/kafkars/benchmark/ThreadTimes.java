// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;

/**
 * CPU time of the two threads of a Flink source, in nanoseconds; 0 for a thread that a side does
 * not have.
 *
 * @param fetcher the thread that polls Kafka
 * @param task the thread that emits the records and runs the sink
 */
record ThreadTimes(long fetcher, long task) {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** The CPU times of the threads that run now, since they were started. */
    static ThreadTimes now() {
        long fetcher = 0;
        long task = 0;
        for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
            if (thread == null) {
                continue;
            }
            long nanos = Math.max(0, THREADS.getThreadCpuTime(thread.getThreadId()));
            switch (ThreadRole.of(thread.getThreadName())) {
                case FETCHER -> fetcher += nanos;
                case TASK -> task += nanos;
                default -> {}
            }
        }
        return new ThreadTimes(fetcher, task);
    }

    ThreadTimes since(ThreadTimes earlier) {
        return new ThreadTimes(fetcher - earlier.fetcher, task - earlier.task);
    }
}
