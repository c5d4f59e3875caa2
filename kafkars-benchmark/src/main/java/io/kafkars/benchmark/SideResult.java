package io.kafkars.benchmark;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

import java.util.List;

/**
 * What the rounds of one side gave.
 *
 * @param rounds those that count, in their order
 * @param behindLater how many records came out behind a later one, in a round of its own; {@code
 *     null} if nobody looked
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SideResult(Side side, List<Round> rounds, Long behindLater) {

    /** Records a second, from the first record to the last. */
    @JsonProperty
    Figures throughput() {
        return Figures.of(rounds, Round::recordsPerSecond);
    }

    /** Processor time of the process for each record, in nanoseconds. */
    @JsonProperty
    Figures cpu() {
        return Figures.of(rounds, Round::cpuNanosPerRecord);
    }

    /** The part of it that the thread took that polls. */
    @JsonProperty
    Figures fetcher() {
        return Figures.of(rounds, Round::fetcherNanosPerRecord);
    }

    /** The part of it that the thread took that emits. */
    @JsonProperty
    Figures task() {
        return Figures.of(rounds, Round::taskNanosPerRecord);
    }

    /** From the submission to the first record, in milliseconds. */
    @JsonProperty
    Figures start() {
        return Figures.of(rounds, round -> round.startNanos() / 1e6);
    }

    /** From the producer to the sink in microseconds, of 99 of 100 records; if it was looked at. */
    @JsonProperty
    Figures latencyP99() {
        return rounds.get(0).latency() == null
                ? null
                : Figures.of(rounds, round -> round.latency().p99());
    }

    /** Whether the side promised an order that it did not keep. */
    boolean isOutOfOrder() {
        return side.isOrdered() && behindLater != null && behindLater > 0;
    }
}
