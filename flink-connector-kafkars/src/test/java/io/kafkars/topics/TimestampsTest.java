// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TimestampsTest {

    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00Z, 0",
        "2026-06-01T00:00:00.001Z, 1780272000001",
        "2026-06-01T00:00:00.001000001Z, 1780272000002",
        "+292278994-08-17T07:12:55.807Z, 9223372036854775807",
        "+292278994-08-17T07:12:55.807999999Z, 9223372036854775807",
    })
    void anInstantBetweenTwoMillisecondsIsTheLaterOne(Instant instant, long millis) {
        assertThat(Timestamps.atOrAfter(instant)).isEqualTo(millis);
    }

    @Test
    void onlyInstantsThatARecordCanHaveAreInRange() {
        for (Instant valid : new Instant[] {Instant.EPOCH, Instant.ofEpochMilli(Long.MAX_VALUE)}) {
            assertThatCode(() -> Timestamps.requireInRange("start", valid))
                    .doesNotThrowAnyException();
        }
        for (Instant invalid :
                new Instant[] {
                    Instant.EPOCH.minusNanos(1), Instant.ofEpochMilli(Long.MAX_VALUE).plusNanos(1)
                }) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Timestamps.requireInRange("start", invalid))
                    .withMessageStartingWith("start must be from 1970-01-01T00:00:00Z")
                    .withMessageEndingWith("is " + invalid);
        }
    }
}
