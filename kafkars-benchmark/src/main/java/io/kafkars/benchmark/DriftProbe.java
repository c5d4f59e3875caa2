// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Where the subtasks of the present round are in event time, sampled by a thread of its own. A
 * subtask that has not begun is where the topic begins; one that has ended is left out.
 */
final class DriftProbe implements AutoCloseable {

    private static final long SAMPLE_NANOS = 1_000_000;
    private static final long ENDED = Long.MAX_VALUE;

    /** The sinks of a round find it here: they run in this process. */
    private static volatile DriftProbe current;

    private final AtomicLongArray newest;
    private final AtomicLongArray disorder;
    private final AtomicLongArray records;
    private final Thread sampler = new Thread(this::sample, "drift-sampler");
    private volatile boolean stopped;
    private volatile long largestDistance;
    private volatile long samples;

    private DriftProbe(int subtasks, long firstTimestamp) {
        newest = new AtomicLongArray(subtasks);
        disorder = new AtomicLongArray(subtasks);
        records = new AtomicLongArray(subtasks);
        for (int subtask = 0; subtask < subtasks; subtask++) {
            newest.set(subtask, firstTimestamp);
        }
        sampler.setDaemon(true);
    }

    static DriftProbe start(int subtasks, long firstTimestamp) {
        var probe = new DriftProbe(subtasks, firstTimestamp);
        current = probe;
        probe.sampler.start();
        return probe;
    }

    private void sample() {
        while (!stopped) {
            // The fastest first, so that what the slowest does meanwhile does not count as drift.
            long fastest = Long.MIN_VALUE;
            for (int subtask = 0; subtask < newest.length(); subtask++) {
                long time = newest.get(subtask);
                fastest = time == ENDED ? fastest : Math.max(fastest, time);
            }
            long slowest = Long.MAX_VALUE;
            for (int subtask = 0; subtask < newest.length(); subtask++) {
                slowest = Math.min(slowest, newest.get(subtask));
            }
            if (slowest != ENDED && fastest > slowest) {
                largestDistance = Math.max(largestDistance, fastest - slowest);
            }
            samples++;
            LockSupport.parkNanos(SAMPLE_NANOS);
        }
    }

    /** The most that one subtask was ahead of another in a sample, in milliseconds. */
    long largestDistance() {
        return largestDistance;
    }

    /** The most that a record was older than one before it in its subtask, in milliseconds. */
    long largestDisorder() {
        long largest = 0;
        for (int subtask = 0; subtask < disorder.length(); subtask++) {
            largest = Math.max(largest, disorder.get(subtask));
        }
        return largest;
    }

    /** Records of all subtasks so far. */
    long records() {
        long sum = 0;
        for (int subtask = 0; subtask < records.length(); subtask++) {
            sum += records.get(subtask);
        }
        return sum;
    }

    /** Number of samples. */
    long samples() {
        return samples;
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        sampler.join();
    }

    /** Discards its input, and notes its timestamps. */
    record Notes<T>(Elements<T> elements) implements Sink<T> {

        @Override
        public SinkWriter<T> createWriter(WriterInitContext context) {
            return new Writer<>(elements, current, context.getTaskInfo().getIndexOfThisSubtask());
        }
    }

    private static final class Writer<T> implements SinkWriter<T> {

        private final Elements<T> elements;
        private final DriftProbe probe;
        private final int subtask;
        private long newest = Long.MIN_VALUE;
        private long disorder;
        private long count;

        Writer(Elements<T> elements, DriftProbe probe, int subtask) {
            this.elements = elements;
            this.probe = probe;
            this.subtask = subtask;
        }

        @Override
        public void write(T element, Context context) {
            long time;
            try {
                time = elements.timestamps(element)[0];
            } catch (Exception e) {
                throw new IllegalStateException("Cannot read " + element, e);
            }
            count++;
            probe.records.lazySet(subtask, count);
            if (time > newest) {
                newest = time;
                probe.newest.lazySet(subtask, time);
            } else {
                disorder = Math.max(disorder, newest - time);
                probe.disorder.lazySet(subtask, disorder);
            }
        }

        @Override
        public void flush(boolean endOfInput) {
            if (endOfInput) {
                probe.newest.set(subtask, ENDED);
            }
        }

        @Override
        public void close() {}
    }
}
