// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.arrow;

import io.kafkars.flink.reader.KafkarsSplitState;
import io.kafkars.merge.ReleasedBatch;
import io.kafkars.merge.RunCursor;

/**
 * Finds the rows of a released batch before which the watermark rises: replayed rows whose merge
 * key is large enough. Walks forward only. Not thread-safe.
 */
final class WatermarkRows {

    private final RunCursor run = new RunCursor();
    private ReleasedBatch batch;
    private KafkarsSplitState[] states;

    /** Whether the cursor is at a run; otherwise the batch has ended. */
    private boolean atRun;

    /** Starts a walk, before the first row of the batch. */
    void open(ReleasedBatch newBatch, KafkarsSplitState[] statesByIndex) {
        batch = newBatch;
        states = statesByIndex;
        run.openAll(newBatch);
        atRun = run.next();
    }

    /**
     * The first row, from a row on, that raises the watermark; the number of rows if there is none.
     *
     * @param from not smaller than at the last call
     * @param key the smallest merge key that raises the watermark; not smaller than at the last
     *     call
     */
    int next(int from, long key) {
        while (atRun) {
            int last = run.firstRow() + run.rows() - 1;
            if (from <= last && run.mergeKey(last) >= key && limit() >= key && isReplayed()) {
                int row = Math.max(from, run.firstRow());
                while (run.mergeKey(row) < key) {
                    row++;
                }
                return row;
            }
            atRun = run.next();
        }
        return batch.rows();
    }

    /** All rows of a run are on the same side of the replay end. */
    private boolean isReplayed() {
        return states[run.partitionIndex()].isReplayed(run.firstOffset());
    }

    /** The merge key of the row that {@link #next} returned. */
    long mergeKey(int row) {
        return run.mergeKey(row);
    }

    /** No watermark that the row raises is larger. */
    long limit() {
        return states[run.partitionIndex()].watermarkLimit();
    }
}
