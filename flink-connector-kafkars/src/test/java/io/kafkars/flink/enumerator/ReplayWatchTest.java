// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import org.junit.jupiter.api.Test;

import java.util.List;

import static io.kafkars.flink.enumerator.Splits.split;
import static org.assertj.core.api.Assertions.assertThat;

/** When the source is live, and what the enumerator reports until then. */
class ReplayWatchTest extends EnumeratorTests {

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
        assertThat(context.timers(REPORT_INTERVAL)).isEmpty();
        assertThat(journal).isEmpty();
        assertThat(enumerator.snapshotState(1).live()).isTrue();
    }

    @Test
    void aFailedReaderHasToReportAgain() {
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
    void aPartitionResolvedWhileTheSourceGoesLiveIsLiveToo() {
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

    // What readers are told

    @Test
    void aReaderIsToldWhenItRegistersAndWhenTheSourceGoesLive() {
        kafka.with("t", 0, 10).with("t", 1, 9);
        var enumerator = started(PERIODIC);
        register(enumerator, 0);
        register(enumerator, 1);
        assertThat(context.sourceLive).containsExactly("0 not", "1 not");

        enumerator.handleSourceEvent(0, progress(1, 1, 0));
        assertThat(context.sourceLive).as("one reader is live").hasSize(2);

        enumerator.handleSourceEvent(1, progress(1, 1, 0));
        enumerator.handleSourceEvent(1, progress(1, 1, 0));
        assertThat(context.sourceLive)
                .containsExactlyInAnyOrder("0 not", "1 not", "0 live", "1 live");
    }

    @Test
    void theReadersOfARestoredLiveSourceAreToldSoAtOnce() {
        var enumerator = restored(PERIODIC, state(true, split("t", 0, 10)));
        register(enumerator, 0);

        assertThat(context.sourceLive).containsExactly("0 live");
    }

    @Test
    void aReaderThatFailsAndComesBackIsToldAgain() {
        kafka.with("t", 0, 10).with("t", 1, 9);
        var enumerator = started(ONCE);
        register(enumerator, 0);
        register(enumerator, 1);
        enumerator.handleSourceEvent(0, progress(1, 1, 0));
        enumerator.handleSourceEvent(1, progress(1, 1, 0));
        context.sourceLive.clear();
        context.fail(0);
        enumerator.addSplitsBack(List.of(), 0);
        register(enumerator, 0);

        assertThat(context.sourceLive).containsExactly("0 live");
    }

    @Test
    void aReaderThatIsGoneIsNotToldThatTheSourceGoesLive() {
        kafka.with("t", 0, 0);
        var enumerator = started(PERIODIC);
        register(enumerator, 0);
        register(enumerator, 1);
        context.fail(1);
        context.sourceLive.clear();
        enumerator.handleSourceEvent(0, progress(1, 1, 0));

        assertThat(context.sourceLive).containsExactly("0 live");
    }

    @Test
    void theReadersOfABoundedSourceAreNotTold() {
        kafka.with("t", 0, 10);
        var enumerator = started(BOUNDED);
        register(enumerator, 0);
        enumerator.handleSourceEvent(
                0, new ReaderProgressEvent(0, 0, 1, 0, Long.MIN_VALUE, null, 0));

        assertThat(context.sourceLive).isEmpty();
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
        context.tick(REPORT_INTERVAL);
        now += 10_000;
        context.tick(REPORT_INTERVAL);
        now += 2_000;
        enumerator.handleSourceEvent(0, progress(1, 1, 0));
        now += 10_000;
        context.tick(REPORT_INTERVAL);
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
        context.tick(REPORT_INTERVAL);
        assertThat(journal).isEmpty();

        enumerator.handleSourceEvent(0, progress(1, 1, 0));
        assertThat(journal).containsExactly("Live after 0 s: replayed 0 offsets, partitions: 1");
    }

    @Test
    void theDurationCountsFromTheFirstResolutionEvenAfterARestore() {
        now += 60_000;
        var enumerator = restored(PERIODIC, state(false, split("t", 0, 10)));
        register(enumerator, 0);
        enumerator.handleSourceEvent(0, progress(1, 1, 0));

        assertThat(journal)
                .containsExactly("Live after 1 min 0 s: replayed 10 offsets, partitions: 1");
    }
}
