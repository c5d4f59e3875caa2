// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import io.kafkars.flink.drift.DriftReportEvent;
import io.kafkars.flink.drift.DriftSettings;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

import static io.kafkars.flink.enumerator.Splits.split;
import static org.assertj.core.api.Assertions.assertThat;

/** What an enumerator does about the drift of its two readers. */
class EnumeratorDriftTest extends EnumeratorTests {

    private static final EnumeratorSettings LIMITED =
            new EnumeratorSettings(
                    BOUNDED.boundedness(),
                    BOUNDED.discoveryIntervalMs(),
                    BOUNDED.loss(),
                    DriftSettings.DEFAULT.withMaxDrift(Duration.ofMillis(100)));

    private KafkarsEnumerator enumerator;

    @BeforeEach
    void startWithTwoReaders() {
        kafka.with("t", 0, 10).with("t", 1, 10);
        enumerator = started(LIMITED);
        register(enumerator, 0);
        register(enumerator, 1);
        context.newlyTold();
    }

    @AfterEach
    void close() throws Exception {
        enumerator.close();
    }

    private void report(int subtask, long lowWaterMark) {
        enumerator.handleSourceEvent(subtask, new DriftReportEvent(lowWaterMark, false));
    }

    @Test
    void readersAreToldHowFarTheyMayGoWhenBothHaveReported() {
        report(0, 70);
        assertThat(context.newlyTold()).isEmpty();

        report(1, 50);
        assertThat(context.newlyTold()).contains("0 up to 150", "1 up to 150");
    }

    @Test
    void aReaderThatIsGoneIsNotToldAndHoldsTheOthersUntilItIsBack() {
        report(0, 70);
        context.fail(1);
        enumerator.addSplitsBack(List.of(split("t", 1, 10)), 1);
        report(1, 50);
        assertThat(context.newlyTold()).as("from the reader that is gone").isEmpty();

        register(enumerator, 1);
        context.newlyTold();
        report(1, 50);
        assertThat(context.newlyTold()).contains("0 up to 150", "1 up to 150");
    }

    @Test
    void aSourceAtItsEndHoldsNobodyBack() {
        enumerator.handleSourceEvent(0, progress(1, 1, 0));
        enumerator.handleSourceEvent(1, progress(1, 1, 0));
        report(0, 70);

        assertThat(context.newlyTold()).contains("0 up to " + Long.MAX_VALUE);
    }
}
