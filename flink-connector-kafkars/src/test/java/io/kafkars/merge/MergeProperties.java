// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules of the merge for any logs and any reader. {@link CheckedMerge} compares each step with
 * the rules as {@link ExpectedMerge} states them, {@link ScriptedReader} each state with the
 * limits; here the whole replay is compared with a sort.
 */
@PropertyDefaults(tries = 300, edgeCases = EdgeCasesMode.NONE)
class MergeProperties {

    @Property
    void aReplayGivesWhatSortingGives(
            @ForAll("largeReplays") Replay replay, @ForAll("steps") List<ReaderStep> steps) {
        assertComplete(replay, reader(replay).start().run(steps).drain());
    }

    @Property
    void recordsOfPausedPartitionsMayStillArrive(
            @ForAll("replays") Replay replay, @ForAll("manySteps") List<ReaderStep> steps) {
        assertComplete(replay, reader(replay).ignoringPauses().start().run(steps).drain());
    }

    @Property
    void aRestoredReplayContinuesAsIfItHadNotStopped(
            @ForAll("replays") Replay replay, @ForAll("manyRestores") List<ReaderStep> steps) {
        assertComplete(replay, reader(replay).start().run(steps).drain());
    }

    @Property
    void aBoundedReplayGivesWhatIsBeforeTheReplayEndsAndFinishes(
            @ForAll("replays") Replay replay, @ForAll("someRestores") List<ReaderStep> steps) {
        var reader = reader(replay).stoppingAtReplayEnd().start().run(steps).drain();
        assertThat(reader.emitted()).containsExactlyElementsOf(replay.sorted());
        assertThat(reader.merge().partitions()).isEmpty();
    }

    @Property
    void partitionsThatComeAndGoDoNotDisturbTheOrderOfTheOthers(
            @ForAll("replaysOfFiveOrMore") Replay replay,
            @ForAll("fewSteps") List<ReaderStep> first,
            @ForAll("fewSteps") List<ReaderStep> second,
            @ForAll("fewSteps") List<ReaderStep> third,
            @ForAll("fewSteps") List<ReaderStep> last) {
        List<PartitionLog> logs = replay.logs();
        int found = logs.size() - 3;
        PartitionLog leaving = logs.get(0);
        PartitionLog foundInReplay = logs.get(found);
        PartitionLog foundLater = logs.get(found + 1);
        PartitionLog foundLive = logs.get(found + 2).liveAtOnce();
        var staying = new Replay(replay.settings(), logs.subList(1, found));

        var reader = new ScriptedReader(replay.settings(), logs.subList(0, found));
        reader.start().run(first).add(foundInReplay);
        reader.run(second).remove(leaving.id());
        reader.run(third).drain();
        reader.add(foundLater);
        reader.add(foundLive);
        reader.run(last).drain();

        assertThat(replayOf(staying.logs(), reader)).containsExactlyElementsOf(staying.sorted());
        var remaining = new ArrayList<>(staying.logs());
        remaining.addAll(List.of(foundInReplay, foundLater, foundLive));
        assertAllReleased(remaining, reader);
    }

    @Property
    void liveRecordsWaitForEmptyPartitionsAndNoLongerThanAllowed(
            @ForAll("smallReplays") Replay replay,
            @ForAll("manySteps") List<ReaderStep> steps,
            @ForAll @IntRange(min = 1, max = 20_000) int maxWait) {
        MergeSettings settings = replay.settings().withLiveMaxWait(Duration.ofMillis(maxWait));
        Replay live = replay.withSettings(settings).liveAtOnce();
        assertComplete(live, reader(live).start().run(steps).drain());
    }

    /**
     * {@link CheckedMerge} compares who is silent, who is idle and the watermark with rule 7. What
     * Kafka answers must not change the order.
     */
    @Property
    void aSilentPartitionHoldsTheWatermarkUntilItIsKnownToBeReadToItsEnd(
            @ForAll("smallReplays") Replay replay,
            @ForAll("stepsWithAnswers") List<ReaderStep> steps,
            @ForAll boolean live) {
        Replay from = live ? replay.liveAtOnce() : replay;
        assertComplete(from, reader(from).requiringReadToEnd().start().run(steps).drain());
    }

    /**
     * {@link CheckedMerge} compares each wait with the clock. Waiting must not change the order.
     */
    @Property
    void liveRecordsWaitForAFullBatchAndNoLongerThanAllowed(
            @ForAll("smallReplays") Replay replay,
            @ForAll("fewRestores") List<ReaderStep> steps,
            @ForAll @IntRange(min = 1, max = 20_000) int linger) {
        MergeSettings settings = replay.settings().withBatchLinger(Duration.ofMillis(linger));
        Replay lingering = replay.withSettings(settings);
        assertComplete(lingering, reader(lingering).start().run(steps).drain());
        Replay live = lingering.liveAtOnce();
        assertComplete(live, reader(live).start().run(steps).drain());
    }

    // Generators

    @Provide
    Arbitrary<Replay> largeReplays() {
        return MergeArbitraries.replays(1, 64);
    }

    @Provide
    Arbitrary<Replay> replays() {
        return MergeArbitraries.replays(1, 12);
    }

    @Provide
    Arbitrary<Replay> replaysOfFiveOrMore() {
        return MergeArbitraries.replays(5, 15);
    }

    @Provide
    Arbitrary<Replay> smallReplays() {
        return MergeArbitraries.replays(1, 5);
    }

    @Provide
    Arbitrary<List<ReaderStep>> fewSteps() {
        return MergeArbitraries.steps(70, 0);
    }

    @Provide
    Arbitrary<List<ReaderStep>> steps() {
        return MergeArbitraries.steps(300, 0);
    }

    @Provide
    Arbitrary<List<ReaderStep>> manySteps() {
        return MergeArbitraries.steps(600, 0);
    }

    @Provide
    Arbitrary<List<ReaderStep>> stepsWithAnswers() {
        return MergeArbitraries.stepsWithAnswers(600);
    }

    @Provide
    Arbitrary<List<ReaderStep>> fewRestores() {
        return MergeArbitraries.steps(600, 1);
    }

    @Provide
    Arbitrary<List<ReaderStep>> someRestores() {
        return MergeArbitraries.steps(300, 2);
    }

    @Provide
    Arbitrary<List<ReaderStep>> manyRestores() {
        return MergeArbitraries.steps(600, 8);
    }

    // Assertions

    private static ScriptedReader reader(Replay replay) {
        return new ScriptedReader(replay.settings(), replay.logs());
    }

    private static void assertComplete(Replay replay, ScriptedReader reader) {
        assertThat(replayOf(replay.logs(), reader)).containsExactlyElementsOf(replay.sorted());
        assertAllReleased(replay.logs(), reader);
    }

    /** What was emitted of these partitions from before their replay ends. */
    private static List<KeyedRecord> replayOf(List<PartitionLog> logs, ScriptedReader reader) {
        Map<PartitionId, PartitionLog> byId =
                logs.stream().collect(Collectors.toMap(PartitionLog::id, Function.identity()));
        return reader.emitted().stream()
                .filter(row -> byId.containsKey(row.partition()))
                .filter(row -> row.offset() < byId.get(row.partition()).replayEnd())
                .toList();
    }

    private static void assertAllReleased(List<PartitionLog> logs, ScriptedReader reader) {
        assertThat(reader.merge().isLive()).isTrue();
        assertThat(reader.merge().heldRecords()).isZero();
        for (PartitionLog log : logs) {
            assertThat(reader.emitted())
                    .filteredOn(row -> row.partition().equals(log.id()))
                    .extracting(KeyedRecord::record)
                    .as("all of %s, in its order", log.id())
                    .containsExactlyElementsOf(log.records());
        }
    }
}
