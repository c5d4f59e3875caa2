// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import io.kafkars.flink.enumerator.BalancedAssigner.Load;
import io.kafkars.flink.split.KafkarsSplit;
import io.kafkars.merge.PartitionId;

import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.List;
import java.util.Map;

import static io.kafkars.flink.enumerator.Splits.id;
import static io.kafkars.flink.enumerator.Splits.split;
import static io.kafkars.merge.RecordView.NO_LEADER_EPOCH;
import static org.assertj.core.api.Assertions.assertThat;

class BalancedAssignerTest {

    @Test
    void theLongestReplayGoesFirstToTheLeastLoadedReader() {
        var splits =
                List.of(split("t", 0, 4), split("t", 1, 7), split("t", 2, 5), split("t", 3, 6));

        assertThat(owners(splits, 2))
                .containsOnly(
                        Map.entry(id("t", 1), 0),
                        Map.entry(id("t", 3), 1),
                        Map.entry(id("t", 2), 1),
                        Map.entry(id("t", 0), 0));
    }

    @Test
    void equalLoadsGoToTheReaderWithFewerSplitsAndThenToTheLowerSubtask() {
        var loads = List.of(new Load(10, 2), new Load(10, 1), new Load(10, 1));

        assertThat(BalancedAssigner.owners(List.of(split("t", 0, 5)), loads))
                .containsEntry(id("t", 0), 1);
    }

    @Test
    void earlierSplitsCount() {
        var loads = List.of(new Load(1_000, 1), Load.NONE);
        var splits = List.of(split("t", 0, 500), split("t", 1, 400));

        assertThat(BalancedAssigner.owners(splits, loads)).containsValues(1).doesNotContainValue(0);
    }

    @Test
    void emptySplitsAreSpreadByNumberAndNotByReplay() {
        var loads = List.of(new Load(1_000, 1), new Load(0, 3));
        var splits = List.of(split("t", 0, 0), split("t", 1, 0), split("t", 2, 0));

        // 1 and 3 splits become 3 and 4: the third goes to the reader with less to replay.
        assertThat(BalancedAssigner.owners(splits, loads))
                .containsOnly(
                        Map.entry(id("t", 0), 0),
                        Map.entry(id("t", 1), 0),
                        Map.entry(id("t", 2), 1));
    }

    @Test
    void releasedRecordsDoNotCountAsLoad() {
        KafkarsSplit nearlyDone = split("t", 0, 1_000);
        nearlyDone =
                nearlyDone.withProgress(
                        nearlyDone.progress().advancedTo(1_099, 1, NO_LEADER_EPOCH));

        assertThat(Load.NONE.plus(nearlyDone)).isEqualTo(new Load(1, 1));
    }

    @Test
    void withMoreReadersThanSplitsSomeReadersGetNone() {
        assertThat(owners(List.of(split("t", 0, 5), split("t", 1, 0)), 4))
                .containsOnly(Map.entry(id("t", 0), 0), Map.entry(id("t", 1), 1));
    }

    private static Map<PartitionId, Integer> owners(List<KafkarsSplit> splits, int readers) {
        return BalancedAssigner.owners(splits, Collections.nCopies(readers, Load.NONE));
    }
}
