// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;

class JobDataTest {

    private static final JobData DATA = new JobData(100_000, 8, 500, 30);

    @Test
    void theExpectedCountsAreThoseOfTheRecordsThatAreWritten() {
        var counts = new long[DATA.windows()];
        for (long record = 0; record < DATA.records(); record++) {
            int key = (int) ByteBuffer.wrap(DATA.key(record)).getLong();
            long sinceStart = DATA.timestamp(record) - JobData.START;
            counts[(int) (sinceStart / Duration.ofHours(1).toMillis()) * 500 + key]++;
        }

        assertThat(DATA.expectedCounts()).isEqualTo(counts);
        assertThat(Arrays.stream(counts).sum()).isEqualTo(100_000);
    }

    @Test
    void timestampsIncreaseFromTheFirstHourToTheLast() {
        long last = Long.MIN_VALUE;
        for (long record = 0; record < DATA.records(); record++) {
            assertThat(DATA.timestamp(record)).isGreaterThan(last);
            last = DATA.timestamp(record);
        }
        assertThat(DATA.timestamp(0)).isEqualTo(JobData.START);
        assertThat(Duration.ofMillis(last - JobData.START))
                .isBetween(Duration.ofDays(30).minusHours(1), Duration.ofDays(30).minusMillis(1));
    }

    @Test
    void aKeyHasOnePartition() {
        var partitions = new int[500];
        Arrays.fill(partitions, -1);
        for (long record = 0; record < DATA.count(); record++) {
            int key = DATA.keyNumber(record);
            assertThat(partitions[key]).isIn(-1, DATA.partition(record));
            partitions[key] = DATA.partition(record);
        }
        assertThat(partitions).doesNotContain(-1);
    }

    @Test
    void theLargestPartitionHasTwiceTheRecordsOfTheSmallest() {
        var records = new long[8];
        for (long record = 0; record < DATA.records(); record++) {
            records[DATA.partition(record)]++;
        }
        long[] sorted = Arrays.stream(records).sorted().toArray();
        assertThat((double) sorted[7] / sorted[0]).isBetween(2.0, 3.0);
    }

    @Test
    void eachPartitionEndsWithAMarkerAfterTheLastWindow() {
        var marked = new boolean[8];
        for (long record = DATA.records(); record < DATA.count(); record++) {
            marked[DATA.partition(record)] = true;
            assertThat(DATA.window(DATA.keyNumber(record), DATA.timestamp(record))).isEqualTo(-1);
            assertThat(DATA.timestamp(record))
                    .isGreaterThan(JobData.START + Duration.ofDays(30).plusHours(1).toMillis());
        }
        assertThat(marked).containsOnly(true);
    }
}
