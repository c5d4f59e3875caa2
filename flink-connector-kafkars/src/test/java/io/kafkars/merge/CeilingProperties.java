// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Rule 12 of the design for any logs, and for a ceiling that rises in any steps. */
@PropertyDefaults(tries = 300, edgeCases = EdgeCasesMode.NONE)
class CeilingProperties {

    @Property
    void aCeilingDelaysRecordsAndChangesNothingElse(
            @ForAll("logs") List<List<Long>> logs,
            @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 1, max = 30) Integer> rises,
            @ForAll @IntRange(min = 1, max = 20) int batchSize) {
        Merge free = merge(logs, batchSize);
        List<String> expected = new ArrayList<>();
        release(free, Long.MAX_VALUE, expected);

        Merge limited = merge(logs, batchSize);
        List<String> released = new ArrayList<>();
        long ceiling = -1;
        for (int rise : rises) {
            ceiling += rise;
            limited.setCeiling(ceiling);
            release(limited, ceiling, released);
            assertThat(limited.isLive() || limited.lowWaterMark() > ceiling).isTrue();
        }
        limited.setCeiling(Long.MAX_VALUE);
        release(limited, Long.MAX_VALUE, released);

        assertThat(released).containsExactlyElementsOf(expected);
        assertThat(limited.isLive()).isTrue();
    }

    /** Up to six partitions, each with a few records, not always in order. */
    @Provide
    Arbitrary<List<List<Long>>> logs() {
        return Arbitraries.longs()
                .between(0, 200)
                .list()
                .ofMinSize(1)
                .ofMaxSize(30)
                .list()
                .ofMinSize(1)
                .ofMaxSize(6);
    }

    private static Merge merge(List<List<Long>> logs, int batchSize) {
        var merge = new Merge(MergeSettings.DEFAULT.withBatchSize(batchSize), false);
        for (int partition = 0; partition < logs.size(); partition++) {
            List<Long> timestamps = logs.get(partition);
            var id = new PartitionId("t", partition);
            var start = PartitionProgress.atStart(id, 0, timestamps.size(), 1_000_000);
            PartitionQueue queue = merge.add(List.of(start), 0).get(0);
            for (int offset = 0; offset < timestamps.size(); offset++) {
                merge.append(
                        queue,
                        LogRecord.chunkOf(List.of(LogRecord.at(offset, timestamps.get(offset)))),
                        0);
            }
        }
        return merge;
    }

    /** Releases what the ceiling lets through. */
    private static void release(Merge merge, long ceiling, List<String> released) {
        var record = new RecordCursor();
        boolean more;
        do {
            ReleasedBatch batch = merge.release(0);
            record.open(batch);
            while (record.next()) {
                assertThat(record.mergeKey()).isLessThanOrEqualTo(ceiling);
                released.add(record.partitionIndex() + "@" + record.offset());
            }
            more = batch.rows() > 0;
            assertThat(more || batch.waitsAtCeiling() || merge.isLive()).isTrue();
        } while (more);
    }
}
