// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.partitionstate;

import io.kafkars.merge.PartitionState;

import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.DataType;

import javax.annotation.Nullable;

import java.util.Arrays;
import java.util.Optional;

/** The columns of a table of partition states: those of kafkars' Python client, and the lag. */
enum PartitionStateColumn {
    TOPIC("topic", DataTypes.STRING().notNull()),
    PARTITION("partition", DataTypes.INT().notNull()),
    REPLAY_START_OFFSET("replay_start_offset", DataTypes.BIGINT().notNull()),
    REPLAY_END_OFFSET("replay_end_offset", DataTypes.BIGINT().notNull()),
    CONSUMED_OFFSET("consumed_offset", DataTypes.BIGINT().notNull()),
    RELEASED_OFFSET("released_offset", DataTypes.BIGINT().notNull()),
    LAST_CONSUMED_TIMESTAMP("last_consumed_timestamp", DataTypes.TIMESTAMP_LTZ(3)),
    IS_LIVE("is_live", DataTypes.BOOLEAN().notNull()),
    IS_PAUSED("is_paused", DataTypes.BOOLEAN().notNull()),
    REPLAY_LAG("replay_lag", DataTypes.BIGINT().notNull());

    private final String key;
    private final DataType type;

    PartitionStateColumn(String key, DataType type) {
        this.key = key;
        this.type = type;
    }

    String key() {
        return key;
    }

    DataType type() {
        return type;
    }

    static Optional<PartitionStateColumn> of(String name) {
        return Arrays.stream(values()).filter(column -> column.key.equals(name)).findFirst();
    }

    /** The value in the form that Flink's table runtime needs, {@code null} for NULL. */
    @Nullable
    Object read(PartitionState state) {
        return switch (this) {
            case TOPIC -> StringData.fromString(state.topic());
            case PARTITION -> state.partition();
            case REPLAY_START_OFFSET -> state.replayStartOffset();
            case REPLAY_END_OFFSET -> state.replayEndOffset();
            case CONSUMED_OFFSET -> state.consumedOffset();
            case RELEASED_OFFSET -> state.releasedOffset();
            case LAST_CONSUMED_TIMESTAMP ->
                    state.lastConsumedTimestamp().isPresent()
                            ? TimestampData.fromEpochMillis(
                                    state.lastConsumedTimestamp().getAsLong())
                            : null;
            case IS_LIVE -> state.isLive();
            case IS_PAUSED -> state.isPaused();
            case REPLAY_LAG -> state.replayLag();
        };
    }
}
