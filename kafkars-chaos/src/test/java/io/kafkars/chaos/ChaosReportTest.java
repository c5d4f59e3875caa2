// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.chaos;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class ChaosReportTest {

    @Test
    void oneViolationInOneRoundIsEnoughToFail() {
        var violations = new Violations();
        var good = round(10, 10, new Violations());
        assertThat(new ChaosReport(List.of(good)).isGood()).isTrue();

        violations.add(new Violation(Violation.Kind.REPEATED, "t-0@7", "committed again"));

        assertThat(new ChaosReport(List.of(good, round(10, 10, violations))).isGood()).isFalse();
    }

    @Test
    void aRunThatTestsAPromiseWithNoRecordFails() {
        assertThat(new ChaosReport(List.of(round(0, 10, new Violations()))).isGood()).isFalse();
        assertThat(new ChaosReport(List.of(round(10, 0, new Violations()))).isGood()).isFalse();
        assertThat(new ChaosReport(List.of()).isGood()).isFalse();
    }

    @Test
    void theSeedIsPrintedAsTheOptionAcceptsIt() {
        var out = new ByteArrayOutputStream();
        new ChaosReport(List.of(round(10, 10, new Violations())))
                .print(new PrintStream(out, true, UTF_8), 1_234_567_890_123L, Duration.ZERO);
        assertThat(out.toString(UTF_8)).containsPattern("(?m)^seed +1234567890123$");
    }

    private static RoundResult round(long mergeOrder, long watermarks, Violations violations) {
        return new RoundResult(
                Map.of(Fault.RESCALE, 1), 1, true, 20, 20, mergeOrder, watermarks, 2, violations);
    }
}
