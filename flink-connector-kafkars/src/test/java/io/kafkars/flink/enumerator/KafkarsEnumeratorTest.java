package io.kafkars.flink.enumerator;

import io.kafkars.consumer.LossSettings;
import io.kafkars.flink.split.KafkarsSplit;

import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.SourceEvent;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

import static io.kafkars.flink.enumerator.Splits.RESOLVE_TIME;
import static io.kafkars.flink.enumerator.Splits.id;
import static io.kafkars.flink.enumerator.Splits.split;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KafkarsEnumeratorTest {

    private static final long INTERVAL = 300_000;
    private static final long REPORT = 10_000;
    private static final LossSettings UNWATCHED =
            LossSettings.DEFAULT.withMissingTopicTimeout(Duration.ZERO);
    private static final EnumeratorSettings PERIODIC =
            new EnumeratorSettings(Boundedness.CONTINUOUS_UNBOUNDED, INTERVAL, UNWATCHED);
    private static final EnumeratorSettings ONCE =
            new EnumeratorSettings(Boundedness.CONTINUOUS_UNBOUNDED, 0, UNWATCHED);
    private static final EnumeratorSettings BOUNDED =
            new EnumeratorSettings(Boundedness.BOUNDED, INTERVAL, UNWATCHED);

    private final FakeContext context = new FakeContext(2);
    private final FakeDiscovery kafka = new FakeDiscovery();
    private final List<String> journal = new ArrayList<>();
    private long now = RESOLVE_TIME;

    // Discovery

    @Test
    void aPeriodicSourceResolvesOnceAndThenLooksAtEveryInterval() {
        kafka.with("t", 0, 10);
        start(PERIODIC);
        assertThat(context.timers(INTERVAL)).as("nothing to compare with yet").isEmpty();
        context.runCalls();

        assertThat(context.timers(INTERVAL)).hasSize(1);
        assertThat(context.timers(INTERVAL).get(0).delayMs()).isEqualTo(INTERVAL);
        context.tick(INTERVAL);
        context.tick(INTERVAL);
        assertThat(kafka.initialCalls).isEqualTo(1);
        assertThat(kafka.foundCalls).isEqualTo(2);
    }

    @Test
    void aSourceWithoutAnIntervalOrABoundLooksOnce() {
        for (EnumeratorSettings settings : List.of(ONCE, BOUNDED)) {
            var each = new FakeContext(2);
            enumerator(each, settings, EnumeratorState.NOTHING_KNOWN).start();
            each.runCalls();

            assertThat(each.timers(INTERVAL)).isEmpty();
            assertThat(each.timers(0)).isEmpty();
        }
        assertThat(kafka.initialCalls).isEqualTo(2);
        assertThat(kafka.foundCalls).isZero();
    }

    @Test
    void aFailedInitialDiscoveryFailsTheJobWithItsMessage() {
        start(PERIODIC);
        kafka.failure = new IOException("Topic 'nope' does not exist");

        assertThatThrownBy(context::runCalls)
                .hasMessageContaining("Topic 'nope' does not exist")
                .hasCause(kafka.failure);
    }

    @Test
    void aFailedLaterDiscoveryIsTriedAgain() {
        var enumerator = started(PERIODIC);
        register(enumerator, 0);
        context.newlyTold();
        kafka.failure = new IOException("no broker");
        assertThatCode(() -> context.tick(INTERVAL)).doesNotThrowAnyException();

        kafka.failure = null;
        kafka.with("t", 0, 0);
        context.tick(INTERVAL);
        assertThat(context.newlyTold()).containsExactly("0 + t-0");
    }

    @Test
    void aPartitionFoundLaterIsAssignedAndKnownFromThenOn() {
        kafka.with("t", 0, 10);
        var enumerator = started(PERIODIC);
        register(enumerator, 0);
        register(enumerator, 1);
        context.newlyTold();

        kafka.with("t", 1, 5);
        context.tick(INTERVAL);
        context.tick(INTERVAL);

        assertThat(context.newlyTold()).containsExactly("1 + t-1");
        assertThat(enumerator.snapshotState(1).splits())
                .containsExactly(split("t", 0, 10), split("t", 1, 5));
    }

    @Test
    void twoListingsWithTheSameNewPartitionGiveOneSplit() {
        var enumerator = started(PERIODIC);
        register(enumerator, 0);
        context.newlyTold();
        kafka.with("t", 0, 5);
        // The coordinator was busy: the second call begins before the first was handled.
        kafka.meanwhile =
                () -> {
                    kafka.meanwhile = () -> {};
                    context.tick(INTERVAL);
                };
        context.tick(INTERVAL);

        assertThat(kafka.foundCalls).isEqualTo(2);
        assertThat(context.newlyTold()).containsExactly("0 + t-0");
    }

    @Test
    void aTopicMadeAgainFailsTheJob() {
        kafka.with("t", 0, 10);
        started(PERIODIC);
        kafka.recreate("t");

        assertThatThrownBy(() -> context.tick(INTERVAL))
                .hasMessageContainingAll("'t' was deleted and recreated", "without its state");
    }

    @Test
    void aPartitionThatIsNotListedIsKept() {
        kafka.with("t", 0, 10).with("t", 1, 10);
        var enumerator = started(PERIODIC);
        kafka.hide("t", 1);
        context.tick(INTERVAL);
        kafka.with("t", 1, 999);
        context.tick(INTERVAL);

        assertThat(enumerator.snapshotState(1).splits())
                .containsExactly(split("t", 0, 10), split("t", 1, 10));
    }

    // Assignment

    @Test
    void readersThatComeFirstGetTheirSplitsWithTheDiscovery() {
        kafka.with("t", 0, 10).with("t", 1, 9).with("t", 2, 1);
        var enumerator = start(PERIODIC);
        register(enumerator, 0);
        register(enumerator, 1);
        assertThat(context.newlyTold()).isEmpty();

        context.runCalls();
        assertThat(context.newlyTold())
                .containsExactlyInAnyOrder(
                        "0 + t-0", "1 + t-1", "1 + t-2", "0 all for now", "1 all for now")
                .endsWith("0 all for now", "1 all for now");
    }

    @Test
    void aReaderThatComesLaterGetsTheSplitsThatWereMeantForIt() {
        kafka.with("t", 0, 10).with("t", 1, 9).with("t", 2, 1);
        var enumerator = started(PERIODIC);
        register(enumerator, 1);
        assertThat(context.newlyTold()).containsExactly("1 + t-1", "1 + t-2", "1 all for now");

        register(enumerator, 0);
        assertThat(context.newlyTold()).containsExactly("0 + t-0", "0 all for now");
    }

    @Test
    void aSplitThatComesBackGoesToTheSameSubtaskWithItsProgress() {
        kafka.with("t", 0, 10).with("t", 1, 9);
        var enumerator = started(PERIODIC);
        register(enumerator, 0);
        register(enumerator, 1);
        context.newlyTold();

        KafkarsSplit later = split("t", 1, 9);
        later = later.withProgress(later.progress().advancedTo(104, 3));
        context.fail(1);
        enumerator.addSplitsBack(List.of(later), 1);
        assertThat(context.newlyTold()).isEmpty();
        assertThat(enumerator.snapshotState(1).unassigned()).containsExactly(id("t", 1));
        assertThat(enumerator.snapshotState(1).splits()).contains(later);

        register(enumerator, 1);
        assertThat(context.newlyTold()).containsExactly("1 + t-1", "1 all for now");
        assertThat(context.getSplitAssignments().get(1).getAssignedSplits()).endsWith(later);
        assertThat(enumerator.snapshotState(2).unassigned()).isEmpty();
    }

    @Test
    void laterPartitionsGoToTheReaderWithLessThatWasRestored() {
        var enumerator = restored(PERIODIC, state(false, split("t", 0, 50), split("t", 1, 20)));
        register(enumerator, 0);
        register(enumerator, 1);
        context.newlyTold();
        enumerator.handleSourceEvent(0, progress(0, 2, 70));
        enumerator.handleSourceEvent(1, progress(0, 0, 0));
        kafka.with("t", 0, 50).with("t", 1, 20).with("t", 2, 10).with("t", 3, 0);
        context.tick(INTERVAL);

        assertThat(context.newlyTold()).containsExactly("1 + t-2", "1 + t-3");
    }

    // No more splits

    @Test
    void aReaderIsToldThatNothingComesAfterItsSplits() {
        kafka.with("t", 0, 10);
        var enumerator = start(BOUNDED);
        register(enumerator, 0);
        assertThat(context.newlyTold()).as("not before the discovery is over").isEmpty();

        context.runCalls();
        assertThat(context.newlyTold()).containsExactly("0 + t-0", "0 no more");
    }

    @Test
    void readersWithoutSplitsAreToldToo() {
        kafka.with("t", 0, 10);
        var enumerator = started(ONCE);
        register(enumerator, 1);
        register(enumerator, 0);

        assertThat(context.newlyTold()).containsExactly("1 no more", "0 + t-0", "0 no more");
    }

    @Test
    void aSourceThatLooksForPartitionsSaysOnceThatTheseAreAllForNow() {
        kafka.with("t", 0, 10);
        var enumerator = started(PERIODIC);
        register(enumerator, 0);
        register(enumerator, 1);
        context.tick(INTERVAL);

        assertThat(context.newlyTold())
                .containsExactly("0 + t-0", "0 all for now", "1 all for now");
    }

    @Test
    void aReaderIsToldOnceInEachRegistration() {
        kafka.with("t", 0, 10);
        var enumerator = started(BOUNDED);
        register(enumerator, 0);
        register(enumerator, 1);
        assertThat(context.newlyTold()).containsExactly("0 + t-0", "0 no more", "1 no more");

        context.fail(0);
        enumerator.addSplitsBack(List.of(split("t", 0, 10)), 0);
        register(enumerator, 0);
        assertThat(context.newlyTold()).containsExactly("0 + t-0", "0 no more");
    }

    @Test
    void anEmptySubscriptionLetsAllReadersFinish() {
        var enumerator = started(BOUNDED);
        register(enumerator, 0);

        assertThat(context.newlyTold()).containsExactly("0 no more");
    }

    // State

    @Test
    void beforeTheDiscoveryNothingIsKnown() {
        assertThat(start(PERIODIC).snapshotState(1)).isEqualTo(EnumeratorState.NOTHING_KNOWN);
    }

    @Test
    void aStateTakenBeforeTheDiscoveryDiscoversAgain() {
        kafka.with("t", 0, 10);
        var enumerator = restored(PERIODIC, EnumeratorState.NOTHING_KNOWN);
        context.runCalls();

        assertThat(kafka.initialCalls).isEqualTo(1);
        assertThat(enumerator.snapshotState(1).initialDiscoveryDone()).isTrue();
    }

    @Test
    void unassignedSplitsSurviveARestoreWithTheOffsetsOfTheFirstResolution() {
        kafka.with("t", 0, 10).with("t", 1, 9);
        var first = started(PERIODIC);
        register(first, 0);
        EnumeratorState state = first.snapshotState(1);
        assertThat(state)
                .isEqualTo(
                        new EnumeratorState(
                                OptionalLong.of(RESOLVE_TIME),
                                List.of(split("t", 0, 10), split("t", 1, 9)),
                                Set.of(id("t", 1)),
                                true,
                                false));

        // Kafka has moved on; that must not be seen.
        kafka.with("t", 0, 777).with("t", 1, 888);
        var other = new FakeContext(3);
        var second = enumerator(other, PERIODIC, state);
        second.start();
        other.runCalls();
        other.tick(INTERVAL);
        for (int subtask = 0; subtask < 3; subtask++) {
            other.register(subtask);
            second.addReader(subtask);
        }

        assertThat(kafka.initialCalls).isEqualTo(1);
        assertThat(other.told)
                .as("t-0 is in a reader's state")
                .containsExactly("0 + t-1", "0 all for now", "1 all for now", "2 all for now");
        assertThat(other.getSplitAssignments().get(0).getAssignedSplits())
                .containsExactly(split("t", 1, 9));
    }

    @Test
    void aRestoredSourceLooksForPartitionsAtOnce() {
        restored(PERIODIC, state(false, split("t", 0, 10)));

        assertThat(context.waitingCalls()).isZero();
        assertThat(context.timers(INTERVAL).get(0).delayMs()).isZero();
    }

    @Test
    void aRestoredBoundedSourceAddsNothingButSeesThatATopicIsAnother() {
        kafka.with("t", 0, 10).with("t", 1, 10);
        var enumerator = restored(BOUNDED, state(false, split("t", 0, 10)));
        context.runCalls();
        assertThat(enumerator.snapshotState(1).splits()).containsExactly(split("t", 0, 10));

        kafka.recreate("t");
        restored(BOUNDED, state(false, split("t", 0, 10)));
        assertThatThrownBy(context::runCalls).hasMessageContaining("deleted and recreated");
    }

    @Test
    void aRestoredBoundedSourceTellsReadersThatNothingComes() {
        var enumerator = restored(BOUNDED, state(false, split("t", 0, 10)));
        register(enumerator, 0);

        assertThat(context.newlyTold()).containsExactly("0 no more");
    }

    // Live

    @Test
    void theBacklogLastsUntilAllReadersAreLiveAndEndsOnce() {
        kafka.with("t", 0, 10).with("t", 1, 9);
        var enumerator = start(PERIODIC);
        assertThat(context.backlog).containsExactly(true);
        context.runCalls();
        register(enumerator, 0);
        enumerator.handleSourceEvent(0, progress(1, 1, 0));
        register(enumerator, 1);
        enumerator.handleSourceEvent(1, progress(0, 1, 9));
        assertThat(context.backlog).containsExactly(true);
        assertThat(enumerator.snapshotState(1).live()).isFalse();

        enumerator.handleSourceEvent(1, progress(1, 1, 0));
        enumerator.handleSourceEvent(1, progress(1, 1, 0));
        assertThat(context.backlog).containsExactly(true, false);
        assertThat(enumerator.snapshotState(2).live()).isTrue();
    }

    @Test
    void aSourceThatWasLiveReportsNoBacklogAndNoProgress() {
        var enumerator = restored(PERIODIC, state(true, split("t", 0, 10)));
        register(enumerator, 0);
        enumerator.handleSourceEvent(0, progress(0, 1, 10));
        enumerator.handleSourceEvent(0, progress(1, 1, 0));

        assertThat(context.backlog).isEmpty();
        assertThat(context.timers(REPORT)).isEmpty();
        assertThat(journal).isEmpty();
        assertThat(enumerator.snapshotState(1).live()).isTrue();
    }

    @Test
    void aReaderThatFailedHasToReportAgain() {
        kafka.with("t", 0, 10).with("t", 1, 9);
        var enumerator = started(PERIODIC);
        register(enumerator, 0);
        register(enumerator, 1);
        enumerator.handleSourceEvent(0, progress(1, 1, 0));
        context.fail(0);
        enumerator.handleSourceEvent(0, progress(1, 1, 0)); // late
        enumerator.handleSourceEvent(1, progress(1, 1, 0));
        assertThat(context.backlog).containsExactly(true);

        enumerator.addSplitsBack(List.of(), 0);
        register(enumerator, 0);
        enumerator.handleSourceEvent(1, progress(1, 1, 0));
        assertThat(context.backlog).containsExactly(true);

        enumerator.handleSourceEvent(0, progress(1, 1, 0));
        assertThat(context.backlog).containsExactly(true, false);
    }

    @Test
    void emptyPartitionsAreLiveAsSoonAsReadersReport() {
        kafka.with("t", 0, 0).with("t", 1, 0);
        var enumerator = started(PERIODIC);
        register(enumerator, 0);
        register(enumerator, 1);
        assertThat(context.backlog).containsExactly(true);

        enumerator.handleSourceEvent(0, progress(1, 1, 0));
        enumerator.handleSourceEvent(1, progress(1, 1, 0));
        assertThat(context.backlog).containsExactly(true, false);
    }

    @Test
    void aSourceWithoutPartitionsIsLiveAtOnce() {
        started(PERIODIC);

        assertThat(context.backlog).containsExactly(true, false);
    }

    @Test
    void aBoundedSourceNeverEndsItsBacklogItself() {
        kafka.with("t", 0, 10);
        var enumerator = started(BOUNDED);
        register(enumerator, 0);
        enumerator.handleSourceEvent(
                0, new ReaderProgressEvent(0, 0, 1, 0, Long.MIN_VALUE, null, 0));

        assertThat(context.backlog).containsExactly(true);
        assertThat(journal)
                .containsExactly("Replay ended after 0 s: replayed 10 offsets, partitions: 1");
    }

    @Test
    void aPartitionFoundDuringTheReplayDelaysTheEnd() {
        kafka.with("t", 0, 10);
        var enumerator = started(PERIODIC);
        register(enumerator, 0);
        kafka.with("t", 1, 5);
        context.tick(INTERVAL);
        assertThat(kafka.lastLive).isFalse();
        enumerator.handleSourceEvent(0, progress(1, 1, 0));
        assertThat(context.backlog).containsExactly(true);

        register(enumerator, 1);
        enumerator.handleSourceEvent(1, progress(1, 1, 0));
        assertThat(context.backlog).containsExactly(true, false);
    }

    @Test
    void aPartitionResolvedWhileTheSourceWentLiveIsLiveToo() {
        kafka.with("t", 0, 10);
        var enumerator = started(PERIODIC);
        register(enumerator, 0);
        kafka.with("t", 1, 5);
        kafka.meanwhile = () -> enumerator.handleSourceEvent(0, progress(1, 1, 0));
        context.tick(INTERVAL);

        assertThat(kafka.lastLive).isFalse();
        assertThat(enumerator.snapshotState(1).splits())
                .containsExactly(split("t", 0, 10), split("t", 1, 0));
        context.tick(INTERVAL);
        assertThat(kafka.lastLive).isTrue();
    }

    // Reports

    @Test
    void theReplayIsReportedEveryTenSecondsUntilItIsLive() {
        kafka.with("t", 0, 1_000);
        var enumerator = started(PERIODIC);
        register(enumerator, 0);
        enumerator.handleSourceEvent(0, progress(0, 1, 1_000));
        now += 10_000;
        enumerator.handleSourceEvent(0, progress(0, 1, 600));
        context.tick(REPORT);
        now += 10_000;
        context.tick(REPORT);
        now += 2_000;
        enumerator.handleSourceEvent(0, progress(1, 1, 0));
        now += 10_000;
        context.tick(REPORT);
        enumerator.handleSourceEvent(0, progress(1, 1, 0));

        assertThat(journal)
                .containsExactly(
                        "Replay 40 %, 400 of 1,000 offsets, 40/s, event time 1970-01-01T00:00:07Z,"
                                + " about 15 s left, waiting for t-0",
                        "Replay 40 %, 400 of 1,000 offsets, 0/s, event time 1970-01-01T00:00:07Z,"
                                + " waiting for t-0",
                        "Live after 22 s: replayed 1,000 offsets, partitions: 1");
    }

    @Test
    void anEmptyReplayIsReportedOnlyWhenItIsLive() {
        kafka.with("t", 0, 0);
        var enumerator = started(PERIODIC);
        register(enumerator, 0);
        context.tick(REPORT);
        assertThat(journal).isEmpty();

        enumerator.handleSourceEvent(0, progress(1, 1, 0));
        assertThat(journal).containsExactly("Live after 0 s: replayed 0 offsets, partitions: 1");
    }

    @Test
    void theDurationCountsFromTheFirstResolutionAlsoAfterARestore() {
        now += 60_000;
        var enumerator = restored(PERIODIC, state(false, split("t", 0, 10)));
        register(enumerator, 0);
        enumerator.handleSourceEvent(0, progress(1, 1, 0));

        assertThat(journal)
                .containsExactly("Live after 1 min 0 s: replayed 10 offsets, partitions: 1");
    }

    @Test
    void anEventThatNobodyExpectsChangesNothing() {
        kafka.with("t", 0, 10);
        var enumerator = started(PERIODIC);
        register(enumerator, 0);
        EnumeratorState before = enumerator.snapshotState(1);
        enumerator.handleSourceEvent(0, new SourceEvent() {});

        assertThat(enumerator.snapshotState(2)).isEqualTo(before);
    }

    // Close

    @Test
    void closingClosesTheClientAndDropsWhatArrivesLater() throws Exception {
        kafka.with("t", 0, 10);
        var enumerator = start(PERIODIC);
        register(enumerator, 0);
        enumerator.close();
        context.runCalls();
        context.tick(REPORT);

        assertThat(kafka.closed).isTrue();
        assertThat(context.newlyTold()).isEmpty();
    }

    @Test
    void aCallThatIsCutByClosingDoesNotFailTheJob() throws Exception {
        var enumerator = start(PERIODIC);
        enumerator.close();
        kafka.failure = new IOException("the client was closed");

        assertThatCode(context::runCalls).doesNotThrowAnyException();
    }

    private KafkarsEnumerator enumerator(
            FakeContext onContext, EnumeratorSettings settings, EnumeratorState state) {
        return new KafkarsEnumerator(onContext, settings, kafka, state, () -> now, journal::add);
    }

    private KafkarsEnumerator restored(EnumeratorSettings settings, EnumeratorState state) {
        var enumerator = enumerator(context, settings, state);
        enumerator.start();
        return enumerator;
    }

    private KafkarsEnumerator start(EnumeratorSettings settings) {
        return restored(settings, EnumeratorState.NOTHING_KNOWN);
    }

    /** Started, and the initial discovery done. */
    private KafkarsEnumerator started(EnumeratorSettings settings) {
        var enumerator = start(settings);
        context.runCalls();
        return enumerator;
    }

    private void register(KafkarsEnumerator enumerator, int subtask) {
        context.register(subtask);
        enumerator.addReader(subtask);
    }

    /** A state in which readers have all splits. */
    private static EnumeratorState state(boolean live, KafkarsSplit... splits) {
        return new EnumeratorState(
                OptionalLong.of(RESOLVE_TIME), List.of(splits), Set.of(), true, live);
    }

    private static ReaderProgressEvent progress(int live, int splits, long remaining) {
        return new ReaderProgressEvent(live, splits, 0, remaining, 7_000, "t-0", remaining);
    }
}
