package io.kafkars.chaos;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class ChaosReportTest {

    @Test
    void oneViolationInOneRoundIsEnoughToFail() {
        var findings = new Findings();
        var good = round(10, 10, new Findings());
        assertThat(new ChaosReport(List.of(good)).isGood()).isTrue();

        findings.add(new Violation(Violation.Kind.REPEATED, "t-0@7", "committed again"));

        assertThat(new ChaosReport(List.of(good, round(10, 10, findings))).isGood()).isFalse();
    }

    @Test
    void aRunThatPutsAPromiseToNoTestHasNotShownIt() {
        assertThat(new ChaosReport(List.of(round(0, 10, new Findings()))).isGood()).isFalse();
        assertThat(new ChaosReport(List.of(round(10, 0, new Findings()))).isGood()).isFalse();
        assertThat(new ChaosReport(List.of()).isGood()).isFalse();
    }

    private static RoundResult round(long mergeOrder, long watermarks, Findings findings) {
        return new RoundResult(
                Map.of(Fault.RESCALE, 1), 1, true, 20, 20, mergeOrder, watermarks, 2, findings);
    }
}
