// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;

import java.util.ArrayList;
import java.util.List;

/**
 * Keeps in order, and as text, what a reader emits: {@code a@5} for an element with its event time,
 * {@code a} for one without, {@code watermark 5}, {@code idle}, {@code active}.
 */
final class FakeOutput<T> implements ReaderOutput<T> {

    private final List<String> emitted = new ArrayList<>();

    /** Thrown for each element while set, as by an operator chained to the source. */
    RuntimeException failure;

    /** What was emitted since the last call. */
    List<String> take() {
        var taken = List.copyOf(emitted);
        emitted.clear();
        return taken;
    }

    @Override
    public void collect(T element) {
        emit(String.valueOf(element));
    }

    @Override
    public void collect(T element, long timestamp) {
        emit(element + "@" + timestamp);
    }

    private void emit(String element) {
        if (failure != null) {
            throw failure;
        }
        emitted.add(element);
    }

    @Override
    public void emitWatermark(Watermark watermark) {
        emitted.add("watermark " + watermark.getTimestamp());
    }

    @Override
    public void markIdle() {
        emitted.add("idle");
    }

    @Override
    public void markActive() {
        emitted.add("active");
    }

    /** Flink creates an output for each split that is announced. None of them may be used. */
    @Override
    public SourceOutput<T> createOutputForSplit(String splitId) {
        var unused = new FakeOutput<T>();
        unused.failure = new UnsupportedOperationException("Only the main output is used");
        return unused;
    }

    @Override
    public void releaseOutputForSplit(String splitId) {}
}
