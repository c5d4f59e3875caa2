// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.drift;

import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import java.time.Duration;
import java.util.List;

/**
 * Bounded drift for up to eight readers of any speed, with checkpoints every second: only splits
 * that are found late ever pass the bound, every replay ends, and the number of events is bounded.
 */
@PropertyDefaults(tries = 150, edgeCases = EdgeCasesMode.NONE)
class DriftProperties {

    private static final Duration LIMIT = Duration.ofMinutes(30);

    @Property
    void readersStayTogetherAndEnd(
            @ForAll long seed,
            @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 1, max = 2) Integer> sources,
            @ForAll @IntRange(min = 1, max = 4_000) int maxDrift) {
        job(seed, sources, maxDrift).run(LIMIT);
    }

    @Property
    void readersThatFailStayTogetherAndEnd(
            @ForAll long seed,
            @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 1, max = 2) Integer> sources,
            @ForAll @IntRange(min = 1, max = 4_000) int maxDrift,
            @ForAll @Size(max = 6) List<@IntRange(min = 0, max = 20_000) Integer> failures) {
        SimulatedJob job = job(seed, sources, maxDrift);
        failures.forEach(job::failReader);
        job.run(LIMIT);
    }

    @Property
    void aJobThatFailsAsAWholeStaysTogetherAndEnds(
            @ForAll long seed,
            @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 1, max = 2) Integer> sources,
            @ForAll @IntRange(min = 1, max = 4_000) int maxDrift,
            @ForAll @Size(max = 3) List<@IntRange(min = 0, max = 20_000) Integer> failures,
            @ForAll @Size(max = 3) List<@IntRange(min = 0, max = 20_000) Integer> ofJobManager) {
        SimulatedJob job = job(seed, sources, maxDrift);
        failures.forEach(job::failAllReaders);
        ofJobManager.forEach(job::failEnumerators);
        job.run(LIMIT);
    }

    @Property
    void partitionsThatAreFoundLateDelayNobodyForEver(
            @ForAll long seed,
            @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 1, max = 2) Integer> sources,
            @ForAll @IntRange(min = 1, max = 4_000) int maxDrift,
            @ForAll @Size(max = 5) List<@IntRange(min = 0, max = 20_000) Integer> found,
            @ForAll @Size(max = 3) List<@IntRange(min = 0, max = 20_000) Integer> failures) {
        SimulatedJob job = job(seed, sources, maxDrift);
        found.forEach(job::findPartition);
        failures.forEach(job::failReader);
        job.run(LIMIT);
    }

    private static SimulatedJob job(long seed, List<Integer> sources, int maxDrift) {
        var job = new SimulatedJob(seed, maxDrift);
        sources.forEach(job::add);
        return job;
    }
}
