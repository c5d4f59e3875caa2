// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.partitionstate;

import io.kafkars.merge.PartitionState;

import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.OptionalLong;

import static org.assertj.core.api.Assertions.assertThat;

/** The state of a partition, as a row. */
class PartitionStateColumnTest {

    private static Object[] row(OptionalLong lastTimestamp) {
        var state =
                new PartitionState(
                        "events", 3, 10, 25, 12, 11, lastTimestamp, false, true, false, 14);
        return Arrays.stream(PartitionStateColumn.values())
                .map(column -> column.read(state))
                .toArray();
    }

    @Test
    void eachColumnHasItsPartOfTheState() {
        assertThat(row(OptionalLong.of(7)))
                .containsExactly(
                        StringData.fromString("events"),
                        3,
                        10L,
                        25L,
                        12L,
                        11L,
                        TimestampData.fromEpochMillis(7),
                        false,
                        true,
                        14L);
    }

    @Test
    void onlyTheLastTimestampMayBeNull() {
        Object[] row = row(OptionalLong.empty());
        for (PartitionStateColumn column : PartitionStateColumn.values()) {
            assertThat(row[column.ordinal()] == null)
                    .as(column.key())
                    .isEqualTo(column == PartitionStateColumn.LAST_CONSUMED_TIMESTAMP)
                    .isEqualTo(column.type().getLogicalType().isNullable());
        }
    }

    @Test
    void aColumnIsFoundByItsName() {
        assertThat(PartitionStateColumn.of("replay_lag")).contains(PartitionStateColumn.REPLAY_LAG);
        assertThat(PartitionStateColumn.of("lag")).isEmpty();
    }
}
