// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.options;

import io.kafkars.merge.MergeSettings;

import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** The options of the merge, and the settings that they change. */
class MergeOptionsTest {

    @Test
    void withoutOptionsTheSettingsAreTheDefaults() {
        assertThat(MergeOptions.read(GivenOptions.of().reader(), true))
                .isEqualTo(MergeSettings.DEFAULT);
    }

    @Test
    void eachOptionChangesItsSetting() {
        assertThat(
                        MergeOptions.read(
                                GivenOptions.of(
                                                "scan.batch-size", "1",
                                                "scan.hold.max-records", "2",
                                                "scan.hold.max-bytes", "3 b",
                                                "scan.out-of-orderness", "4 ms",
                                                "scan.live.max-wait", "5 ms",
                                                "scan.live.idle-timeout", "6 ms",
                                                "scan.future-tolerance", "7 ms",
                                                "scan.watermark-interval", "8 ms")
                                        .reader(),
                                true))
                .isEqualTo(
                        MergeSettings.DEFAULT
                                .withBatchSize(1)
                                .withMaxHeldRecords(2)
                                .withMaxHeldBytes(3)
                                .withOutOfOrderness(Duration.ofMillis(4))
                                .withLiveMaxWait(Duration.ofMillis(5))
                                .withLiveIdleTimeout(Duration.ofMillis(6))
                                .withFutureTolerance(Duration.ofMillis(7))
                                .withWatermarkInterval(Duration.ofMillis(8)));
    }

    @Test
    void aValueOutOfRangeIsAProblemOfItsOptionAndLeavesTheDefault() {
        var given =
                GivenOptions.of(
                        "scan.batch-size", "0",
                        "scan.hold.max-records", "-3",
                        "scan.live.max-wait", "5 ms");

        assertThat(MergeOptions.read(given.reader(), true))
                .isEqualTo(MergeSettings.DEFAULT.withLiveMaxWait(Duration.ofMillis(5)));
        assertThat(given.found())
                .containsExactly(
                        "Option 'scan.batch-size' must be at least 1, is 0",
                        "Option 'scan.hold.max-records' must be at least 1, is -3");
    }

    @Test
    void aTableThatEndsReadsNoOptionOfALiveOne() {
        var given = GivenOptions.of("scan.live.max-wait", "5 ms", "scan.live.idle-timeout", "6 ms");

        assertThat(MergeOptions.read(given.reader(), false)).isEqualTo(MergeSettings.DEFAULT);
        assertThat(given.reader().isUnread("scan.live.max-wait")).isTrue();
        assertThat(given.reader().isUnread("scan.live.idle-timeout")).isTrue();
    }
}
