package io.kafkars.flink;

import io.kafkars.flink.message.Message;

import org.apache.flink.api.common.functions.FilterFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.testutils.junit.SharedReference;

import java.util.concurrent.CountDownLatch;

/** Stops the stream in front of certain messages until the test opens it. */
final class Gate {

    private Gate() {}

    /**
     * @param open counted down by the test
     * @param stops in front of which messages the stream stops
     */
    static SingleOutputStreamOperator<Message> behind(
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
