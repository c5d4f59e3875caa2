// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.flink.message.Message;

import org.apache.flink.api.common.functions.FilterFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.testutils.junit.SharedReference;

import java.util.concurrent.CountDownLatch;

/** Stops a stream before certain messages until the test opens it. */
final class Gate {

    private Gate() {}

    /**
     * Puts a gate after a stream.
     *
     * @param open counted down by the test
     * @param stops whether the stream stops before a message
     */
    static SingleOutputStreamOperator<Message> after(
            DataStream<Message> stream,
            SharedReference<CountDownLatch> open,
            FilterFunction<Message> stops) {
        return stream.map(
                        message -> {
                            if (stops.filter(message)) {
                                open.get().await();
                            }
                            return message;
                        })
                .returns(stream.getType())
                .name("gate");
    }
}
