// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.chaos;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** The results of all rounds. */
record ChaosReport(List<RoundResult> rounds) {

    /**
     * Whether no promise was broken and each of them was tested: a run in which no record ever met
     * a watermark would show nothing about watermarks.
     */
    boolean isGood() {
        return rounds.stream().allMatch(round -> round.violations().isEmpty())
                && wentLive() > 0
                && sum(RoundResult::written) > 0
                && sum(RoundResult::mergeOrder) > 0
                && sum(RoundResult::watermarks) > 0
                && sum(RoundResult::faultsInReplay) > 0;
    }

    void print(PrintStream out, long seed, Duration took) {
        out.println();
        line(out, "seed", Long.toString(seed));
        line(out, "seconds", took.toSeconds());
        line(out, "rounds", rounds.size());
        line(out, "rounds that went live", wentLive());
        for (Fault fault : Fault.values()) {
            line(out, fault.label(), sum(round -> round.faults().getOrDefault(fault, 0)));
        }
        line(out, "of these faults in the replay", sum(RoundResult::faultsInReplay));
        line(out, "attempts of source subtasks", sum(RoundResult::attempts));
        line(out, "records written", sum(RoundResult::written));
        line(out, "records committed and checked", sum(RoundResult::committed));
        line(out, "of these checked for merge order", sum(RoundResult::mergeOrder));
        line(out, "of these checked against a watermark", sum(RoundResult::watermarks));
        for (Violation.Kind kind : Violation.Kind.values()) {
            line(out, kind.label(), sum(round -> round.violations().count(kind)));
        }
        out.println(isGood() ? "All promises kept" : "FAILED");
    }

    private long wentLive() {
        return rounds.stream().filter(RoundResult::live).count();
    }

    private long sum(ToLongFunction<RoundResult> figure) {
        return rounds.stream().mapToLong(figure).sum();
    }

    private static void line(PrintStream out, String name, long number) {
        line(out, name, String.format(Locale.ROOT, "%,d", number));
    }

    private static void line(PrintStream out, String name, String value) {
        out.printf("%-52s %12s%n", name, value);
    }
}
