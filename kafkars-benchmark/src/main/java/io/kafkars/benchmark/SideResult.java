// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

import java.util.List;

/**
 * The results of one side.
 *
 * @param rounds the measured rounds, in their order
 * @param outOfOrder number of records emitted after one with a later timestamp, in a round of its
 *     own; {@code null} if not measured
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SideResult(Side side, List<RoundResult> rounds, Long outOfOrder) {

    /** Records per second, from the first record to the last. */
    @JsonProperty
    MedianAndRange throughput() {
        return MedianAndRange.of(rounds, RoundResult::recordsPerSecond);
    }

    /** CPU time of the process per record, in nanoseconds. */
    @JsonProperty
    MedianAndRange cpu() {
        return MedianAndRange.of(rounds, RoundResult::cpuNanosPerRecord);
    }

    /** The part of {@link #cpu} that the polling thread took. */
    @JsonProperty
    MedianAndRange fetcher() {
        return MedianAndRange.of(rounds, RoundResult::fetcherNanosPerRecord);
    }

    /** The part of {@link #cpu} that the emitting thread took. */
    @JsonProperty
    MedianAndRange task() {
        return MedianAndRange.of(rounds, RoundResult::taskNanosPerRecord);
    }

    /** Time from the submission to the first record, in milliseconds. */
    @JsonProperty
    MedianAndRange start() {
        return MedianAndRange.of(rounds, round -> round.startNanos() / 1e6);
    }

    /** 99th percentile of the latency in microseconds; {@code null} if not measured. */
    @JsonProperty
    MedianAndRange latencyP99() {
        return rounds.get(0).latency() == null
                ? null
                : MedianAndRange.of(rounds, round -> round.latency().p99());
    }

    /** Whether the side promises order and did not keep it. */
    boolean brokeItsOrder() {
        return side.isOrdered() && outOfOrder != null && outOfOrder > 0;
    }
}
