// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.arrow;

import io.kafkars.merge.PartitionState;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampMilliTZVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

import java.util.List;
import java.util.function.ToLongFunction;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The schema of a table with one row per partition, which says how far its replay has come. */
public final class PartitionStateSchema {

    /** The fields of {@link PartitionState}, in their order. */
    public static final Schema PARTITION_STATE =
            new Schema(
                    List.of(
                            Field.notNullable("topic", ArrowType.Utf8.INSTANCE),
                            Field.notNullable("partition", MessageSchema.INT_32),
                            Field.notNullable("replay_start_offset", MessageSchema.INT_64),
                            Field.notNullable("replay_end_offset", MessageSchema.INT_64),
                            Field.notNullable("consumed_offset", MessageSchema.INT_64),
                            Field.notNullable("released_offset", MessageSchema.INT_64),
                            Field.nullable("last_consumed_timestamp", MessageSchema.MILLIS_UTC),
                            Field.notNullable("is_live", ArrowType.Bool.INSTANCE),
                            Field.notNullable("is_paused", ArrowType.Bool.INSTANCE)));

    private PartitionStateSchema() {}

    /** The states as a table, in the given order; the caller closes it. */
    public static VectorSchemaRoot table(List<PartitionState> states, BufferAllocator allocator) {
        VectorSchemaRoot root = VectorSchemaRoot.create(PARTITION_STATE, allocator);
        try {
            fill(root, states);
            return root;
        } catch (RuntimeException e) {
            root.close();
            throw e;
        }
    }

    private static void fill(VectorSchemaRoot root, List<PartitionState> states) {
        var topic = (VarCharVector) root.getVector("topic");
        var partition = (IntVector) root.getVector("partition");
        var timestamp = (TimeStampMilliTZVector) root.getVector("last_consumed_timestamp");
        var live = (BitVector) root.getVector("is_live");
        var paused = (BitVector) root.getVector("is_paused");
        for (int row = 0; row < states.size(); row++) {
            PartitionState state = states.get(row);
            topic.setSafe(row, state.topic().getBytes(UTF_8));
            partition.setSafe(row, state.partition());
            if (state.lastConsumedTimestamp().isPresent()) {
                timestamp.setSafe(row, state.lastConsumedTimestamp().getAsLong());
            } else {
                timestamp.setNull(row);
            }
            live.setSafe(row, state.isLive() ? 1 : 0);
            paused.setSafe(row, state.isPaused() ? 1 : 0);
        }
        fill(root, "replay_start_offset", states, PartitionState::replayStartOffset);
        fill(root, "replay_end_offset", states, PartitionState::replayEndOffset);
        fill(root, "consumed_offset", states, PartitionState::consumedOffset);
        fill(root, "released_offset", states, PartitionState::releasedOffset);
        root.setRowCount(states.size());
    }

    private static void fill(
            VectorSchemaRoot root,
            String field,
            List<PartitionState> states,
            ToLongFunction<PartitionState> value) {
        var vector = (BigIntVector) root.getVector(field);
        for (int row = 0; row < states.size(); row++) {
            vector.setSafe(row, value.applyAsLong(states.get(row)));
        }
    }
}
