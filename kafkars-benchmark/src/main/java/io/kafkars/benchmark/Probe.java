// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import com.sun.management.OperatingSystemMXBean;
import org.HdrHistogram.Histogram;

import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;

/**
 * Takes the times of one round. Flink copies the operators that it runs, so the sink finds the
 * probe of its process in {@link #current}. The reading thread calls {@link #first} and {@link
 * #last}.
 */
final class Probe {

    private static final OperatingSystemMXBean OS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private static volatile Probe current;

    private final Task task;
    private final Histogram latencies = new Histogram(3);
    private final CountDownLatch done = new CountDownLatch(1);
    private long submitNanos;
    private volatile long firstNanos;
    private volatile long firstCpu;
    private volatile ThreadTimes firstThreads;
    private volatile long lastNanos;
    private volatile long lastCpu;
    private volatile ThreadTimes lastThreads;
    private volatile long records;
    private volatile long outOfOrder;

    Probe(Task task) {
        this.task = task;
    }

    static void use(Probe probe) {
        current = probe;
    }

    static Probe current() {
        return current;
    }

    Task task() {
        return task;
    }

    void submitted() {
        submitNanos = System.nanoTime();
    }

    /** Call before the first record is counted. */
    void first() {
        firstThreads = ThreadTimes.now();
        firstCpu = OS.getProcessCpuTime();
        firstNanos = System.nanoTime();
    }

    /** Call after the last expected record. */
    void last() {
        lastNanos = System.nanoTime();
        lastCpu = OS.getProcessCpuTime();
        lastThreads = ThreadTimes.now();
        records = task.records();
        done.countDown();
    }

    /** Call when nothing more will come, with the number of all records. */
    void ended(long count) {
        records = count;
    }

    void outOfOrder(long count) {
        outOfOrder = count;
    }

    /** Adds the latency of a record whose producer has put the time into it; one thread only. */
    void arrived(long sentMicros) {
        latencies.recordValue(Math.max(0, nowMicros() - sentMicros));
    }

    /** Microseconds since the epoch, by a clock that the processes of a machine share. */
    static long nowMicros() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }

    /** Call when an unbounded job has ended, so that nobody waits for its records. */
    void jobEnded() {
        done.countDown();
    }

    /** Waits for {@link #last}, or for the end of the job. */
    void await() throws InterruptedException {
        done.await();
    }

    /**
     * The result of the round.
     *
     * @throws IllegalStateException if the number of records is not that of the task
     */
    RoundResult round(RoundResult.Heap heap) {
        if (records != task.records()) {
            throw new IllegalStateException(
                    String.format(
                            "Expected %d records of %s, but %d came out",
                            task.records(), task.topic(), records));
        }
        boolean latency = task.kind() == Task.Kind.LATENCY;
        return new RoundResult(
                records,
                lastNanos - firstNanos,
                lastCpu - firstCpu,
                lastThreads.since(firstThreads),
                firstNanos - submitNanos,
                task.kind() == Task.Kind.ORDER ? outOfOrder : null,
                latency ? percentiles() : null,
                heap);
    }

    private RoundResult.Latency percentiles() {
        return new RoundResult.Latency(
                latencies.getValueAtPercentile(50),
                latencies.getValueAtPercentile(99),
                latencies.getValueAtPercentile(99.9),
                latencies.getMaxValue());
    }
}
