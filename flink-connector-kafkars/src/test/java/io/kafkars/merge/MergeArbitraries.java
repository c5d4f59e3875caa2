// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import io.kafkars.merge.LogShape.Content;
import io.kafkars.merge.LogShape.Entry;
import io.kafkars.merge.LogShape.Hole;
import io.kafkars.merge.LogShape.Slot;
import io.kafkars.merge.LogShape.Stamp;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Generates replays and what a reader does with them. Logs have everything that real ones have:
 * equal, backward, missing, negative and far-future timestamps, holes in any place and as the only
 * content, empty partitions, and records after the replay end.
 *
 * <p>The simplest choice comes first everywhere: it is the one that a failing case shrinks to.
 */
public final class MergeArbitraries {

    private static final List<String> TOPICS =
            List.of("events", "events-2", "Metrics", "\u00e9clairs");
    private static final int MAX_OFFSETS = 40;
    private static final int MAX_PARTITIONS = 64;
    private static final int LARGE_VALUE = 3_000;

    private MergeArbitraries() {}

    // Logs

    /** Replays of that many partitions over one to four topics, with any settings. */
    public static Arbitrary<Replay> replays(int minPartitions, int maxPartitions) {
        Arbitrary<List<LogShape>> shapes =
                shapes().list().ofMinSize(minPartitions).ofMaxSize(maxPartitions);
        return Combinators.combine(settings(), Arbitraries.of(1, 2, 3, 4), shapes)
                .as((settings, topics, logs) -> new Replay(settings, logs(settings, topics, logs)));
    }

    private static List<PartitionLog> logs(
            MergeSettings settings, int topics, List<LogShape> shapes) {
        var logs = new ArrayList<PartitionLog>();
        for (int i = 0; i < shapes.size(); i++) {
            var id = new PartitionId(TOPICS.get(i % topics), i / topics);
            logs.add(shapes.get(i).toLog(id, settings));
        }
        return List.copyOf(logs);
    }

    private static Arbitrary<MergeSettings> settings() {
        return Combinators.combine(
                        Arbitraries.of(2_000, 100, 7, 2, 1),
                        Arbitraries.of(32_000L, 100L, 10L, 2L, 1L),
                        Arbitraries.of(64L << 20, 10_000L, 200L, 1L),
                        millis(0, 0, 1, 5_000),
                        millis(60_000, 10, 0),
                        millis(0, 0, 5, 30_000),
                        millis(3_600_000, 1_000, 0))
                .as(
                        (batch, records, bytes, outOfOrderness, idle, linger, future) ->
                                MergeSettings.DEFAULT
                                        .withBatchSize(batch)
                                        .withMaxHeldRecords(records)
                                        .withMaxHeldBytes(bytes)
                                        .withOutOfOrderness(outOfOrderness)
                                        .withLiveIdleTimeout(idle)
                                        .withBatchLinger(linger)
                                        .withFutureTolerance(future));
    }

    private static Arbitrary<Duration> millis(Integer... choices) {
        return Arbitraries.of(choices).map(Duration::ofMillis);
    }

    private static Arbitrary<LogShape> shapes() {
        return Combinators.combine(
                        Arbitraries.of(0L, 0L, 7L, 5_000_000_000L),
                        Arbitraries.oneOf(Arbitraries.just(0), uniform(0, 100)),
                        Arbitraries.of(0L, 10L, 1_000L, 1_000_000L),
                        Arbitraries.of(1L, 0L, 10_000L),
                        slots())
                .as(LogShape::new);
    }

    /** Logs that are dense or sparse, and of which few or many timestamps are odd. */
    private static Arbitrary<List<Slot>> slots() {
        var choices = new ArrayList<Arbitrary<List<Slot>>>();
        for (int recordPercent : new int[] {100, 100, 90, 50, 0}) {
            for (int oddPercent : new int[] {0, 10, 60}) {
                choices.add(slot(recordPercent, oddPercent).list().ofMaxSize(MAX_OFFSETS));
            }
        }
        return Arbitraries.oneOf(choices);
    }

    private static Arbitrary<Slot> slot(int recordPercent, int oddPercent) {
        Arbitrary<Slot> entries = entries(oddPercent).map(entry -> entry);
        return Arbitraries.frequencyOf(
                Tuple.of(recordPercent, entries),
                Tuple.of(100 - recordPercent, Arbitraries.just(new Hole())));
    }

    private static Arbitrary<Entry> entries(int oddPercent) {
        Arbitrary<Stamp> stamps =
                Arbitraries.frequencyOf(
                        Tuple.of(100 - oddPercent, Arbitraries.just(Stamp.IN_ORDER)),
                        Tuple.of(oddPercent, Arbitraries.of(Stamp.class)));
        return Combinators.combine(
                        stamps,
                        uniform(0, 4),
                        Arbitraries.frequency(Tuple.of(9, false), Tuple.of(1, true)),
                        Arbitraries.frequency(Tuple.of(9, true), Tuple.of(1, false)),
                        contents())
                .as(Entry::new);
    }

    private static Arbitrary<Content> contents() {
        return Arbitraries.frequency(
                Tuple.of(10, Content.NONE),
                Tuple.of(20, new Content(8, 8, 0)),
                Tuple.of(5, new Content(-1, 2, 0)),
                Tuple.of(5, new Content(0, 0, 1)),
                Tuple.of(5, new Content(1, -1, 3)),
                Tuple.of(1, new Content(-1, LARGE_VALUE, 0)));
    }

    // What a reader does

    /**
     * Steps of a reader that fetches at most 1, 3, 10 or 50 offsets at once.
     *
     * @param maxSteps maximum number of steps
     * @param restorePercent how many of them restore the reader
     */
    static Arbitrary<List<ReaderStep>> steps(int maxSteps, int restorePercent) {
        return Arbitraries.oneOf(
                List.of(
                        steps(maxSteps, restorePercent, 1),
                        steps(maxSteps, restorePercent, 3),
                        steps(maxSteps, restorePercent, 10),
                        steps(maxSteps, restorePercent, 50)));
    }

    private static Arbitrary<List<ReaderStep>> steps(
            int maxSteps, int restorePercent, int maxFetch) {
        return Arbitraries.frequencyOf(
                        Tuple.of(50, fetches(maxFetch)),
                        Tuple.of(25, Arbitraries.just((ReaderStep) new ReaderStep.Release())),
                        Tuple.of(25, waits()),
                        Tuple.of(restorePercent, restores()))
                .list()
                .ofMaxSize(maxSteps)
                .withSizeDistribution(RandomDistribution.uniform());
    }

    /** Steps of a reader that asks Kafka about silent partitions. */
    static Arbitrary<List<ReaderStep>> stepsWithAnswers(int maxSteps) {
        return Arbitraries.frequencyOf(
                        Tuple.of(30, fetches(10)),
                        Tuple.of(25, Arbitraries.just((ReaderStep) new ReaderStep.Release())),
                        Tuple.of(25, waits()),
                        Tuple.of(20, answers()),
                        Tuple.of(1, restores()))
                .list()
                .ofMaxSize(maxSteps)
                .withSizeDistribution(RandomDistribution.uniform());
    }

    private static Arbitrary<ReaderStep> answers() {
        return Combinators.combine(
                        uniform(0, MAX_PARTITIONS - 1), Arbitraries.of(Readability.class))
                .as(ReaderStep.Answer::new);
    }

    private static Arbitrary<ReaderStep> fetches(int maxFetch) {
        return Combinators.combine(
                        uniform(0, MAX_PARTITIONS - 1),
                        uniform(1, maxFetch),
                        Arbitraries.of(100, 100, 100, 100, 7, 7, 2, 1),
                        Arbitraries.of(true, true, false))
                .as(ReaderStep.Fetch::new);
    }

    private static Arbitrary<ReaderStep> waits() {
        return Arbitraries.frequencyOf(Tuple.of(9, uniform(0, 3)), Tuple.of(1, uniform(0, 40_000)))
                .map(ReaderStep.Wait::new);
    }

    private static Arbitrary<ReaderStep> restores() {
        return uniform(0, 2_000).map(ReaderStep.Restore::new);
    }

    private static Arbitrary<Integer> uniform(int min, int max) {
        return Arbitraries.integers()
                .between(min, max)
                .withDistribution(RandomDistribution.uniform());
    }
}
