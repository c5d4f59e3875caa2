// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.errors;

import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicLong;

import static io.kafkars.testing.RecordViews.record;
import static org.assertj.core.api.Assertions.assertThat;

class SkippedRecordsTest {

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 10); // it overflows on the way
    private final SkippedRecords skipped = new SkippedRecords(clock::get);

    @Test
    void theFirstIsLoggedAndThenOneAMinuteWithTheNumberOfOthers() throws Exception {
        take();
        assertThat(skipped.silent()).isZero();
        take();
        take();
        assertThat(skipped.silent()).isEqualTo(2);

        clock.addAndGet(SkippedRecords.INTERVAL.toNanos() - 1);
        take();
        assertThat(skipped.silent()).isEqualTo(3);

        clock.addAndGet(1);
        take();
        assertThat(skipped.silent()).isZero();
    }

    private void take() throws Exception {
        var view = record("orders", 0, 1).value("x").build();
        skipped.take(view, Failures.of(view));
    }
}
