// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.arrow;

import io.kafkars.merge.PartitionState;

import org.junit.jupiter.api.Test;

import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;

import static org.assertj.core.api.Assertions.assertThat;

/** Other programs read these schemas by name and type. */
class SchemasTest {

    @Test
    void messagesHaveTheColumnsThatOthersKnowAndTheirTimestampMayBeNull() {
        assertThat(MessageSchema.MESSAGE.toString())
                .isEqualTo(
                        "Schema<key: Binary, value: Binary, topic: Utf8 not null,"
                                + " partition: Int(32, true) not null, offset: Int(64, true) not"
                                + " null, timestamp: Timestamp(MILLISECOND, UTC)>");
    }

    @Test
    void furtherColumnsFollowThem() {
        assertThat(MessageSchema.of(EnumSet.allOf(MessageColumn.class)).toString())
                .isEqualTo(
                        "Schema<key: Binary, value: Binary, topic: Utf8 not null,"
                                + " partition: Int(32, true) not null, offset: Int(64, true) not"
                                + " null, timestamp: Timestamp(MILLISECOND, UTC),"
                                + " headers: List<item: Struct<key: Utf8 not null, value: Binary>"
                                + " not null> not null, timestamp_type: Utf8 not null,"
                                + " leader_epoch: Int(32, true)>");
    }

    @Test
    void aTableOfPartitionStatesHasARowForEachPartition() {
        var states =
                List.of(
                        new PartitionState(
                                "a",
                                0,
                                5,
                                100,
                                42,
                                40,
                                OptionalLong.of(1_000),
                                false,
                                true,
                                false,
                                59),
                        new PartitionState(
                                "b", 3, 0, 0, 0, 0, OptionalLong.empty(), true, false, false, 0));
        try (var allocator = ArrowMemory.newAllocator("test", 1 << 20);
                var table = PartitionStateSchema.table(states, allocator)) {
            assertThat(table.contentToTSVString())
                    .isEqualTo(
                            """
                            topic\tpartition\treplay_start_offset\treplay_end_offset\tconsumed_offset\treleased_offset\tlast_consumed_timestamp\tis_live\tis_paused
                            a\t0\t5\t100\t42\t40\t1000\tfalse\ttrue
                            b\t3\t0\t0\t0\t0\tnull\ttrue\tfalse
                            """);
        }
    }

    @Test
    void aTableOfNoPartitionsIsEmpty() {
        try (var allocator = ArrowMemory.newAllocator("test", 1 << 20);
                var table = PartitionStateSchema.table(List.of(), allocator)) {
            assertThat(table.getRowCount()).isZero();
            assertThat(table.getSchema()).isEqualTo(PartitionStateSchema.PARTITION_STATE);
        }
    }
}
