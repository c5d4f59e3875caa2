// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules of the merge on random logs and random schedules. {@link CheckedMerge} compares each
 * step with the rules as {@link ExpectedMerge} says them, {@link RandomReader} each state with the
 * limits; here the whole replay is compared with what sorting gives.
 */
class MergeProperties {

    private static final int TRIES = 300;

    @Property(tries = TRIES)
    void whatIsReplayedIsWhatSortingGives(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 64) int partitions,
            @ForAll @IntRange(max = 40) int offsets) {
        var run = new Run(seed, partitions, offsets);
        run.assertReplayIsComplete(run.reader().start().run(50).drain());
    }

    @Property(tries = TRIES)
    void recordsOfPausedPartitionsMayStillArrive(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 8) int partitions,
            @ForAll @IntRange(max = 40) int offsets) {
        var run = new Run(seed, partitions, offsets);
        run.assertReplayIsComplete(run.reader().ignoringPauses().start().run(100).drain());
    }

    @Property(tries = TRIES)
    void aReplayContinuesAsIfItHadNotStopped(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 12) int partitions,
            @ForAll @IntRange(max = 40) int offsets) {
        var run = new Run(seed, partitions, offsets);
        var reader = run.reader().restoredInPerCentOfSteps(20).start().run(100).drain();
        run.assertReplayIsComplete(reader);
    }

    @Property(tries = TRIES)
    void aBoundedReplayGivesWhatIsBelowTheEndsAndFinishes(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 12) int partitions,
            @ForAll @IntRange(max = 20) int offsets) {
        var run = new Run(seed, partitions, offsets);
        var reader = run.reader().stoppingAtReplayEnd().restoredInPerCentOfSteps(5).start().run(50);
        assertThat(reader.drain().emitted()).containsExactlyElementsOf(run.expectedReplay());
        assertThat(reader.merge().partitions()).isEmpty();
    }

    @Property(tries = TRIES)
    void partitionsThatComeAndGoDoNotDisturbTheOrderOfTheOthers(
            @ForAll long seed,
            @ForAll @IntRange(min = 2, max = 12) int partitions,
            @ForAll @IntRange(max = 30) int offsets) {
        var run = new Run(seed, partitions, offsets);
        List<KeyedRecord> others = run.replayWithout(run.logs.firstKey());
        var staying = new TreeMap<>(run.logs);
        PartitionId leaving = staying.pollFirstEntry().getKey();
        PartitionLog foundInReplay = run.newLogs().partition(new PartitionId("new", 0), offsets);
        PartitionLog foundLater = run.newLogs().partition(new PartitionId("new", 1), offsets);
        PartitionLog foundLive = run.newLogs().liveAtOnce(new PartitionId("new", 2), offsets);

        var reader = run.reader().start().run(10);
        reader.add(foundInReplay);
        reader.run(10).remove(leaving);
        reader.run(10).drain();
        reader.add(foundLater);
        reader.add(foundLive);
        reader.run(20).drain();

        assertThat(replayOf(staying, reader)).containsExactlyElementsOf(others);
        Stream.of(foundInReplay, foundLater, foundLive).forEach(log -> staying.put(log.id(), log));
        assertAllIsReleased(staying, reader);
    }

    @Property(tries = TRIES)
    void liveRecordsWaitForEmptyPartitionsAndNoLongerThanAllowed(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 5) int partitions,
            @ForAll @IntRange(max = 40) int offsets,
            @ForAll @IntRange(min = 1, max = 20_000) int wait) {
        var run = new Run(seed, partitions, offsets);
        run.logs.replaceAll((id, log) -> run.newLogs().liveAtOnce(id, offsets));
        run.settings = run.settings.withLiveMaxWait(Duration.ofMillis(wait));
        run.assertReplayIsComplete(run.reader().start().run(100).drain());
    }

    /** {@link CheckedMerge} holds each wait to the clock; what waits is part of the order too. */
    @Property(tries = TRIES)
    void liveRecordsWaitForAFullBatchAndNoLongerThanAllowed(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 5) int partitions,
            @ForAll @IntRange(max = 40) int offsets,
            @ForAll @IntRange(min = 1, max = 20_000) int linger) {
        var run = new Run(seed, partitions, offsets);
        run.settings = run.settings.withBatchLinger(Duration.ofMillis(linger));
        var reader = run.reader().restoredInPerCentOfSteps(2).start().run(100).drain();
        run.assertReplayIsComplete(reader);
        run.logs.replaceAll((id, log) -> run.newLogs().liveAtOnce(id, offsets));
        run.assertReplayIsComplete(run.reader().start().run(100).drain());
    }

    /** What was emitted of these partitions from below their replay ends. */
    private static List<KeyedRecord> replayOf(
            Map<PartitionId, PartitionLog> logs, RandomReader reader) {
        return reader.emitted().stream()
                .filter(row -> logs.containsKey(row.partition()))
                .filter(row -> row.offset() < logs.get(row.partition()).replayEnd())
                .toList();
    }

    private static void assertAllIsReleased(
            Map<PartitionId, PartitionLog> logs, RandomReader reader) {
        assertThat(reader.merge().isLive()).isTrue();
        assertThat(reader.merge().heldRecords()).isZero();
        for (PartitionLog log : logs.values()) {
            assertThat(reader.emitted())
                    .filteredOn(row -> row.partition().equals(log.id()))
                    .extracting(KeyedRecord::record)
                    .as("all of %s, in its order", log.id())
                    .containsExactlyElementsOf(log.records());
        }
    }

    /** One try: its logs and settings, all from one seed. */
    private static final class Run {
        final Random random;
        MergeSettings settings;
        final TreeMap<PartitionId, PartitionLog> logs;

        Run(long seed, int partitions, int offsets) {
            random = new Random(seed);
            settings =
                    MergeSettings.DEFAULT
                            .withBatchSize((int) pick(1, 2, 7, 100, 2_000))
                            .withMaxHeldRecords(pick(1, 2, 10, 100, 32_000))
                            .withMaxHeldBytes(pick(1, 200, 10_000, 64 << 20))
                            .withOutOfOrderness(Duration.ofMillis(pick(0, 0, 1, 5_000)))
                            .withLiveIdleTimeout(Duration.ofMillis(pick(0, 10, 60_000)))
                            .withBatchLinger(Duration.ofMillis(pick(0, 0, 5, 30_000)))
                            .withFutureTolerance(Duration.ofMillis(pick(0, 1_000, 3_600_000)));
            logs = newLogs().partitions(partitions, offsets);
        }

        RandomLogs newLogs() {
            return new RandomLogs(random, settings.futureTolerance().toMillis());
        }

        private long pick(long... choices) {
            return choices[random.nextInt(choices.length)];
        }

        RandomReader reader() {
            return new RandomReader(random, settings, logs)
                    .fetchingAtMost((int) pick(1, 3, 10, 50));
        }

        List<KeyedRecord> expectedReplay() {
            return new ReplayOracle(settings.futureTolerance().toMillis()).replayOf(logs.values());
        }

        List<KeyedRecord> replayWithout(PartitionId partition) {
            return expectedReplay().stream()
                    .filter(row -> !row.partition().equals(partition))
                    .toList();
        }

        void assertReplayIsComplete(RandomReader reader) {
            assertThat(replayOf(logs, reader)).containsExactlyElementsOf(expectedReplay());
            assertAllIsReleased(logs, reader);
        }
    }
}
