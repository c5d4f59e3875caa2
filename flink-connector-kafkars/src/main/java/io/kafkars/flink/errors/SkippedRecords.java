// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.errors;

import io.kafkars.flink.deserializer.DeserializationException;
import io.kafkars.merge.RecordView;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Leaves records out, with a warning from time to time. */
final class SkippedRecords implements FailedRecords {

    private static final Logger LOG = LoggerFactory.getLogger(SkippedRecords.class);

    /** A topic that holds something else altogether must not fill the log. */
    static final Duration INTERVAL = Duration.ofMinutes(1);

    private final LongSupplier nanoClock;
    private boolean warned;
    private long warnedAt;
    private long silent;

    SkippedRecords(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    @Override
    public void take(RecordView record, DeserializationException failure) {
        long now = nanoClock.getAsLong();
        if (warned && now - warnedAt < INTERVAL.toNanos()) {
            silent++;
            return;
        }
        LOG.warn(
                "A record is skipped, and {} were since the last warning. {}",
                silent,
                failure.getMessage());
        warned = true;
        warnedAt = now;
        silent = 0;
    }

    /** Skipped without a warning since the last. */
    long silent() {
        return silent;
    }
}
