// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.arrow;

import io.kafkars.columns.TimestampType;
import io.kafkars.merge.BatchColumns;
import io.kafkars.merge.RecordView;
import io.kafkars.merge.ReleasedBatch;
import io.kafkars.merge.RunCursor;

import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Fills the optional columns of message batches, as far as the root has them. */
final class FurtherColumns {

    private static final byte[] CREATE_TIME = "CreateTime".getBytes(US_ASCII);
    private static final byte[] LOG_APPEND_TIME = "LogAppendTime".getBytes(US_ASCII);
    private static final byte[] NO_TIMESTAMP = "NoTimestampType".getBytes(US_ASCII);

    private final HeaderColumn headers;
    private final VarCharVector timestampTypes;
    private final IntVector leaderEpochs;
    private final RunCursor typeRun = new RunCursor();
    private final RunCursor epochRun = new RunCursor();

    FurtherColumns(VectorSchemaRoot root) {
        var headerLists = (ListVector) root.getVector(MessageSchema.HEADERS);
        headers = headerLists == null ? null : new HeaderColumn(headerLists);
        timestampTypes = (VarCharVector) root.getVector(MessageSchema.TIMESTAMP_TYPE);
        leaderEpochs = (IntVector) root.getVector(MessageSchema.LEADER_EPOCH);
    }

    /** Begins with a batch. */
    void open(ReleasedBatch batch) {
        typeRun.open(batch);
        epochRun.open(batch);
    }

    /** Replaces the content of the vectors by the next rows of the batch. */
    void fill(BatchColumns columns, int firstRow, int rows) {
        if (headers != null) {
            headers.fill(columns, firstRow, rows);
        }
        if (timestampTypes != null) {
            fillTimestampTypes(columns, firstRow, rows);
        }
        if (leaderEpochs != null) {
            fillLeaderEpochs(firstRow, rows);
        }
    }

    private void fillTimestampTypes(BatchColumns columns, int firstRow, int rows) {
        int maxBytes = Math.multiplyExact(rows, NO_TIMESTAMP.length);
        VectorBuffers.reserve(timestampTypes, rows, maxBytes);
        ByteBuffer bytes = VectorBuffers.bytes(timestampTypes.getDataBuffer(), maxBytes);
        IntBuffer ends = VectorBuffers.ends(timestampTypes, rows);
        typeRun.walk(firstRow, rows);
        while (typeRun.next()) {
            byte[] type = name(typeRun.timestampType());
            for (int row = typeRun.firstRow(); row < typeRun.firstRow() + typeRun.rows(); row++) {
                bytes.put(columns.timestamp(row) == RecordView.NO_TIMESTAMP ? NO_TIMESTAMP : type);
                ends.put(bytes.position());
            }
        }
        VectorBuffers.allPresent(timestampTypes.getValidityBuffer(), rows);
        VectorBuffers.setRows(timestampTypes, rows);
    }

    private static byte[] name(TimestampType type) {
        return switch (type) {
            case NONE -> NO_TIMESTAMP;
            case CREATE_TIME -> CREATE_TIME;
            case LOG_APPEND_TIME -> LOG_APPEND_TIME;
        };
    }

    private void fillLeaderEpochs(int firstRow, int rows) {
        IntBuffer epochs = VectorBuffers.fixed(leaderEpochs, rows, Integer.BYTES).asIntBuffer();
        epochRun.walk(firstRow, rows);
        while (epochRun.next()) {
            for (int row = 0; row < epochRun.rows(); row++) {
                if (epochRun.leaderEpoch() == RecordView.NO_LEADER_EPOCH) {
                    leaderEpochs.setNull(epochRun.firstRow() - firstRow + row);
                    epochs.put(0);
                } else {
                    epochs.put(epochRun.leaderEpoch());
                }
            }
        }
        leaderEpochs.setValueCount(rows);
    }
}
