// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
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
 * @param elements how to look into what the source emits
 */
record DataStreamReader<T>(Sources<T> sources, Elements<T> elements) implements Reader {

    /** Builds the source for a task. */
    @FunctionalInterface
    interface Sources<T> {

        Source<T, ?, ?> of(String bootstrapServers, Task task);
    }

    @Override
    public void read(Task task, String bootstrapServers, Probe probe, Runnable started)
            throws Exception {
        StreamExecutionEnvironment environment = environment(new Configuration());
        DataStream<T> stream =
                environment.fromSource(
                        sources.of(bootstrapServers, task),
                        WatermarkStrategy.noWatermarks(),
                        "source");
        if (task.channels() > 1) {
            stream =
                    stream.rebalance()
                            .map(element -> element)
                            .returns(stream.getType())
                            .setParallelism(task.channels())
                            .rebalance();
        }
        stream.sinkTo(new MeasuringSink<>(elements));
        if (task.isBounded()) {
            environment.execute();
            return;
        }
        JobClient job = environment.executeAsync();
        started.run();
        probe.await();
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
