// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import io.kafkars.columns.ContentForm;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

class LastRowsTest {

    private static final long SEED = 20_261_122;

    private final LastRows lastRows = new LastRows();

    private record Place(int partition, long offset, long mergeKey, int leaderEpoch) {}

    /** The cursor is the oracle: it reads row by row. */
    @Test
    void eachPartitionIsFoundOnceByItsLastRowAndTheLatestFirst() {
        var random = new Random(SEED);
        int walks = 0;
        for (int round = 0; round < 500; round++) {
            ReleasedBatch batch = BatchColumnsTest.randomBatch(ContentForm.COLUMNS, random);
            lastRows.open(batch);
            int first = 0;
            while (first < batch.rows()) {
                first += random.nextInt(batch.rows() - first);
                int rows = 1 + random.nextInt(batch.rows() - first);

                assertThat(found(first, rows)).isEqualTo(expected(batch, first, rows));
                first += rows;
                walks++;
            }
        }
        assertThat(walks).isGreaterThan(100);
    }

    private List<Place> found(int first, int rows) {
        var places = new ArrayList<Place>();
        lastRows.walk(first, rows);
        while (lastRows.next()) {
            places.add(
                    new Place(
                            lastRows.partitionIndex(),
                            lastRows.offset(),
                            lastRows.mergeKey(),
                            lastRows.leaderEpoch()));
        }
        return places;
    }

    private static List<Place> expected(ReleasedBatch batch, int first, int rows) {
        Map<Integer, Place> last = new LinkedHashMap<>();
        var cursor = new RecordCursor();
        cursor.open(batch);
        for (int row = 0; cursor.next(); row++) {
            if (row >= first && row < first + rows) {
                // Moved to the end of the map: its last row comes after theirs.
                last.remove(cursor.partitionIndex());
                last.put(
                        cursor.partitionIndex(),
                        new Place(
                                cursor.partitionIndex(),
                                cursor.offset(),
                                cursor.mergeKey(),
                                cursor.leaderEpoch()));
            }
        }
        var places = new ArrayList<>(last.values());
        Collections.reverse(places);
        return places;
    }
}
