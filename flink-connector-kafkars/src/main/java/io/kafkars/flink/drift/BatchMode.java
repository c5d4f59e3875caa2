// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.drift;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ReadableConfig;

/**
 * Refuses a maximum drift in batch mode. There the readers of a job may run one after the other,
 * and the first would wait for the others for ever.
 */
@Internal
public final class BatchMode {

    private BatchMode() {}

    /**
     * Whether a job runs in batch mode. A job that leaves the mode to Flink runs in batch mode if
     * all of its sources are bounded; then Flink switches the timeout of buffers off.
     *
     * @param job configuration of the job
     */
    static boolean isBatch(ReadableConfig job) {
        return switch (job.get(ExecutionOptions.RUNTIME_MODE)) {
            case BATCH -> true;
            case STREAMING -> false;
            case AUTOMATIC -> !job.get(ExecutionOptions.BUFFER_TIMEOUT_ENABLED);
        };
    }

    /**
     * Whether a table is planned in batch mode.
     *
     * @param session configuration of the session
     */
    public static boolean isPlannedForBatch(ReadableConfig session) {
        return session.get(ExecutionOptions.RUNTIME_MODE) == RuntimeExecutionMode.BATCH;
    }

    /**
     * To be called when a reader is created.
     *
     * @throws IllegalStateException if there is a limit, and the job runs in batch mode
     */
    public static void refuse(DriftSettings settings, ReadableConfig job) {
        if (settings.isLimited() && isBatch(job)) {
            throw new IllegalStateException(
                    "A maximum drift cannot be kept in batch mode, in which the readers of a job"
                            + " may run one after the other: set execution.runtime-mode to"
                            + " STREAMING, or leave setMaxDrift ('scan.max-drift') out");
        }
    }
}
