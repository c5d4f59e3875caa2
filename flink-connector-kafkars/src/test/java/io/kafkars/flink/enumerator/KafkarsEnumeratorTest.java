// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import org.apache.flink.api.connector.source.SourceEvent;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

import static io.kafkars.flink.enumerator.Splits.RESOLVE_TIME;
import static io.kafkars.flink.enumerator.Splits.id;
import static io.kafkars.flink.enumerator.Splits.split;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KafkarsEnumeratorTest extends EnumeratorTests {

    // Discovery

    @Test
    void aPeriodicSourceResolvesOnceAndThenListsAtEveryInterval() {
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
    void aSourceWithoutAnIntervalAndABoundedSourceListOnce() {
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
                .hasNoCause()
                .hasSuppressedException(kafka.failure);
    }

    @Test
    void aFailedListingIsRetriedAtTheNextInterval() {
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
    void aRecreatedTopicFailsTheJob() {
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

    // State

    @Test
    void beforeTheDiscoveryNothingIsKnown() {
        assertThat(start(PERIODIC).snapshotState(1)).isEqualTo(EnumeratorState.NOTHING_KNOWN);
    }

    @Test
    void aStateTakenBeforeTheDiscoveryStartsItAgain() {
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

        // Kafka has more records now, which must not change the splits.
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
    void aRestoredSourceListsThePartitionsAtOnce() {
        restored(PERIODIC, state(false, split("t", 0, 10)));

        assertThat(context.waitingCalls()).isZero();
        assertThat(context.timers(INTERVAL).get(0).delayMs()).isZero();
    }

    @Test
    void aRestoredBoundedSourceAddsNothingButNoticesARecreatedTopic() {
        kafka.with("t", 0, 10).with("t", 1, 10);
        var enumerator = restored(BOUNDED, state(false, split("t", 0, 10)));
        context.runCalls();
        assertThat(enumerator.snapshotState(1).splits()).containsExactly(split("t", 0, 10));

        kafka.recreate("t");
        restored(BOUNDED, state(false, split("t", 0, 10)));
        assertThatThrownBy(context::runCalls).hasMessageContaining("deleted and recreated");
    }

    @Test
    void aRestoredBoundedSourceTellsReadersThatNoMoreCome() {
        var enumerator = restored(BOUNDED, state(false, split("t", 0, 10)));
        register(enumerator, 0);

        assertThat(context.newlyTold()).containsExactly("0 no more");
    }

    // Events and closing

    @Test
    void anUnexpectedEventChangesNothing() {
        kafka.with("t", 0, 10);
        var enumerator = started(PERIODIC);
        register(enumerator, 0);
        EnumeratorState before = enumerator.snapshotState(1);
        enumerator.handleSourceEvent(0, new SourceEvent() {});

        assertThat(enumerator.snapshotState(2)).isEqualTo(before);
    }

    @Test
    void closingClosesTheClientAndDropsWhatArrivesLater() throws Exception {
        kafka.with("t", 0, 10);
        var enumerator = start(PERIODIC);
        register(enumerator, 0);
        enumerator.close();
        context.runCalls();
        context.tick(REPORT_INTERVAL);

        assertThat(kafka.closed).isTrue();
        assertThat(context.newlyTold()).isEmpty();
    }

    @Test
    void aCallThatIsCutOffByClosingDoesNotFailTheJob() throws Exception {
        var enumerator = start(PERIODIC);
        enumerator.close();
        kafka.failure = new IOException("the client was closed");

        assertThatCode(context::runCalls).doesNotThrowAnyException();
    }
}
