// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

import static io.kafkars.flink.enumerator.Splits.id;
import static io.kafkars.flink.enumerator.Splits.split;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EnumeratorStateTest {

    private static final OptionalLong RESOLVED = OptionalLong.of(5);

    @Test
    void splitsAreInTheOrderOfPartitions() {
        var state =
                new EnumeratorState(
                        RESOLVED,
                        List.of(split("b", 0, 1), split("a", 10, 1), split("a", 9, 1)),
                        Set.of(),
                        true,
                        false);

        assertThat(state.splits()).extracting("splitId").containsExactly("a-9", "a-10", "b-0");
    }

    @Test
    void laterChangesOfItsArgumentsAreNotSeen() {
        var splits = new ArrayList<>(List.of(split("a", 0, 1)));
        var state = new EnumeratorState(RESOLVED, splits, Set.of(), true, false);
        splits.clear();

        assertThat(state.splits()).hasSize(1);
    }

    @Test
    void contradictionsAreRejected() {
        var one = List.of(split("a", 0, 1));
        assertThatThrownBy(
                        () -> new EnumeratorState(RESOLVED, one, Set.of(id("a", 1)), true, false))
                .hasMessageContaining("a-1 is unassigned, but has no split");
        assertThatThrownBy(
                        () ->
                                new EnumeratorState(
                                        RESOLVED,
                                        List.of(split("a", 0, 1), split("a", 0, 2)),
                                        Set.of(),
                                        true,
                                        false))
                .hasMessageContaining("a-0 is there twice");
        assertThatThrownBy(() -> new EnumeratorState(RESOLVED, one, Set.of(), false, false))
                .hasMessageContaining("resolve time");
        assertThatThrownBy(
                        () -> new EnumeratorState(OptionalLong.empty(), one, Set.of(), false, true))
                .hasMessageContaining("cannot be live");
    }
}
