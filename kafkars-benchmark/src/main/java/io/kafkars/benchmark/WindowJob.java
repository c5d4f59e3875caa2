// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;
import org.apache.flink.util.FileUtils;

import com.sun.management.OperatingSystemMXBean;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs the job of {@link JobBenchmark} in a Flink cluster inside this process: counts the records
 * of each key and hour of event time.
 */
final class WindowJob {

    private static final OperatingSystemMXBean OS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final long PARK_NANOS = 1_000_000;

    private final JobSide side;
    private final JobTask task;
    private final String bootstrapServers;

    WindowJob(JobSide side, JobTask task, String bootstrapServers) {
        this.side = side;
        this.task = task;
        this.bootstrapServers = bootstrapServers;
    }

    /** Runs the job once, on a cluster of its own. */
    JobRound run() throws Exception {
        long[] expected = task.data().expectedCounts();
        Path checkpoints = Files.createTempDirectory("kafkars-benchmark-checkpoints");
        var cluster =
                new MiniClusterConfiguration.Builder()
                        .setConfiguration(configuration(checkpoints))
                        .setNumTaskManagers(1)
                        .setNumSlotsPerTaskManager(task.subtasks())
                        .build();
        try (var flink = new MiniCluster(cluster)) {
            flink.start();
            return run(flink, graph(configuration(checkpoints)), expected);
        } finally {
            FileUtils.deleteDirectory(checkpoints.toFile());
        }
    }

    private JobRound run(MiniCluster flink, JobGraph graph, long[] expected) throws Exception {
        LateRecords.reset();
        JobProbe probe = JobProbe.start(task.data());
        JobID job = graph.getJobID();
        long beginCpu = OS.getProcessCpuTime();
        long begin = System.nanoTime();
        flink.submitJob(graph).get();
        var end = flink.requestJobResult(job);
        while (!end.isDone() && probe.counted() + LateRecords.dropped() < task.data().records()) {
            LockSupport.parkNanos(PARK_NANOS);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        double cpuSeconds = (OS.getProcessCpuTime() - beginCpu) / 1e9;
        if (source().getBoundedness() == Boundedness.CONTINUOUS_UNBOUNDED && !end.isDone()) {
            flink.cancelJob(job).get();
        }
        var failure = end.get().getSerializedThrowable();
        if (failure.isPresent()) {
            throw new IllegalStateException(
                    side + " failed", failure.get().deserializeError(getClass().getClassLoader()));
        }
        CheckpointStatsSnapshot checkpoints =
                flink.getExecutionGraph(job).get().getCheckpointStatsSnapshot();
        return new JobRound(
                seconds,
                cpuSeconds,
                probe.mostOpenWindows(),
                Math.max(0, checkpoints.getSummaryStats().getStateSizeStats().getMaximum()),
                checkpoints.getCounts().getNumberOfCompletedCheckpoints(),
                LateRecords.dropped(),
                probe.wrongWindows(expected));
    }

    private Configuration configuration(Path checkpoints) {
        var configuration = new Configuration();
        configuration.set(StateBackendOptions.STATE_BACKEND, task.backend().toString());
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(1));
        // A restarted job would count twice what it had counted before.
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(512));
        configuration.set(RestOptions.BIND_PORT, "0");
        LateRecords.enableReporter(configuration);
        return configuration;
    }

    private JobGraph graph(Configuration configuration) {
        var environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        environment.setParallelism(task.subtasks());
        environment
                .fromSource(source(), side.watermarks(), "source")
                .keyBy(key -> key)
                .window(TumblingEventTimeWindows.of(Duration.ofHours(1)))
                .aggregate(new Count(), new Result())
                .returns(Types.TUPLE(Types.INT, Types.LONG, Types.LONG))
                .sinkTo(new Results());
        return environment.getStreamGraph().getJobGraph();
    }

    private Source<Integer, ?, ?> source() {
        return side.source(bootstrapServers, task);
    }

    /**
     * Counts, and tells the probe when a window opens and when it fires. Flink makes an accumulator
     * when it has none for a key and window, and takes its result when the window fires, which also
     * deletes it. Each window fires once, since none may be late.
     */
    private static final class Count implements AggregateFunction<Integer, Long, Long> {

        private static final long serialVersionUID = 1L;

        @Override
        public Long createAccumulator() {
            JobProbe.current().windowOpened();
            return 0L;
        }

        @Override
        public Long add(Integer key, Long count) {
            return count + 1;
        }

        @Override
        public Long getResult(Long count) {
            JobProbe.current().windowFired();
            return count;
        }

        @Override
        public Long merge(Long a, Long b) {
            throw new UnsupportedOperationException("Windows of fixed size are not merged");
        }
    }

    /** Adds key and start of the window to its count. */
    private static final class Result
            extends ProcessWindowFunction<Long, Tuple3<Integer, Long, Long>, Integer, TimeWindow> {

        private static final long serialVersionUID = 1L;

        @Override
        public void process(
                Integer key,
                Context context,
                Iterable<Long> counts,
                Collector<Tuple3<Integer, Long, Long>> out) {
            long start = context.window().getStart();
            counts.forEach(count -> out.collect(Tuple3.of(key, start, count)));
        }
    }

    /** Gives the results to the probe. */
    private static final class Results implements Sink<Tuple3<Integer, Long, Long>> {

        private static final long serialVersionUID = 1L;

        @Override
        public SinkWriter<Tuple3<Integer, Long, Long>> createWriter(WriterInitContext context) {
            JobProbe probe = JobProbe.current();
            return new SinkWriter<>() {
                @Override
                public void write(Tuple3<Integer, Long, Long> result, Context context) {
                    probe.result(result.f0, result.f1, result.f2);
                }

                @Override
                public void flush(boolean endOfInput) {}

                @Override
                public void close() {}
            };
        }
    }
}
