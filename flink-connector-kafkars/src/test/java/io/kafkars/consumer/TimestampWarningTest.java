// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.merge.PartitionId;
import io.kafkars.merge.UnlikelyTimestamp;
import io.kafkars.merge.UnlikelyTimestamp.Kind;

import org.junit.jupiter.api.Test;

import java.time.Instant;

import static org.assertj.core.api.Assertions.assertThat;

class TimestampWarningTest {

    private static final long NOW = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
    private static final long HOUR = 3_600_000;

    private static String warning(Kind kind, long timestamp, long furthest) {
        return TimestampWarning.of(
                new UnlikelyTimestamp(
                        new PartitionId("events", 3), 17, timestamp, kind, NOW, furthest));
    }

    @Test
    void itSaysWhichRecordAndWhatIsDone() {
        assertThat(warning(Kind.OUTLIER, NOW + 26 * HOUR, NOW + 26 * HOUR))
                .isEqualTo(
                        "events-3@17 is stamped 2026-03-02T14:00:00Z (1772460000000 ms), far later"
                                + " than the records around it. It takes its place in the order from"
                                + " the record before it. It is the first such record of the"
                                + " partition; futureRecords counts them.");
    }

    @Test
    void microsecondsAndNanosecondsAreRecognised() {
        assertThat(warning(Kind.AFTER_RESOLVE_TIME, NOW * 1_000, NOW * 1_000))
                .contains("(looks like microseconds)");
        assertThat(warning(Kind.OUTLIER, NOW * 1_000_000, NOW * 1_000_000))
                .contains("(looks like nanoseconds)");
    }

    @Test
    void aTimeZoneIsRecognisedByTheFurthestTimestamp() {
        long minutes = 60_000;
        assertThat(warning(Kind.AFTER_RESOLVE_TIME, NOW + HOUR, NOW + 8 * HOUR - 3 * minutes))
                .contains("(8 h ahead: local time taken for UTC?)");
        assertThat(warning(Kind.AFTER_ARRIVAL, NOW + 345 * minutes, NOW + 345 * minutes))
                .contains("(5 h 45 min ahead: local time taken for UTC?)");
        assertThat(warning(Kind.AFTER_ARRIVAL, NOW + 30 * HOUR, NOW + 30 * HOUR))
                .doesNotContain("zone", "local time");
    }

    @Test
    void secondsAreRecognised() {
        assertThat(warning(Kind.SECONDS, NOW / 1_000, NOW / 1_000))
                .startsWith("events-3@17 is stamped 1970-01-21T")
                .contains("seconds taken for milliseconds?");
    }

    @Test
    void aKeyThatIsNotBelievedIsNoRecord() {
        assertThat(warning(Kind.RESTORED_KEY, NOW + 100 * HOUR, NOW + 100 * HOUR))
                .contains("the restored state", "It is not believed");
    }

    @Test
    void theOptionIsNamedWhereItHelps() {
        assertThat(warning(Kind.AFTER_ARRIVAL, NOW + 3 * HOUR, NOW + 3 * HOUR))
                .contains("setFutureTolerance ('scan.future-tolerance')");
    }
}
