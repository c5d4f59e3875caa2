// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.testing;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Runs a source and the part of a job that follows it, and records what comes out.
 *
 * <pre>{@code
 * List<Message> records = Replay.of(kafka.messages("events").stopAtReplayEnd().build()).toList();
 *
 * StreamLog<Long> perHour = Replay.of(source).through(RecordsPerHour::count).run();
 * }</pre>
 *
 * <p>The job runs in the cluster of the test class (see {@link MiniClusters}). If there is none, it
 * runs in a cluster of its own. Its parallelism is 1 by default, so that the records have one
 * order. A replay can be run more than once; each run is a new job. To be used by one thread.
 *
 * @param <T> type of the source's elements
 * @param <R> type of the elements that come out of the job
 */
@PublicEvolving
public final class Replay<T, R> {

    private final Source<T, ?, ?> source;
    private final Function<DataStream<T>, DataStream<R>> job;
    private final Configuration configuration;
    private WatermarkStrategy<T> watermarks = WatermarkStrategy.noWatermarks();
    private long nanosPerRecord;

    private Replay(
            Source<T, ?, ?> source,
            Function<DataStream<T>, DataStream<R>> job,
            Configuration configuration) {
        this.source = source;
        this.job = job;
        this.configuration = configuration;
    }

    /** The stream of a source, which may be a {@code KafkarsSource} or any other. */
    public static <T> Replay<T, T> of(Source<T, ?, ?> source) {
        return new Replay<T, T>(source, stream -> stream, new Configuration())
                .set(PipelineOptions.NAME, "replay")
                .parallelism(1);
    }

    /**
     * Adds what the job does with the stream. The settings made so far are kept.
     *
     * @param next called for each run with the stream, and returns the one to be recorded. If the
     *     test restores savepoints, it gives each operator with state a uid
     * @param <S> type of the elements that come out of it
     */
    public <S> Replay<T, S> through(Function<DataStream<R>, DataStream<S>> next) {
        var longer = new Replay<T, S>(source, job.andThen(next), configuration);
        longer.watermarks = watermarks;
        longer.nanosPerRecord = nanosPerRecord;
        return longer;
    }

    // Settings

    /** The number of subtasks of each operator, the source included; 1 by default. */
    public Replay<T, R> parallelism(int subtasks) {
        return set(CoreOptions.DEFAULT_PARALLELISM, subtasks);
    }

    /**
     * The watermark strategy of the source. The default, {@code noWatermarks()}, leaves the
     * watermarks of a {@code KafkarsSource} as they are.
     */
    public Replay<T, R> watermarks(WatermarkStrategy<T> strategy) {
        watermarks = strategy;
        return this;
    }

    /** Whether chained operators pass on the same object instead of a copy; false by default. */
    public Replay<T, R> objectReuse(boolean reuse) {
        return set(PipelineOptions.OBJECT_REUSE, reuse);
    }

    /** Runs the job in batch mode, in which there are no watermarks before the end. */
    public Replay<T, R> inBatchMode() {
        return set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.BATCH);
    }

    /**
     * Restores the state of a savepoint.
     *
     * @param path what {@link RunningJob#stopWithSavepoint} returned
     */
    public Replay<T, R> fromSavepoint(String path) {
        return set(StateRecoveryOptions.SAVEPOINT_PATH, path);
    }

    /**
     * Slows the source down, so that a test can do something in the middle of a replay.
     *
     * @param pause how long each subtask waits before it passes on an element of the source; 0 by
     *     default
     */
    public Replay<T, R> pausePerRecord(Duration pause) {
        nanosPerRecord = pause.toNanos();
        return this;
    }

    /** Any other option of the job, for example the interval of its checkpoints. */
    public <V> Replay<T, R> set(ConfigOption<V> option, V value) {
        configuration.set(option, value);
        return this;
    }

    // Runs

    /**
     * Runs the job to its end, for a minute at most, and returns everything that came out.
     *
     * @throws IllegalStateException if the source is unbounded, so that the job would not end
     * @throws Exception what made the job fail
     */
    public StreamLog<R> run() throws Exception {
        if (source.getBoundedness() == Boundedness.CONTINUOUS_UNBOUNDED) {
            throw new IllegalStateException(
                    "The source is unbounded, so the job would not end: build the source with"
                            + " stopAtReplayEnd(), or start() the replay and wait for elements");
        }
        try (var running = start()) {
            running.awaitEnd();
            return running.log();
        }
    }

    /**
     * Runs the job to its end as {@link #run()} does, and returns the elements in the order in
     * which they came out.
     */
    public List<R> toList() throws Exception {
        return run().values();
    }

    /**
     * Starts the job. The test must close the result.
     *
     * @throws Exception if the job cannot be submitted
     */
    public RunningReplay<R> start() throws Exception {
        var env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        var stream = env.fromSource(source, watermarks, "source").uid("source");
        long nanos = nanosPerRecord;
        // Part of every job, so that a pause does not change the ids of the operators after it.
        var slowed =
                stream.map(
                                element -> {
                                    if (nanos > 0) {
                                        LockSupport.parkNanos(nanos);
                                    }
                                    return element;
                                })
                        .returns(stream.getType())
                        .name("pause");
        var log = new StreamLog<R>();
        log.record(job.apply(slowed)).sinkTo(new DiscardingSink<>()).name("end");
        return new RunningReplay<>(env.executeAsync(), log);
    }
}
