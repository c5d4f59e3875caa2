// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import io.kafkars.columns.BytesColumn;
import io.kafkars.columns.ChunkBuilder;
import io.kafkars.columns.ContentForm;
import io.kafkars.columns.Runs;
import io.kafkars.columns.TimestampType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

class BatchColumnsTest {

    private static final long SEED = 20_261_121;
    private static final int PARTITIONS = 4;

    /** The cursor is the oracle: it reads the same rows where they are held. */
    @ParameterizedTest
    @EnumSource
    void itHasTheRowsThatTheCursorReads(ContentForm form) {
        var random = new Random(SEED);
        var columns = new BatchColumns();
        for (int round = 0; round < 300; round++) {
            ReleasedBatch batch = randomBatch(form, random);
            columns.gather(batch);

            assertThat(rowsOf(columns)).isEqualTo(rowsOf(batch));
        }
    }

    /** Mostly runs of one row and longer ones, in chunks with and without nulls and headers. */
    static ReleasedBatch randomBatch(ContentForm form, Random random) {
        var merge = new Merge(MergeSettings.DEFAULT, false);
        var atStart = new ArrayList<PartitionProgress>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            atStart.add(PartitionProgress.atStart(new PartitionId("t", partition), 0, 1_000, 0));
        }
        for (PartitionQueue queue : merge.add(atStart, 0)) {
            long offset = 0;
            long timestamp = 0;
            for (int chunk = random.nextInt(4); chunk > 0; chunk--) {
                var builder = new ChunkBuilder(form);
                boolean nulls = random.nextInt(3) == 0;
                boolean headers = random.nextInt(3) == 0;
                boolean gaps = random.nextBoolean();
                for (int rows = 1 + random.nextInt(12); rows > 0; rows--) {
                    builder.append(
                            offset,
                            timestamp,
                            randomBytes(random, nulls),
                            randomBytes(random, nulls),
                            headers ? randomBytes(random, true) : null);
                    offset += gaps ? 1 + random.nextInt(3) : 1;
                    timestamp += random.nextInt(4) == 0 ? 0 : random.nextInt(9);
                }
                merge.append(queue, builder.build(TimestampType.CREATE_TIME, 3), 0);
            }
            merge.advance(queue, 1_000);
        }
        return merge.release(0);
    }

    private static byte[] randomBytes(Random random, boolean orNull) {
        if (orNull && random.nextInt(3) == 0) {
            return null;
        }
        var bytes = new byte[random.nextInt(10)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static List<List<Object>> rowsOf(ReleasedBatch batch) {
        var rows = new ArrayList<List<Object>>();
        var cursor = new RecordCursor();
        cursor.open(batch);
        Runs runs = batch.runs();
        for (int run = 0; run < runs.count(); run++) {
            int first = runs.firstRow(run);
            for (int row = first; row < first + runs.rowCount(run); row++) {
                assertThat(cursor.next()).isTrue();
                BytesColumn headers = runs.chunk(run).headers();
                rows.add(
                        row(
                                cursor.partition(),
                                cursor.offset(),
                                cursor.timestamp(),
                                cursor.key(),
                                cursor.value(),
                                headers == null ? null : headers.bytes(row)));
            }
        }
        return rows;
    }

    private static List<List<Object>> rowsOf(BatchColumns columns) {
        int rowCount = columns.rows();
        IntBuffer partitions = IntBuffer.allocate(rowCount);
        LongBuffer offsets = LongBuffer.allocate(rowCount);
        LongBuffer timestamps = LongBuffer.allocate(rowCount);
        columns.copyPartitions(0, rowCount, partitions);
        columns.copyOffsets(0, rowCount, offsets);
        columns.copyTimestamps(0, rowCount, timestamps);
        var rows = new ArrayList<List<Object>>();
        for (int row = 0; row < rowCount; row++) {
            rows.add(
                    row(
                            partitions.get(row),
                            offsets.get(row),
                            timestamps.get(row),
                            columns.keys().bytes(row),
                            columns.values().bytes(row),
                            columns.headers(row)));
        }
        return rows;
    }

    private static List<Object> row(
            int partition, long offset, long timestamp, byte[] key, byte[] value, byte[] headers) {
        return List.of(partition, offset, timestamp, text(key), text(value), text(headers));
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "null" : HexFormat.of().formatHex(bytes);
    }
}
