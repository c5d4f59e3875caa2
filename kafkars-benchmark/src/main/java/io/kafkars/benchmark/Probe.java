package io.kafkars.benchmark;

import com.sun.management.OperatingSystemMXBean;
import org.HdrHistogram.Histogram;

import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;

/**
 * Takes the times of one round. Flink makes copies of what it runs, so the sink finds the probe of
 * its process in {@link #current}. The thread that reads calls {@link #first} and {@link #last}.
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
    private volatile long behindLater;

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

    /** To be called before the first record is counted. */
    void first() {
        firstThreads = ThreadTimes.now();
        firstCpu = OS.getProcessCpuTime();
        firstNanos = System.nanoTime();
    }

    /** To be called behind the last record that is expected. */
    void last() {
        lastNanos = System.nanoTime();
        lastCpu = OS.getProcessCpuTime();
        lastThreads = ThreadTimes.now();
        records = task.records();
        done.countDown();
    }

    /** To be called when nothing more comes, with the number of all records. */
    void ended(long count) {
        records = count;
    }

    void behindLater(long count) {
        behindLater = count;
    }

    /** Adds how long a record took whose producer noted the time; one thread only. */
    void arrived(long sentMicros) {
        latencies.recordValue(Math.max(0, nowMicros() - sentMicros));
    }

    /** Microseconds since the epoch, by a clock that the processes of a machine share. */
    static long nowMicros() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }

    /** Waits for {@link #last}. */
    void await() throws InterruptedException {
        done.await();
    }

    /**
     * What was measured.
     *
     * @throws IllegalStateException if not every record came out, once
     */
    Round round(Round.Heap heap) {
        if (records != task.records()) {
            throw new IllegalStateException(
                    String.format(
                            "Expected %d records of %s, but %d came out",
                            task.records(), task.topic(), records));
        }
        boolean latency = task.kind() == Task.Kind.LATENCY;
        return new Round(
                records,
                lastNanos - firstNanos,
                lastCpu - firstCpu,
                lastThreads.since(firstThreads),
                firstNanos - submitNanos,
                task.kind() == Task.Kind.ORDER ? behindLater : null,
                latency ? percentiles() : null,
                heap);
    }

    private Round.Latency percentiles() {
        return new Round.Latency(
                latencies.getValueAtPercentile(50),
                latencies.getValueAtPercentile(99),
                latencies.getValueAtPercentile(99.9),
                latencies.getMaxValue());
    }
}
