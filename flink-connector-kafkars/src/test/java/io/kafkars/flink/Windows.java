// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.flink.message.Message;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.windowing.ProcessAllWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

import java.time.Duration;
import java.time.Instant;

/** Windows of ten seconds of event time. */
final class Windows {

    /** How many messages a window had when it fired. */
    record Count(Instant start, int messages) {}

    private Windows() {}

    /** Counts the messages in each window. */
    static DataStream<Count> count(DataStream<Message> messages) {
        return messages.windowAll(TumblingEventTimeWindows.of(Duration.ofSeconds(10)))
                .process(new Counting());
    }

    private static final class Counting
            extends ProcessAllWindowFunction<Message, Count, TimeWindow> {

        private static final long serialVersionUID = 1L;

        @Override
        public void process(Context context, Iterable<Message> messages, Collector<Count> out) {
            int count = 0;
            for (Message ignored : messages) {
                count++;
            }
            out.collect(new Count(Instant.ofEpochMilli(context.window().getStart()), count));
        }
    }
}
