// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.examples;

import io.kafkars.flink.message.Message;

import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;

import java.time.Duration;

/** A job to be tested: how many records there are in each hour of event time. */
final class RecordsPerHour {

    private RecordsPerHour() {}

    static DataStream<Long> count(DataStream<Message> records) {
        return records.windowAll(TumblingEventTimeWindows.of(Duration.ofHours(1)))
                .aggregate(new Count());
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
