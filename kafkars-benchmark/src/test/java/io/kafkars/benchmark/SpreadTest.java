// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;

class SpreadTest {

    private static final int RECORDS = 16_000;

    @ParameterizedTest
    @EnumSource
    void timestampsIncreaseInEachPartition(Spread spread) {
        for (int partitions : new int[] {1, 2, 16}) {
            long[] last = new long[partitions];
            for (int record = 0; record < RECORDS; record++) {
                long timestamp = spread.timestamp(record, partitions);
                int partition = spread.partition(record, partitions);
                assertThat(timestamp).isGreaterThan(last[partition]);
                last[partition] = timestamp;
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"EVEN, 1000, 1000", "ONE_LARGE, 14400, 106", "DAYS_APART, 1000, 1000"})
    void eachPartitionHasItsShare(Spread spread, int first, int smallestOther) {
        int[] records = new int[16];
        for (int record = 0; record < RECORDS; record++) {
            records[spread.partition(record, records.length)]++;
        }
        assertThat(records[0]).isEqualTo(first);
        assertThat(Arrays.stream(records).skip(1).min()).hasValue(smallestOther);
    }

    @Test
    void theLastPartitionStarts30DaysAfterTheFirst() {
        long between = Spread.DAYS_APART.timestamp(15, 16) - Spread.DAYS_APART.timestamp(0, 16);

        assertThat(Duration.ofMillis(between)).isEqualTo(Duration.ofDays(30).plusMillis(15));
    }
}
