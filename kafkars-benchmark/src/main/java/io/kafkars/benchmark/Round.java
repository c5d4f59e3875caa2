package io.kafkars.benchmark;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What one side did once.
 *
 * @param records how many records came out
 * @param wallNanos from the first record to the last
 * @param cpuNanos processor time of the whole process meanwhile
 * @param threads the part of it that the source's threads took
 * @param startNanos from the submission to the first record
 * @param behindLater records that came out behind a later one; only if the order was looked at
 * @param latency from the producer to the sink, only if that was looked at
 * @param heap only if that was looked at
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Round(
        long records,
        long wallNanos,
        long cpuNanos,
        ThreadTimes threads,
        long startNanos,
        Long behindLater,
        Latency latency,
        Heap heap) {

    /** Percentiles in microseconds. */
    record Latency(long p50, long p99, long p999, long max) {}

    /**
     * Bytes of the heap in use after a full collection.
     *
     * @param before before the source was started
     * @param peak the most while it ran
     * @param collections how often was looked
     */
    record Heap(long before, long peak, int collections) {}

    double recordsPerSecond() {
        return records * 1e9 / wallNanos;
    }

    double cpuNanosPerRecord() {
        return (double) cpuNanos / records;
    }

    double fetcherNanosPerRecord() {
        return (double) threads.fetcher() / records;
    }

    double taskNanosPerRecord() {
        return (double) threads.task() / records;
    }
}
