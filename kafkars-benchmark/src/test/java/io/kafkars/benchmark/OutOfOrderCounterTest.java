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
