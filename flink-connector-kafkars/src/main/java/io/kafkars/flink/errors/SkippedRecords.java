// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.errors;

import io.kafkars.flink.deserializer.DeserializationException;
import io.kafkars.merge.RecordView;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Skips records, with at most one warning a minute. */
final class SkippedRecords implements FailedRecords {

    private static final Logger LOG = LoggerFactory.getLogger(SkippedRecords.class);

    /** A topic full of other content must not fill the log. */
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
                "A record was skipped, after {} others since the last warning. {}",
                silent,
                failure.getMessage());
        warned = true;
        warnedAt = now;
        silent = 0;
    }

    /** Number of records skipped without a warning since the last warning. */
    long silent() {
        return silent;
    }
}
