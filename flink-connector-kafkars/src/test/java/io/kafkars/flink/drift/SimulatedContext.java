// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.drift;

import io.kafkars.flink.split.KafkarsSplit;

import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Flink's context of an enumerator, in virtual time. It insists on what Flink insists on: it is
 * used on the coordinator's thread only, and events go to registered readers.
 */
final class SimulatedContext implements SplitEnumeratorContext<KafkarsSplit> {

    private final VirtualTime time;
    private final int parallelism;
    private final BiConsumer<Integer, SourceEvent> network;
    private final Map<Integer, ReaderInfo> readers = new TreeMap<>();
    private boolean onCoordinator;
    private boolean closed;

    /**
     * @param network takes the events for a subtask
     */
    SimulatedContext(VirtualTime time, int parallelism, BiConsumer<Integer, SourceEvent> network) {
        this.time = time;
        this.parallelism = parallelism;
        this.network = network;
    }

    void register(int subtask) {
        readers.put(subtask, new ReaderInfo(subtask, "localhost"));
    }

    void unregister(int subtask) {
        readers.remove(subtask);
    }

    /** From now on the coordinator does nothing any more. */
    void close() {
        closed = true;
    }

    /** Runs something on the coordinator's thread, a millisecond later. */
    @Override
    public void runInCoordinatorThread(Runnable task) {
        if (closed) {
            throw new RejectedExecutionException("closed");
        }
        time.after(1, () -> onCoordinator(task));
    }

    void onCoordinator(Runnable task) {
        if (!closed) {
            assertThat(onCoordinator).as("one task at a time").isFalse();
            onCoordinator = true;
            task.run();
            onCoordinator = false;
        }
    }

    @Override
    public void sendEventToSourceReader(int subtask, SourceEvent event) {
        assertThat(onCoordinator).as("on the coordinator's thread").isTrue();
        assertThat(readers).as("registered readers").containsKey(subtask);
        network.accept(subtask, event);
    }

    @Override
    public Map<Integer, ReaderInfo> registeredReaders() {
        assertThat(onCoordinator).as("on the coordinator's thread").isTrue();
        return readers;
    }

    @Override
    public int currentParallelism() {
        return parallelism;
    }

    @Override
    public <T> void callAsync(
            Callable<T> callable, BiConsumer<T, Throwable> handler, long delay, long period) {
        time.after(
                delay,
                () -> {
                    onCoordinator(() -> handler.accept(null, null));
                    if (!closed) {
                        callAsync(callable, handler, period, period);
                    }
                });
    }

    @Override
    public <T> void callAsync(Callable<T> callable, BiConsumer<T, Throwable> handler) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SplitEnumeratorMetricGroup metricGroup() {
        return UnregisteredMetricsGroup.createSplitEnumeratorMetricGroup();
    }

    @Override
    public void assignSplits(SplitsAssignment<KafkarsSplit> assignment) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void signalNoMoreSplits(int subtask) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setIsProcessingBacklog(boolean isProcessingBacklog) {
        throw new UnsupportedOperationException();
    }
}
