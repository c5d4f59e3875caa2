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
 * Runs a source, and what a job does with its stream, and gives what comes out.
 *
 * <pre>{@code
 * List<Message> records = Replay.of(kafka.messages("events").stopAtReplayEnd().build()).toList();
 *
 * StreamLog<Long> perHour = Replay.of(source).through(RecordsPerHour::count).run();
 * }</pre>
 *
 * <p>The job runs in the cluster of the test class (see {@link MiniClusters}), or in one of its own
 * where there is none. Its parallelism is 1 unless it is set, so that a source's records have one
 * order. A replay can be run more than once; each run is a new job. To be used by one thread.
 *
 * @param <T> type of the source's elements
 * @param <R> type of the elements that the job gives
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

    /** The stream of a source as it is: a {@code KafkarsSource}, or any other. */
    public static <T> Replay<T, T> of(Source<T, ?, ?> source) {
        return new Replay<T, T>(source, stream -> stream, new Configuration())
                .set(PipelineOptions.NAME, "replay")
                .parallelism(1);
    }

    /**
     * What a job does with the stream. It is built anew for each run.
     *
     * @param next gets the stream, and returns the one to be recorded; gives an operator with state
     *     a uid if the test restores savepoints
     * @param <S> type of the elements that the job then gives
     */
    public <S> Replay<T, S> through(Function<DataStream<R>, DataStream<S>> next) {
        var longer = new Replay<T, S>(source, job.andThen(next), configuration);
        longer.watermarks = watermarks;
        longer.nanosPerRecord = nanosPerRecord;
        return longer;
    }

    // ------------------------------------------------------------ settings

    /** How many subtasks each operator has, the source included; 1 if it is not set. */
    public Replay<T, R> parallelism(int subtasks) {
        return set(CoreOptions.DEFAULT_PARALLELISM, subtasks);
    }

    /**
     * The watermark strategy of the source; {@code noWatermarks()} if it is not set, which leaves
     * those of a {@code KafkarsSource} alone.
     */
    public Replay<T, R> watermarks(WatermarkStrategy<T> strategy) {
        watermarks = strategy;
        return this;
    }

    /**
     * Whether operators of a chain pass on the same object, and not a copy; not if it is not set.
     */
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
     * @param pause how long each subtask rests after each record; 0 if it is not set
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

    // ------------------------------------------------------------ runs

    /**
     * Runs the job to its end, for a minute at most, and gives everything that came out.
     *
     * @throws IllegalStateException if the source is unbounded, so that there is no end
     * @throws Exception what made the job fail
     */
    public StreamLog<R> run() throws Exception {
        if (source.getBoundedness() == Boundedness.CONTINUOUS_UNBOUNDED) {
            throw new IllegalStateException(
                    "The source is unbounded, so its replay has no end: build it with"
                            + " stopAtReplayEnd(), or start() the replay and wait for what it gives");
        }
        try (var running = start()) {
            running.awaitEnd();
            return running.log();
        }
    }

    /**
     * Runs the job to its end as {@link #run()} does, and gives the elements in the order in which
     * they came.
     */
    public List<R> toList() throws Exception {
        return run().values();
    }

    /**
     * Starts the job. The test must close what it gets.
     *
     * @throws Exception if the job cannot be submitted
     */
    public RunningReplay<R> start() throws Exception {
        var env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        var stream = env.fromSource(source, watermarks, "source").uid("source");
        long nanos = nanosPerRecord;
        // Always there, so that the operators after it have the same ids whether it pauses or not.
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
