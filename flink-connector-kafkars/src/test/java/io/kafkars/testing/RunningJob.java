// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.testing;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.JobID;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointException;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ExceptionUtils;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

import static org.apache.flink.runtime.checkpoint.CheckpointFailureReason.NOT_ALL_REQUIRED_TASKS_RUNNING;

/**
 * A job that a test has started. Closing it cancels it if it still runs. To be used by the thread
 * of the test.
 */
@PublicEvolving
public sealed class RunningJob implements AutoCloseable permits RunningReplay {

    private static final Logger LOG = LoggerFactory.getLogger(RunningJob.class);
    private static final int PATIENCE_SECONDS = 60;

    private final JobClient client;

    /** Requested at the start, because the cluster of a single job ends together with it. */
    private final CompletableFuture<JobExecutionResult> result;

    RunningJob(JobClient client) {
        this.client = client;
        this.result = client.getJobExecutionResult();
    }

    /**
     * Starts the job that was built in an environment.
     *
     * @throws Exception if it cannot be submitted
     */
    public static RunningJob start(StreamExecutionEnvironment env) throws Exception {
        return new RunningJob(env.executeAsync());
    }

    /** Flink's id of the job. */
    public final JobID id() {
        return client.getJobID();
    }

    /**
     * Waits until a condition holds, for a minute at most.
     *
     * @param what names the condition in the message, after "waited in vain for"
     * @param condition evaluated about every 10 ms, by this thread
     * @throws IllegalStateException after a minute, or if the job has ended without it
     * @throws Exception what made the job fail, if it has failed
     */
    public final void until(String what, Callable<Boolean> condition) throws Exception {
        Await.until(
                what,
                () -> {
                    if (condition.call()) {
                        return true;
                    }
                    if (result.isDone()) {
                        awaitEnd();
                        // It may have happened just before the end.
                        if (!condition.call()) {
                            throw new IllegalStateException(
                                    "The job ended while the test was waiting for " + what);
                        }
                    }
                    return false;
                });
    }

    /**
     * Waits for the end of a bounded job, for a minute at most.
     *
     * @throws TimeoutException after a minute
     * @throws Exception what made the job fail
     */
    public final void awaitEnd() throws Exception {
        result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * Stops the job with a savepoint as soon as all its tasks run. The watermark does not advance
     * to the end, so windows that are open stay in the savepoint.
     *
     * @param directory in which the savepoint gets a directory of its own
     * @return the path of the savepoint, to restore a job from
     * @throws Exception if the savepoint fails, or after a minute
     */
    public final String stopWithSavepoint(Path directory) throws Exception {
        var path = new AtomicReference<String>();
        Await.until("savepoint", () -> tryToStop(directory, path));
        return path.get();
    }

    private boolean tryToStop(Path directory, AtomicReference<String> path) throws Exception {
        try {
            path.set(
                    client.stopWithSavepoint(
                                    false,
                                    directory.toUri().toString(),
                                    SavepointFormatType.CANONICAL)
                            .get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            return true;
        } catch (ExecutionException e) {
            boolean tooEarly =
                    ExceptionUtils.findThrowable(e, CheckpointException.class)
                            .map(CheckpointException::getCheckpointFailureReason)
                            .filter(NOT_ALL_REQUIRED_TASKS_RUNNING::equals)
                            .isPresent();
            if (tooEarly) {
                return false;
            }
            throw e;
        }
    }

    /** Cancels the job if it still runs, and waits until it has ended. */
    @Override
    public final void close() throws Exception {
        if (!result.isDone()) {
            try {
                client.cancel().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException | IllegalStateException e) {
                // It may have ended by itself just now; otherwise the wait fails.
                LOG.debug("Cannot cancel job {}", id(), e);
            }
            Await.until("end of the job", result::isDone);
        }
    }
}
