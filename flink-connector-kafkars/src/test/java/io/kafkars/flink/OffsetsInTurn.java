// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.flink.message.Message;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.testutils.junit.SharedReference;
import org.apache.flink.util.Collector;

import java.util.Map;

/**
 * Keeps the next offset of each partition in keyed state, and fails on a record that is not the
 * next: one that was lost, or that affects the state a second time. To be keyed by partition, for
 * logs without holes that are read from offset 0.
 */
final class OffsetsInTurn extends KeyedProcessFunction<Integer, Message, Long> {

    private static final long serialVersionUID = 1L;

    private final SharedReference<Map<String, Long>> counts;
    private transient ValueState<Long> next;

    /**
     * @param counts gets the number of records in the state, by {@code topic-partition}
     */
    OffsetsInTurn(SharedReference<Map<String, Long>> counts) {
        this.counts = counts;
    }

    @Override
    public void open(OpenContext context) {
        next = getRuntimeContext().getState(new ValueStateDescriptor<>("next", Types.LONG));
    }

    @Override
    public void processElement(Message message, Context context, Collector<Long> out)
            throws Exception {
        long expected = next.value() == null ? 0 : next.value();
        if (message.offset() != expected) {
            throw new IllegalStateException(
                    "Expected offset " + expected + " by the state, but got " + message);
        }
        next.update(expected + 1);
        counts.get().put(message.topic() + "-" + message.partition(), expected + 1);
        out.collect(expected);
    }
}
