// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

class DeferredPausesTest {

    private static final TopicPartition A = new TopicPartition("t", 0);
    private static final TopicPartition B = new TopicPartition("t", 1);
    private static final TopicPartition C = new TopicPartition("t", 2);

    private final DeferredPauses pauses = new DeferredPauses();

    @Test
    void aPauseWaitsForOnePollWhileTheRestOfAFetchMayBeComing() {
        pauses.polled(Set.of(A, B));
        assertThat(pauses.due(List.of(A, B, C))).containsExactly(C);

        pauses.polled(Set.of(B, C));
        assertThat(pauses.due(List.of(C))).containsExactlyInAnyOrder(A, B);

        pauses.polled(Set.of());
        assertThat(pauses.due(List.of())).containsExactly(C);
        assertThat(pauses.due(List.of())).isEmpty();
    }

    @Test
    void betweenPollsNothingIsDeferred() {
        pauses.polled(Set.of(A, B));
        pauses.due(List.of());

        assertThat(pauses.due(List.of(A, B))).containsExactlyInAnyOrder(A, B);
    }
}
