// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import io.kafkars.flink.drift.DriftCeilingEvent;
import io.kafkars.flink.split.KafkarsSplit;

import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.connector.testutils.source.reader.TestingSplitEnumeratorContext;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Flink's testing context, which also records the backlog and the order of everything sent to the
 * readers, refuses readers that are not registered, and runs the handler of a call once, even if
 * the call fails.
 */
final class FakeContext extends TestingSplitEnumeratorContext<KafkarsSplit> {

    /** A call with a period. */
    record Timer(long delayMs, long periodMs, Runnable call) {}

    /** Every value given to {@link #setIsProcessingBacklog}. */
    final List<Boolean> backlog = new ArrayList<>();

    /**
     * Whether the source is live, as readers were told, in order: {@code 0 live} or {@code 0 not}.
     */
    final List<String> sourceLive = new ArrayList<>();

    /**
     * What else readers were told, in order: {@code 0 + t-1} for a split, {@code 0 no more}, or
     * {@code 0 all for now}.
     */
    final List<String> told = new ArrayList<>();

    private final Deque<Runnable> calls = new ArrayDeque<>();
    private final List<Timer> timers = new ArrayList<>();

    FakeContext(int parallelism) {
        super(parallelism);
    }

    void register(int subtask) {
        registerReader(subtask, "localhost");
    }

    void fail(int subtask) {
        registeredReaders().remove(subtask);
    }

    /** Runs the calls without a period that are waiting, each with its handler. */
    void runCalls() {
        while (!calls.isEmpty()) {
            calls.remove().run();
        }
    }

    int waitingCalls() {
        return calls.size();
    }

    /** The periodic calls with this period. */
    List<Timer> timers(long periodMs) {
        return timers.stream().filter(timer -> timer.periodMs() == periodMs).toList();
    }

    /** One tick of the only call with this period. */
    void tick(long periodMs) {
        List<Timer> found = timers(periodMs);
        if (found.size() != 1) {
            throw new AssertionError("Not one timer of " + periodMs + " ms: " + found);
        }
        found.get(0).call().run();
    }

    /** What readers were told since the last call. */
    List<String> newlyTold() {
        var since = List.copyOf(told);
        told.clear();
        return since;
    }

    @Override
    public void assignSplits(SplitsAssignment<KafkarsSplit> assignment) {
        assignment
                .assignment()
                .forEach(
                        (subtask, splits) -> {
                            requireRegistered(subtask);
                            splits.forEach(split -> told.add(subtask + " + " + split.splitId()));
                        });
        super.assignSplits(assignment);
    }

    @Override
    public void signalNoMoreSplits(int subtask) {
        requireRegistered(subtask);
        told.add(subtask + " no more");
        super.signalNoMoreSplits(subtask);
    }

    @Override
    public void sendEventToSourceReader(int subtask, SourceEvent event) {
        requireRegistered(subtask);
        if (event instanceof SourceLiveEvent source) {
            sourceLive.add(subtask + (source.live() ? " live" : " not"));
            return;
        }
        if (event instanceof DriftCeilingEvent ceiling) {
            told.add(subtask + " up to " + ceiling.ceiling());
            return;
        }
        assertThat(event).isEqualTo(new InitialAssignmentEvent());
        told.add(subtask + " all for now");
    }

    @Override
    public void setIsProcessingBacklog(boolean isProcessingBacklog) {
        backlog.add(isProcessingBacklog);
    }

    @Override
    public <T> void callAsync(Callable<T> callable, BiConsumer<T, Throwable> handler) {
        calls.add(() -> run(callable, handler));
    }

    @Override
    public <T> void callAsync(
            Callable<T> callable, BiConsumer<T, Throwable> handler, long delay, long period) {
        timers.add(new Timer(delay, period, () -> run(callable, handler)));
    }

    private static <T> void run(Callable<T> callable, BiConsumer<T, Throwable> handler) {
        T result;
        try {
            result = callable.call();
        } catch (Throwable t) {
            handler.accept(null, t);
            return;
        }
        handler.accept(result, null);
    }

    private void requireRegistered(int subtask) {
        if (!registeredReaders().containsKey(subtask)) {
            throw new IllegalArgumentException("Subtask " + subtask + " is not registered");
        }
    }
}
