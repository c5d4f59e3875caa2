// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * The result of one round of one side.
 *
 * @param records number of records that came out
 * @param wallNanos time from the first record to the last
 * @param cpuNanos CPU time of the whole process in that time
 * @param threads the part of {@code cpuNanos} that the source's threads took
 * @param startNanos time from the submission to the first record
 * @param outOfOrder number of records emitted after one with a later timestamp; {@code null} if not
 *     measured
 * @param latency from the producer to the sink; {@code null} if not measured
 * @param heap {@code null} if not measured
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RoundResult(
        long records,
        long wallNanos,
        long cpuNanos,
        ThreadTimes threads,
        long startNanos,
        Long outOfOrder,
        Latency latency,
        Heap heap) {

    /** Percentiles in microseconds. */
    record Latency(long p50, long p99, long p999, long max) {}

    /**
     * Heap in use after a full collection, in bytes.
     *
     * @param before before the source was started
     * @param peak the maximum while it ran
     * @param collections number of collections while it ran
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
