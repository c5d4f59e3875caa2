// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.columns;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Rows are written as {@code partition@offset timestamp key=value}. */
class GathererTest {

    private static final int[] PARTITION_NUMBERS = {7, 3};

    private final Gatherer gatherer = new Gatherer();
    private final Runs runs = new Runs(0);

    @Test
    void rowsFollowEachOtherInTheOrderOfTheRuns() {
        Chunk first = chunk(ContentForm.COLUMNS, 10, "a=1", "b=22", "=");
        Chunk second = chunk(ContentForm.COLUMNS, 50, "long=333", "c=4");
        runs.append(first, 0, 0, 1);
        runs.append(second, 1, 0, 2);
        runs.append(first, 0, 1, 2);

        assertThat(gatherer.gather(runs, PARTITION_NUMBERS)).isFalse();
        assertThat(rowsOf(runs))
                .containsExactly(
                        "7@10 100 a=1",
                        "3@50 500 long=333",
                        "3@51 501 c=4",
                        "7@11 101 b=22",
                        "7@12 102 =");
    }

    @Test
    void rowsThatFollowInTheSameChunkJoinTheRun() {
        Chunk chunk = chunk(ContentForm.COLUMNS, 10, "a=1", "b=2");
        runs.append(chunk, 0, 0, 1);
        runs.append(chunk, 0, 1, 1);

        assertThat(runs.count()).isEqualTo(1);
        gatherer.gather(runs, PARTITION_NUMBERS);
        assertThat(rowsOf(runs)).containsExactly("7@10 100 a=1", "7@11 101 b=2");
    }

    @Test
    void plainRowsAreMixedWithAnyOthers() {
        Chunk plain = chunk(ContentForm.COLUMNS, 10, "a=1", "b=2");
        runs.append(plain, 0, 0, 1);
        runs.append(chunk(ContentForm.COLUMNS, 50, "c=null"), 1, 0, 1);
        runs.append(plain, 0, 1, 1);
        runs.append(chunk(ContentForm.ARRAYS, 60, "null=3"), 1, 0, 1);

        gatherer.gather(runs, PARTITION_NUMBERS);
        assertThat(rowsOf(runs))
                .containsExactly(
                        "7@10 100 a=1", "3@50 500 c=null", "7@11 101 b=2", "3@60 600 null=3");
    }

    @Test
    void itReportsThatSomeRowsHaveHeaders() {
        var builder = new ChunkBuilder(ContentForm.COLUMNS);
        builder.append(0, 0, null, null, HeaderBytes.encode(List.of(new Header("h", null))));
        runs.append(builder.build(TimestampType.CREATE_TIME, 0), 0, 0, 1);

        assertThat(gatherer.gather(runs, PARTITION_NUMBERS)).isTrue();
    }

    @Test
    void eachCallReplacesTheRowsOfTheLast() {
        runs.append(chunk(ContentForm.COLUMNS, 10, "a=1", "b=null"), 0, 0, 2);
        gatherer.gather(runs, PARTITION_NUMBERS);
        var more = new Runs(0);
        Chunk large = chunk(ContentForm.COLUMNS, 50, "x".repeat(9_000) + "=1", "y=2", "z=3");
        more.append(chunk(ContentForm.COLUMNS, 20, "c=2"), 0, 0, 1);
        more.append(large, 1, 0, 1);
        more.append(chunk(ContentForm.COLUMNS, 30, "d=3"), 0, 0, 1);
        more.append(large, 1, 1, 2);

        gatherer.gather(more, PARTITION_NUMBERS);
        assertThat(rowsOf(more))
                .containsExactly(
                        "7@20 200 c=2",
                        "3@50 500 " + "x".repeat(9_000) + "=1",
                        "7@30 300 d=3",
                        "3@51 501 y=2",
                        "3@52 502 z=3");
        gatherer.gather(runs, PARTITION_NUMBERS);
        assertThat(rowsOf(runs)).containsExactly("7@10 100 a=1", "7@11 101 b=null");
    }

    /**
     * Records with consecutive offsets, and timestamps from ten times the first offset on; contents
     * are key=value.
     */
    private static Chunk chunk(ContentForm form, long firstOffset, String... contents) {
        var builder = new ChunkBuilder(form);
        for (int i = 0; i < contents.length; i++) {
            String[] parts = contents[i].split("=", -1);
            builder.append(
                    firstOffset + i, 10 * firstOffset + i, bytes(parts[0]), bytes(parts[1]), null);
        }
        return builder.build(TimestampType.CREATE_TIME, 0);
    }

    private static byte[] bytes(String text) {
        return text.equals("null") ? null : text.getBytes(UTF_8);
    }

    private List<String> rowsOf(Runs gathered) {
        var rows = new ArrayList<String>();
        for (int row = 0; row < gathered.rows(); row++) {
            rows.add(
                    String.format(
                            "%d@%d %d %s=%s",
                            gatherer.partitions()[row],
                            gatherer.offsets()[row],
                            gatherer.timestamps()[row],
                            text(gatherer.keys().bytes(row)),
                            text(gatherer.values().bytes(row))));
        }
        return rows;
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "null" : new String(bytes, UTF_8);
    }
}
