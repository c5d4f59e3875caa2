// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.util.Map;
import java.util.Properties;

/**
 * Reads with a job of one subtask: a source, and a sink that discards.
 *
 * @param watermarks the watermarks that Flink generates for the source
 * @param elements how to look into what the source emits
 */
record DataStreamReader<T>(
        Sources<T> sources, WatermarkStrategy<T> watermarks, Elements<T> elements)
        implements Reader {

    /** Builds the source for a task. */
    @FunctionalInterface
    interface Sources<T> {

        Source<T, ?, ?> of(String bootstrapServers, Task task);
    }

    /** Without watermarks of Flink's. */
    DataStreamReader(Sources<T> sources, Elements<T> elements) {
        this(sources, WatermarkStrategy.noWatermarks(), elements);
    }

    @Override
    public void read(Task task, String bootstrapServers, Probe probe, Runnable started)
            throws Exception {
        StreamExecutionEnvironment environment = environment(new Configuration());
        Source<T, ?, ?> source = sources.of(bootstrapServers, task);
        DataStream<T> stream = environment.fromSource(source, watermarks, "source");
        if (task.channels() > 1) {
            stream =
                    stream.rebalance()
                            .map(element -> element)
                            .returns(stream.getType())
                            .setParallelism(task.channels())
                            .rebalance();
        }
        stream.sinkTo(new MeasuringSink<>(elements));
        if (source.getBoundedness() == Boundedness.BOUNDED) {
            environment.execute();
            return;
        }
        JobClient job = environment.executeAsync();
        if (!task.isBounded()) {
            started.run();
        }
        var end = job.getJobExecutionResult();
        end.whenComplete((result, failure) -> probe.jobEnded());
        probe.await();
        if (end.isDone()) {
            // It does not end by itself, so it has failed.
            end.get();
        }
        job.cancel().get();
    }

    /** An environment of one subtask, with object reuse. */
    static StreamExecutionEnvironment environment(Configuration configuration) {
        return environment(configuration, 1);
    }

    /** An environment with object reuse. */
    static StreamExecutionEnvironment environment(Configuration configuration, int subtasks) {
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        return StreamExecutionEnvironment.createLocalEnvironment(subtasks, configuration);
    }

    static Properties properties(Map<String, String> map) {
        var properties = new Properties();
        properties.putAll(map);
        return properties;
    }
}
