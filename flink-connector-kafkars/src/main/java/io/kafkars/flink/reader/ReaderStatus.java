// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import io.kafkars.consumer.ConsumerManager;
import io.kafkars.consumer.ReplayStatus;
import io.kafkars.merge.ReleasedBatch;

import org.apache.flink.annotation.Internal;

import java.util.function.LongSupplier;

/**
 * How the reader's replay stands, for everyone who wants to look: written by the fetcher thread,
 * once a second and when the reader goes live, read by any.
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

    /** Fetcher thread. */
    void update(ConsumerManager manager, ReleasedBatch batch) {
        if (batch.isLiveAfter() != live || clock.getAsLong() >= nextRefresh) {
            live = batch.isLiveAfter();
            refresh(manager);
        }
    }

    /** Fetcher thread. */
    void refresh(ConsumerManager manager) {
        current = manager.status();
        nextRefresh = clock.getAsLong() + INTERVAL_MILLIS;
    }

    /** The latest status; any thread. */
    public ReplayStatus current() {
        return current;
    }
}
