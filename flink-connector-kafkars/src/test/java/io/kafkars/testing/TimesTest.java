// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.testing;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.LongStream;

import static io.kafkars.testing.Records.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TimesTest {

    private static final Instant START = at("2024-01-01T00:00:00Z");

    @Test
    void timesHaveTheSameDistance() {
        assertThat(Times.every(Duration.ofSeconds(2), START, 3))
                .containsExactly(START, START.plusSeconds(2), START.plusSeconds(4));
        assertThat(Times.every(Duration.ofSeconds(2), START, 0).count()).isZero();
    }

    @Test
    void givenTimesKeepTheirOrder() {
        assertThat(Times.of(START, START.minusMillis(1)).millis())
                .containsExactly(START.toEpochMilli(), START.toEpochMilli() - 1);
        assertThat(Times.ofMillis(LongStream.of(3, 1))).containsExactly(at(3), at(1));
    }

    @Test
    void disorderedTimesAreBoundedAndComeFromTheSeed() {
        Times inOrder = Times.every(Duration.ofMillis(10), START, 1_000);
        Times disordered = inOrder.disordered(7, Duration.ofMillis(25));

        long[] times = disordered.millis().toArray();
        long newest = times[0];
        int outOfOrder = 0;
        for (long time : times) {
            assertThat(time).isGreaterThanOrEqualTo(newest - 25);
            outOfOrder += time < newest ? 1 : 0;
            newest = Math.max(newest, time);
        }
        assertThat(outOfOrder).isBetween(150, 250);
        assertThat(inOrder.disordered(7, Duration.ofMillis(25)).millis())
                .containsExactly(boxed(times));
        assertThat(inOrder.disordered(8, Duration.ofMillis(25)).millis().toArray())
                .isNotEqualTo(times);
        assertThatThrownBy(() -> inOrder.disordered(7, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT0S");
    }

    private static Long[] boxed(long[] times) {
        return LongStream.of(times).boxed().toArray(Long[]::new);
    }
}
