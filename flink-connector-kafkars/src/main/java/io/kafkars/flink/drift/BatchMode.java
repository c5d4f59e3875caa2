// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.drift;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.connector.source.RichSourceReaderContext;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.runtime.jobgraph.JobType;
import org.apache.flink.streaming.api.operators.StreamingRuntimeContext;

/**
 * Refuses a maximum drift in batch mode. There the readers of a job may run one after the other,
 * and the first would wait for the others for ever.
 */
@Internal
public final class BatchMode {

    private BatchMode() {}

    /**
     * Whether a table is planned in batch mode.
     *
     * @param session configuration of the session
     */
    public static boolean isPlannedForBatch(ReadableConfig session) {
        return session.get(ExecutionOptions.RUNTIME_MODE) == RuntimeExecutionMode.BATCH;
    }

    /**
     * To be called when a reader is created: only then is it known in which mode the job runs, if
     * it leaves that to Flink.
     *
     * @throws IllegalStateException if there is a limit, and the job runs in batch mode
     */
    public static void refuse(DriftSettings settings, SourceReaderContext context) {
        if (settings.isLimited() && isBatch(context)) {
            throw new IllegalStateException(
                    "A maximum drift cannot be kept in batch mode, in which the readers of a job"
                            + " may run one after the other: set execution.runtime-mode to"
                            + " STREAMING, or leave setMaxDrift ('scan.max-drift') out");
        }
    }

    /**
     * The configuration of a reader is that of the cluster, and does not say it. The context does
     * since Flink 2.2; before, the mode is not known, and the job is believed to be streaming.
     */
    private static boolean isBatch(SourceReaderContext context) {
        try {
            return context instanceof RichSourceReaderContext rich
                    && rich.getRuntimeContext() instanceof StreamingRuntimeContext task
                    && task.getJobType() == JobType.BATCH;
        } catch (LinkageError e) {
            return false;
        }
    }
}
