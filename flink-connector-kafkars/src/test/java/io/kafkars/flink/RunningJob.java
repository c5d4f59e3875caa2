package io.kafkars.flink;

import io.kafkars.testing.Await;

import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointException;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ExceptionUtils;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import static org.apache.flink.runtime.checkpoint.CheckpointFailureReason.NOT_ALL_REQUIRED_TASKS_RUNNING;

/** A job that a test has started, cancelled at the end if it still runs. */
public final class RunningJob implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 60;

    private final JobClient client;

    private RunningJob(JobClient client) {
        this.client = client;
    }

    public static RunningJob start(StreamExecutionEnvironment env) throws Exception {
        return new RunningJob(env.executeAsync());
    }

    public JobID id() {
        return client.getJobID();
    }

    /** Waits for what the job brings about; fails at once if it fails, and if it ends. */
    public void until(String what, Callable<Boolean> condition) throws Exception {
        Await.until(
                what,
                () -> {
                    if (condition.call()) {
                        return true;
                    }
                    if (status().isGloballyTerminalState()) {
                        awaitEnd();
                        // It may have happened just before the end.
                        if (!condition.call()) {
                            throw new IllegalStateException(
                                    "The job has ended, and there is no " + what);
                        }
                    }
                    return false;
                });
    }

    /** Waits for the end of a bounded job; throws what made it fail. */
    public void awaitEnd() throws Exception {
        client.getJobExecutionResult().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Stops the job as soon as all its tasks run, and gives the path of the savepoint. */
    public String stopWithSavepoint(Path directory) throws Exception {
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

    @Override
    public void close() throws Exception {
        if (!status().isGloballyTerminalState()) {
            client.cancel().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            Await.until("end of the job", () -> status().isGloballyTerminalState());
        }
    }

    private JobStatus status() throws Exception {
        return client.getJobStatus().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
