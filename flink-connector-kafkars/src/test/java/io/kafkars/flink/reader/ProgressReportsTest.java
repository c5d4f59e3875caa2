// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import io.kafkars.consumer.ReplayStatus;
import io.kafkars.flink.enumerator.ReaderProgressEvent;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static io.kafkars.flink.reader.TestMerge.id;
import static io.kafkars.flink.reader.TestMerge.state;
import static org.assertj.core.api.Assertions.assertThat;

class ProgressReportsTest {

    private static final boolean PRIMING = false;
    private static final boolean LIVE = true;

    private final List<ReaderProgressEvent> sent = new ArrayList<>();
    private ReplayStatus status = ReplayStatus.NOTHING;
    private long now = 1_700_000_000_000L;
    private final ProgressReports reports = new ProgressReports(sent::add, () -> status, () -> now);

    private final KafkarsSplitState first = state(0, 10);
    private final KafkarsSplitState second = state(1, 4);

    @Test
    void aReplayIsReportedWithItsFirstBatchAndThenOnceASecond() {
        reports.reportIfDue(List.of(first), PRIMING);
        now += 999;
        reports.reportIfDue(List.of(first), PRIMING);
        assertThat(sent).hasSize(1);

        now += 1;
        reports.reportIfDue(List.of(first), PRIMING);
        assertThat(sent).hasSize(2);
    }

    @Test
    void goingLiveIsReportedAtOnceAndThenNothingMore() {
        reports.reportIfDue(List.of(first), PRIMING);
        reports.reportIfDue(List.of(first), LIVE);
        assertThat(sent).hasSize(2);

        now += 10_000;
        reports.reportIfDue(List.of(first), LIVE);
        assertThat(sent).hasSize(2);
    }

    @Test
    void anotherNumberOfSplitsIsReportedAtOnceEvenByALiveReader() {
        reports.reportIfDue(List.of(first), LIVE);
        reports.reportIfDue(List.of(first, second), LIVE);
        reports.reportIfDue(List.of(second), LIVE);

        assertThat(sent).extracting(ReaderProgressEvent::splits).containsExactly(1, 2, 1);
    }

    @Test
    void aReaderWithoutSplitsHasNothingToReportOnceLive() {
        reports.reportIfDue(List.of(), PRIMING);
        reports.reportIfDue(List.of(), LIVE);
        now += 10_000;
        reports.reportIfDue(List.of(), LIVE);

        assertThat(sent).hasSize(2).allMatch(ReaderProgressEvent::isLive);
    }

    @Test
    void aReportCountsWhatHasBeenEmittedAndNotWhatWasReleased() {
        first.emitted(6, 1_000, 0);
        second.emitted(3, 1_000, 0);
        reports.reportIfDue(List.of(first, second), PRIMING);

        ReaderProgressEvent report = sent.get(0);
        assertThat(report.splits()).isEqualTo(2);
        assertThat(report.liveSplits()).isEqualTo(1);
        assertThat(report.replayRemaining()).as("offsets 7 to 9 of the first").isEqualTo(3);
    }

    @Test
    void finishedSplitsAreCountedForAsLongAsTheReaderRuns() {
        reports.reportIfDue(List.of(first, second), PRIMING);
        reports.finished();
        reports.reportIfDue(List.of(first), PRIMING);
        reports.finished();
        reports.reportIfDue(List.of(), PRIMING);

        assertThat(sent).extracting(ReaderProgressEvent::finishedSplits).containsExactly(0, 1, 2);
    }

    @Test
    void theFiguresOfTheMergeComeFromItsStatus() {
        status =
                new ReplayStatus(
                        1,
                        0,
                        0,
                        0,
                        0,
                        5_000,
                        0,
                        0,
                        0,
                        0,
                        0,
                        Map.of(),
                        Optional.of(id(0)),
                        7,
                        List.of());
        reports.reportIfDue(List.of(first), PRIMING);

        ReaderProgressEvent report = sent.get(0);
        assertThat(report.lowWaterMark()).isEqualTo(5_000);
        assertThat(report.slowestPartition()).isEqualTo("t-0");
        assertThat(report.slowestRemaining()).isEqualTo(7);
    }

    @Test
    void withoutASlowestPartitionTheReportNamesNone() {
        reports.reportIfDue(List.of(first), PRIMING);

        assertThat(sent.get(0).slowestPartition()).isNull();
    }
}
