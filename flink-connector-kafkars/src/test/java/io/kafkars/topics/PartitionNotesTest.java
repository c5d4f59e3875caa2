// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.merge.PartitionId;
import io.kafkars.validation.Problems;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PartitionNotesTest {

    private final PartitionNotes notes = new PartitionNotes();

    @Test
    void partitionsOfATopicThatShareARemarkShareALine() {
        notes.add(new PartitionId("b", 2), "has no leader");
        notes.add(new PartitionId("a", 7), "has no leader");
        notes.add(new PartitionId("b", 0), "is empty");
        notes.add(new PartitionId("b", 1), "has no leader");

        assertThat(notes.lines())
                .containsExactly(
                        "Topic 'a', partition 7: has no leader",
                        "Topic 'b', partitions 1 to 2: has no leader",
                        "Topic 'b', partition 0: is empty");
    }

    @Test
    void eachLineBecomesAProblemUnchanged() {
        notes.add(new PartitionId("a", 0), "100% lost");
        var problems = new Problems();
        notes.reportTo(problems);

        assertThat(problems.found()).containsExactly("Topic 'a', partition 0: 100% lost");
    }
}
