// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.drift;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class DriftLimiterTest {

    private static final long DRIFT = 800;

    private final VirtualTime time = new VirtualTime();
    private final List<String> told = new ArrayList<>();
    private final List<String> journal = new ArrayList<>();
    private final DriftGroups groups = new DriftGroups(time::now);
    private final SimulatedContext context = context("a", 2);
    private final DriftLimiter limiter = limiter("a", context, false);

    private SimulatedContext context(String source, int readers) {
        return new SimulatedContext(
                time,
                readers,
                (subtask, event) ->
                        told.add(source + subtask + " " + ((DriftCeilingEvent) event).ceiling()));
    }

    private DriftLimiter limiter(String source, SimulatedContext of, boolean live) {
        var created =
                new DriftLimiter(
                        of,
                        DriftSettings.DEFAULT.withMaxDrift(Duration.ofMillis(DRIFT)),
                        live,
                        new DriftLimiter.Identity("job", source, source),
                        groups,
                        time::now,
                        (delay, executor, task) -> time.after(delay, () -> executor.execute(task)),
                        journal::add);
        of.onCoordinator(created::start);
        return created;
    }

    private void register(int subtask) {
        context.register(subtask);
        context.onCoordinator(() -> limiter.addReader(subtask));
    }

    private void report(int subtask, long lowWaterMark) {
        report(subtask, lowWaterMark, false);
    }

    private void report(int subtask, long lowWaterMark, boolean waits) {
        var report = new DriftReportEvent(lowWaterMark, waits);
        context.onCoordinator(() -> limiter.report(subtask, report));
    }

    /** What readers were told, at the latest after this time. */
    private List<String> toldWithin(long millis) {
        long until = time.now() + millis;
        while (time.next(until)) {}
        time.after(until - time.now(), () -> {});
        time.next(until);
        var since = List.copyOf(told);
        told.clear();
        return since;
    }

    // Ceilings

    @Test
    void aReaderLearnsItsCeilingWhenAllHaveReported() {
        register(0);
        register(1);
        report(0, 100);
        assertThat(toldWithin(5_000)).isEmpty();

        report(1, 50);
        assertThat(toldWithin(5)).containsExactly("a0 850", "a1 850");
    }

    @Test
    void aCeilingThatRisesQuicklyIsSentEvery20Milliseconds() {
        registerBoth();
        report(1, 150);
        report(0, 250);
        assertThat(toldWithin(10)).isEmpty();
        report(1, 260);
        assertThat(toldWithin(10)).containsExactly("a0 1050", "a1 1050");
        assertThat(toldWithin(5_000)).isEmpty();
    }

    @Test
    void aSmallRiseIsSentAfterASecond() {
        registerBoth();
        report(1, 51);
        assertThat(toldWithin(900)).isEmpty();
        assertThat(toldWithin(200)).containsExactly("a0 851", "a1 851");
    }

    @Test
    void aReaderThatHoldsNobodyBackIsToldNothing() {
        registerBoth();
        report(0, DriftGroup.NOTHING);
        toldWithin(5);
        report(1, 500);

        assertThat(toldWithin(5_000)).containsExactly("a1 1300");
    }

    @Test
    void aReaderThatStartsAgainIsToldItsCeilingAgain() {
        registerBoth();
        context.unregister(0);
        context.onCoordinator(() -> limiter.forget(0));
        report(1, 500);
        assertThat(toldWithin(5_000)).as("until subtask 0 is there").isEmpty();

        register(0);
        report(0, 40);
        assertThat(toldWithin(5)).as("subtask 1 has a higher one").containsExactly("a0 840");
    }

    @Test
    void theReadersOfALiveSourceHaveNoCeiling() {
        registerBoth();
        context.onCoordinator(limiter::live);
        report(0, 60);

        assertThat(toldWithin(50)).contains("a0 " + DriftGroup.NOTHING);
    }

    @Test
    void twoSourcesOfAJobWaitForEachOther() {
        var other = context("b", 1);
        var otherLimiter = limiter("b", other, false);
        other.register(0);
        other.onCoordinator(() -> otherLimiter.addReader(0));
        register(0);
        register(1);
        report(0, 100);
        report(1, 100);
        assertThat(toldWithin(5_000)).isEmpty();

        other.onCoordinator(() -> otherLimiter.report(0, new DriftReportEvent(10, false)));
        assertThat(toldWithin(5)).containsExactlyInAnyOrder("a0 810", "a1 810", "b0 810");
    }

    @Test
    void aSourceThatWasLiveBeforeItsRestoreHoldsNobodyBack() {
        limiter("b", context("b", 3), true);
        registerBoth();
    }

    @Test
    void aClosedSourceSendsNothing() {
        registerBoth();
        report(1, 500);
        limiter.close();

        assertThat(toldWithin(5_000)).isEmpty();
    }

    // The line

    @Test
    void aLineSaysEveryTenSecondsWhoWaitsForWhom() {
        registerBoth();
        report(0, 900, true);
        toldWithin(9_000);
        assertThat(journal).isEmpty();

        toldWithin(11_000);
        assertThat(journal)
                .containsExactly(
                        "a: subtask 0 waits at 1970-01-01T00:00:00.900Z for subtask 1 of a at"
                                + " 1970-01-01T00:00:00.050Z (maximum drift 800 ms)");
        toldWithin(10_000);
        assertThat(journal).hasSize(2);
    }

    @Test
    void shortWaitsAreNotWorthALine() {
        registerBoth();
        for (int step = 1; step <= 30; step++) {
            report(0, 900L * step, true);
            toldWithin(900);
        }

        assertThat(journal).isEmpty();
    }

    /** Both readers replay; the ceiling of both is 850. */
    private void registerBoth() {
        register(0);
        register(1);
        report(0, 100);
        report(1, 50);
        assertThat(toldWithin(5)).containsExactly("a0 850", "a1 850");
    }
}
