// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import io.kafkars.merge.ReleasedBatch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** Has steps of as many records as the test sets, and ignores the records themselves. */
final class FakeEmitter implements Emitter {

    /** Records of the steps of each batch that is opened. */
    List<Integer> steps = List.of();

    /** The partitions whose states were given with the last batch, in the order of their index. */
    List<String> opened;

    final List<String> calls = new ArrayList<>();
    private Deque<Integer> left = new ArrayDeque<>();

    @Override
    public void start() {
        calls.add("start");
    }

    @Override
    public void open(ReleasedBatch batch, KafkarsSplitState[] states) {
        opened =
                Arrays.stream(states)
                        .map(state -> state == null ? "none" : state.toSplit().splitId())
                        .toList();
        left = new ArrayDeque<>(steps);
    }

    @Override
    public boolean next() {
        return !left.isEmpty();
    }

    @Override
    public int emit() {
        return left.remove();
    }

    @Override
    public void flush() {
        calls.add("flush");
    }

    @Override
    public void close() {
        calls.add("close");
    }
}
