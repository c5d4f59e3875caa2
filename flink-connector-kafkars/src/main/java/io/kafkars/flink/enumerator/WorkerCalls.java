// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;

import java.util.concurrent.Callable;
import java.util.function.BiConsumer;

/**
 * Calls that block. Flink's worker thread runs them one at a time, and their handlers run on the
 * coordinator thread. Once this is closed, results and failures are dropped: closing cuts a call
 * off, and what it was for has no meaning any more.
 */
@Internal
final class WorkerCalls {

    private final SplitEnumeratorContext<?> context;
    private volatile boolean closed;

    WorkerCalls(SplitEnumeratorContext<?> context) {
        this.context = context;
    }

    /**
     * Calls once, as soon as the worker is free.
     *
     * @param handler takes the result, or what the call threw
     */
    <T> void once(Callable<T> call, BiConsumer<T, Throwable> handler) {
        context.callAsync(call, unlessClosed(handler));
    }

    /**
     * Calls at a fixed rate.
     *
     * @param handler takes each result, or what the call threw
     */
    <T> void repeatedly(
            Callable<T> call, BiConsumer<T, Throwable> handler, long delayMs, long intervalMs) {
        context.callAsync(call, unlessClosed(handler), delayMs, intervalMs);
    }

    private <T> BiConsumer<T, Throwable> unlessClosed(BiConsumer<T, Throwable> handler) {
        return (result, error) -> {
            if (!closed) {
                handler.accept(result, error);
            }
        };
    }

    /** Drops whatever comes from now on. Any thread. */
    void close() {
        closed = true;
    }

    /** For handlers that survive a failed call: an {@link Error} must still fail the job. */
    static void throwIfError(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
    }
}
