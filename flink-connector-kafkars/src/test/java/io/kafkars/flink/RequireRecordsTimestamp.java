// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.flink.errors.DeadLetter;

import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Passes on dead letters that have the timestamps of their records, and fails on others. */
final class RequireRecordsTimestamp extends ProcessFunction<DeadLetter, DeadLetter> {

    private static final long serialVersionUID = 1L;

    @Override
    public void processElement(DeadLetter letter, Context context, Collector<DeadLetter> out) {
        if (context.timestamp() != letter.record().timestamp()) {
            throw new IllegalStateException(context.timestamp() + " is not that of " + letter);
        }
        out.collect(letter);
    }
}
