// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e.processes;

import io.kafkars.flink.KafkarsSource;
import io.kafkars.flink.message.Message;
import io.kafkars.topics.SourceTopic;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.serialization.SimpleStringEncoder;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.OnCheckpointRollingPolicy;
import org.apache.flink.streaming.api.functions.windowing.ProcessAllWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

import java.time.Duration;
import java.time.Instant;

/** A job of the DataStream API: counts the records of a topic by the hour, and writes JSON. */
final class HourlyCounts {

    private HourlyCounts() {}

    static void define(
            StreamExecutionEnvironment environment, String brokers, java.nio.file.Path output) {
        KafkarsSource<Message> source =
                KafkarsSource.messages()
                        .setBootstrapServers(brokers)
                        .setTopics(SourceTopic.earliest("orders"))
                        .build();
        environment
                .fromSource(source, WatermarkStrategy.noWatermarks(), "orders")
                .uid("source")
                .windowAll(TumblingEventTimeWindows.of(Duration.ofHours(1)))
                .aggregate(new Count(), new Line())
                .uid("windows")
                .sinkTo(
                        FileSink.forRowFormat(
                                        new Path(output.toUri()), new SimpleStringEncoder<String>())
                                .withRollingPolicy(OnCheckpointRollingPolicy.build())
                                .build())
                .uid("sink");
    }

    private static final class Line extends ProcessAllWindowFunction<Long, String, TimeWindow> {

        private static final long serialVersionUID = 1L;

        @Override
        public void process(Context context, Iterable<Long> counts, Collector<String> out) {
            Instant hour = Instant.ofEpochMilli(context.window().getStart());
            counts.forEach(count -> out.collect("{\"hour\":\"" + hour + "\",\"n\":" + count + "}"));
        }
    }

    private static final class Count implements AggregateFunction<Message, Long, Long> {

        private static final long serialVersionUID = 1L;

        @Override
        public Long createAccumulator() {
            return 0L;
        }

        @Override
        public Long add(Message record, Long count) {
            return count + 1;
        }

        @Override
        public Long getResult(Long count) {
            return count;
        }

        @Override
        public Long merge(Long one, Long other) {
            return one + other;
        }
    }
}
