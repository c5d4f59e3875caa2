// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.chaos;

import io.kafkars.fetch.FetchMode;
import io.kafkars.flink.KafkarsSource;
import io.kafkars.flink.message.Message;
import io.kafkars.topics.SourceTopic;

import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.executiongraph.ErrorInfo;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The job into which faults are injected: the source, the probe, and a sink that commits with
 * checkpoints. Used by one thread.
 */
final class ChaosJob {

    private static final int MAX_RECORDS_PER_SECOND = 8_000;
    private static final long TIMEOUT_SECONDS = 60;

    private final MiniCluster cluster;
    private final Setup setup;
    private FetchMode fetch;
    private JobID id;

    /**
     * What one job is made of.
     *
     * @param keyed whether subtasks exchange records, so that one failure restarts all of them; if
     *     not, each subtask is restarted alone
     * @param watchId id of the {@link RoundWatch} that the probes report to
     * @param fetch how records are fetched at first; each savepoint changes it
     * @param directory for checkpoints, savepoints and output
     */
    record Setup(
            String bootstrapServers,
            List<String> topics,
            boolean keyed,
            long watchId,
            FetchMode fetch,
            Path directory) {

        Path output() {
            return directory.resolve("output");
        }
    }

    ChaosJob(MiniCluster cluster, Setup setup) {
        this.cluster = cluster;
        this.setup = setup;
        this.fetch = setup.fetch();
    }

    void start(int parallelism) throws Exception {
        submit(parallelism, SavepointRestoreSettings.none());
    }

    /** Stops with a savepoint, and resumes from it, fetching the other way. */
    void rescale(int parallelism) throws Exception {
        fetch = fetch == FetchMode.CLIENT ? FetchMode.COLUMNAR : FetchMode.CLIENT;
        submit(parallelism, SavepointRestoreSettings.forPath(stopWithSavepoint()));
    }

    private void submit(int parallelism, SavepointRestoreSettings from) throws Exception {
        var configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(100));
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                setup.directory().resolve("checkpoints").toUri().toString());
        var env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(parallelism);
        env.setMaxParallelism(128);
        env.enableCheckpointing(500);
        build(env);
        var graph = env.getStreamGraph().getJobGraph();
        graph.setSavepointRestoreSettings(from);
        id = cluster.submitJob(graph).get(TIMEOUT_SECONDS, TimeUnit.SECONDS).getJobID();
    }

    private void build(StreamExecutionEnvironment env) {
        KafkarsSource<Message> source =
                KafkarsSource.messages()
                        .setBootstrapServers(setup.bootstrapServers())
                        .setTopics(setup.topics().stream().map(SourceTopic::earliest).toList())
                        .setPartitionDiscoveryInterval(Duration.ofSeconds(1))
                        .setBatchSize(500)
                        .setFetch(fetch)
                        // The partitions of a stopped broker are silent and must not become idle:
                        // the watermark does not wait for idle partitions.
                        .setLiveIdleTimeout(Duration.ofHours(1))
                        .build();
        DataStream<Emission> emissions =
                env.fromSource(source, WatermarkStrategy.noWatermarks(), "kafkars")
                        .uid("kafkars")
                        .transform(
                                "probe",
                                TypeInformation.of(Emission.class),
                                new EmissionProbe(setup.watchId(), MAX_RECORDS_PER_SECOND))
                        .uid("probe");
        if (setup.keyed()) {
            emissions = emissions.keyBy(Emission::partition);
        }
        emissions.sinkTo(EmissionFiles.sink(setup.output())).uid("output");
    }

    /**
     * Stops the job. If it is recovering from a fault, tries again until it has recovered.
     *
     * @return the path of the savepoint
     */
    String stopWithSavepoint() throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        while (true) {
            try {
                return cluster.stopWithSavepoint(
                                id,
                                setup.directory().resolve("savepoints").toUri().toString(),
                                false,
                                SavepointFormatType.CANONICAL)
                        .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                requireRunning();
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
    }

    /** Fails if the job has ended. */
    void requireRunning() throws Exception {
        JobStatus status = cluster.getJobStatus(id).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        if (status.isGloballyTerminalState()) {
            throw new IllegalStateException(
                    "The job has ended as "
                            + status
                            + lastFailure().map(f -> ": " + f.getExceptionAsString()).orElse(""));
        }
    }

    /** The last failure that made the job restart since it was submitted, if there was one. */
    Optional<ErrorInfo> lastFailure() throws Exception {
        return Optional.ofNullable(
                cluster.getExecutionGraph(id)
                        .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                        .getFailureInfo());
    }

    void cancel() throws Exception {
        if (id != null
                && !cluster.getJobStatus(id)
                        .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                        .isGloballyTerminalState()) {
            cluster.cancelJob(id).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            cluster.requestJobResult(id).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        }
    }
}
