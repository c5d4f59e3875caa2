// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.flink.message.Message;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.testutils.junit.SharedReference;
import org.apache.flink.util.Collector;

import java.util.Map;

/**
 * Keeps the last message of each partition in keyed state, and fails on a message that does not
 * have the next offset: one was lost or repeated. To be keyed by partition, for logs without gaps
 * that are read from offset 0.
 */
final class LastMessages extends KeyedProcessFunction<Integer, Message, Message> {

    private static final long serialVersionUID = 1L;

    private final SharedReference<Map<Integer, Message>> last;
    private final SharedReference<Map<Integer, Message>> restored;
    private transient ValueState<Message> state;

    /**
     * @param last gets the last message of each partition
     * @param restored gets the one that was in the state before the first message of this job
     */
    LastMessages(
            SharedReference<Map<Integer, Message>> last,
            SharedReference<Map<Integer, Message>> restored) {
        this.last = last;
        this.restored = restored;
    }

    @Override
    public void open(OpenContext context) {
        state = getRuntimeContext().getState(new ValueStateDescriptor<>("last", Message.TYPE_INFO));
    }

    @Override
    public void processElement(Message message, Context context, Collector<Message> out)
            throws Exception {
        Message before = state.value();
        long expected = before == null ? 0 : before.offset() + 1;
        if (message.offset() != expected) {
            throw new IllegalStateException(
                    "Expected offset " + expected + " by the state, but got " + message);
        }
        state.update(message);
        if (last.get().put(message.partition(), message) == null && before != null) {
            restored.get().put(message.partition(), before);
        }
        out.collect(message);
    }
}
