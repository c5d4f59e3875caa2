// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OutOfOrderCounterTest {

    @Test
    void aRecordIsOutOfOrderIfAnyRecordBeforeItHasALaterTimestamp() {
        var counter = new OutOfOrderCounter();

        for (long timestamp : new long[] {1, 3, 2, 3, 2, 4}) {
            counter.add(timestamp);
        }

        assertThat(counter.count()).isEqualTo(2);
    }
}
