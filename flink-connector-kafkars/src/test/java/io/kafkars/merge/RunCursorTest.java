// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import io.kafkars.columns.ContentForm;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

class RunCursorTest {

    private static final long SEED = 20_261_127;

    private final RunCursor run = new RunCursor();

    private record Row(int partition, long offset, long mergeKey, int leaderEpoch) {}

    /** {@link RecordCursor} is the oracle: it reads row by row. */
    @Test
    void severalWalksOverABatchGiveTheRowsOfEach() {
        var random = new Random(SEED);
        int walks = 0;
        for (int round = 0; round < 500; round++) {
            ReleasedBatch batch = BatchColumnsTest.randomBatch(ContentForm.COLUMNS, random);
            List<Row> rows = rows(batch);
            run.open(batch);
            int first = 0;
            while (first < batch.rows()) {
                first += random.nextInt(batch.rows() - first);
                int count = 1 + random.nextInt(batch.rows() - first);

                run.walk(first, count);
                assertWalk(rows, first, first + count);
                first += count;
                walks++;
            }
            run.openAll(batch);
            assertWalk(rows, 0, rows.size());
        }
        assertThat(walks).isGreaterThan(1_000);
    }

    private void assertWalk(List<Row> rows, int first, int end) {
        int next = first;
        while (run.next()) {
            assertThat(run.firstRow()).isEqualTo(next);
            assertThat(run.firstOffset()).isEqualTo(rows.get(next).offset());
            for (int left = run.rows(); left > 0; left--) {
                Row row = rows.get(next);
                assertThat(run.partitionIndex()).isEqualTo(row.partition());
                assertThat(run.mergeKey(next)).isEqualTo(row.mergeKey());
                assertThat(run.leaderEpoch()).isEqualTo(row.leaderEpoch());
                next++;
            }
        }
        assertThat(next).isEqualTo(end);
    }

    private static List<Row> rows(ReleasedBatch batch) {
        var rows = new ArrayList<Row>();
        var cursor = new RecordCursor();
        cursor.open(batch);
        while (cursor.next()) {
            rows.add(
                    new Row(
                            cursor.partitionIndex(),
                            cursor.offset(),
                            cursor.mergeKey(),
                            cursor.leaderEpoch()));
        }
        return rows;
    }
}
