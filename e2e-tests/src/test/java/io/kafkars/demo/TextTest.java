// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.demo;

import io.kafkars.merge.PartitionState;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

import static org.assertj.core.api.Assertions.assertThat;

class TextTest {

    @Test
    void durationsShowTheirLargestUnits() {
        assertThat(Text.duration(Duration.ZERO)).isEqualTo("0 s");
        assertThat(Text.duration(Duration.ofMillis(1250))).isEqualTo("1.250 s");
        assertThat(Text.duration(Duration.ofMinutes(59))).isEqualTo("59 min");
        assertThat(Text.duration(Duration.ofMinutes(150))).isEqualTo("2 h 30 min");
        assertThat(Text.duration(Duration.ofDays(6).plusMinutes(5))).isEqualTo("6 d 0 h 5 min");
    }

    @Test
    void aWindowIsOneLine() {
        var strongest = new Observation(1_517_414_400_000L, 5.04, "10km S of Somewhere");

        assertThat(Text.window(new WindowSummary(1_517_414_400_000L, 12, strongest)))
                .isEqualTo("2018-01-31 16:00      12  strongest  5.0  10km S of Somewhere");
        assertThat(Text.window(new WindowSummary(1_517_414_400_000L, 1200, null)))
                .isEqualTo("2018-01-31 16:00   1,200");
    }

    @Test
    void theTableOfPartitionsIsAlignedHoweverLongATopicNameIs() {
        var events =
                new PartitionState(
                        "events",
                        0,
                        0,
                        5,
                        4,
                        4,
                        OptionalLong.of(1_517_414_400_017L),
                        true,
                        false,
                        false,
                        0);
        var longest =
                new PartitionState(
                        "a-longer-name",
                        12,
                        100,
                        200,
                        150,
                        120,
                        OptionalLong.empty(),
                        false,
                        true,
                        false,
                        79);

        List<String> lines = Text.partitions(List.of(events, longest)).lines().toList();

        assertThat(lines.get(0))
                .matches("topic +partition +replay_start_offset .* is_paused +replay_lag");
        assertThat(lines.get(1))
                .matches("events +0 +0 +5 +4 +4 +2018-01-31 16:00:00.017 +true +false +0");
        assertThat(lines.get(2))
                .matches("a-longer-name +12 +100 +200 +150 +120 +- +false +true +79");
        assertThat(lines).extracting(String::length).containsOnly(lines.get(0).length());
    }
}
