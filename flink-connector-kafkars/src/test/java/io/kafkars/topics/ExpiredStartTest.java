// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Starts by time that may be older than the log. The timestamp of offset n is n seconds. */
class ExpiredStartTest {

    private final FakeOffsetLookup kafka =
            new FakeOffsetLookup().log("t", 0, 10, 20).log("t", 1, 0, 20).log("t", 2, 10, 10);

    private List<Long> starts(long second, ExpiredStartPolicy policy) {
        return new OffsetResolver(
                        List.of(SourceTopic.absoluteTime("t", Instant.ofEpochSecond(second))),
                        ReplayEnd.latest(),
                        Optional.empty(),
                        kafka,
                        Clock.fixed(Instant.ofEpochSecond(1_000), ZoneOffset.UTC),
                        ScanRange.ALL,
                        policy)
                .resolve().partitions().stream()
                        .map(partition -> partition.progress().replayStart())
                        .toList();
    }

    @Test
    void theFirstRecordLeftIsTheStart() {
        assertThat(starts(5, ExpiredStartPolicy.EARLIEST)).containsExactly(10L, 5L, 10L);
    }

    @Test
    void aLogWithNothingOlderThanTheStartFailsIfThePolicyIsFail() {
        for (long second : new long[] {5, 10}) {
            assertThatThrownBy(() -> starts(second, ExpiredStartPolicy.FAIL))
                    .as("start at second %d", second)
                    .isInstanceOf(ResolveException.class)
                    .hasMessageContaining(
                            "Topic 't', partition 0: the log begins at offset 10, and nothing left"
                                    + " in it is older than the start time")
                    .hasMessageContaining("setOnExpiredStart");
        }
    }

    @Test
    void aLogThatReachesBackFurtherOrToOffset0IsComplete() {
        assertThat(starts(11, ExpiredStartPolicy.FAIL)).containsExactly(11L, 11L, 10L);

        var whole = new FakeOffsetLookup().log("t", 0, 0, 20);
        assertThat(
                        new OffsetResolver(
                                        List.of(SourceTopic.absoluteTime("t", Instant.EPOCH)),
                                        ReplayEnd.latest(),
                                        Optional.empty(),
                                        whole,
                                        Clock.fixed(Instant.ofEpochSecond(1_000), ZoneOffset.UTC),
                                        ScanRange.ALL,
                                        ExpiredStartPolicy.FAIL)
                                .resolve()
                                .partitions())
                .hasSize(1);
    }
}
