// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import io.kafkars.consumer.ConsumerManager;
import io.kafkars.consumer.ReplayStatus;
import io.kafkars.merge.ReleasedBatch;

import org.apache.flink.annotation.Internal;

import java.util.function.LongSupplier;

/**
 * The status of the reader's replay, for metrics and reports: written by the fetcher thread, once a
 * second and when the reader goes live, and read by any thread.
 */
@Internal
public final class ReaderStatus {

    private static final long INTERVAL_MILLIS = 1_000;

    private final LongSupplier clock;
    private volatile ReplayStatus current = ReplayStatus.NOTHING;
    private boolean live;
    private long nextRefresh;

    ReaderStatus(LongSupplier clock) {
        this.clock = clock;
    }

    /** Takes the status after a batch, if it is due. Fetcher thread. */
    void update(ConsumerManager manager, ReleasedBatch batch) {
        if (batch.isLiveAfter() != live || clock.getAsLong() >= nextRefresh) {
            live = batch.isLiveAfter();
            refresh(manager);
        }
    }

    /** Takes the status now. Fetcher thread. */
    void refresh(ConsumerManager manager) {
        current = manager.status();
        nextRefresh = clock.getAsLong() + INTERVAL_MILLIS;
    }

    /** The latest status; any thread. */
    public ReplayStatus current() {
        return current;
    }
}
