// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.validation;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DurationsTest {

    private static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

    @Test
    void fractionsOfAMillisecondAreTruncated() {
        assertThat(Durations.countable(Duration.ofNanos(1_999_999)))
                .isEqualTo(Duration.ofMillis(1));
        assertThat(Durations.countable(Duration.ofNanos(-999_999))).isZero();
        assertThat(Durations.countable(Duration.ofDays(3))).isEqualTo(Duration.ofDays(3));
    }

    @Test
    void aLongDurationCanBeAddedToAnyTimeOfAClock() {
        long longest = Durations.countable(FOREVER).toMillis();

        assertThat(Math.addExact(System.currentTimeMillis(), longest)).isPositive();
        assertThat(Durations.countable(FOREVER.negated()).toMillis()).isEqualTo(-longest);
        assertThat(Durations.countable(Duration.ofSeconds(Long.MIN_VALUE)).toMillis())
                .isEqualTo(-longest);
    }

    @Test
    void nullIsRefused() {
        assertThatThrownBy(() -> Durations.countable(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("duration");
    }
}
