package io.kafkars.flink;

import io.kafkars.flink.message.Message;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.functions.windowing.ProcessAllWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.testutils.junit.SharedReference;
import org.apache.flink.util.Collector;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Which windows of ten seconds have fired, in the order in which they did. */
final class WindowLog {

    record Count(long windowStart, int messages) {}

    private final List<Count> counts = new ArrayList<>();

    /** Counts the messages in each window of event time. */
    static void countIn(DataStream<Message> stream, SharedReference<WindowLog> log) {
        stream.windowAll(TumblingEventTimeWindows.of(Duration.ofSeconds(10)))
                .process(new Counting(log))
                .sinkTo(new DiscardingSink<>());
    }

    synchronized List<Count> counts() {
        return List.copyOf(counts);
    }

    private synchronized void add(Count count) {
        counts.add(count);
    }

    private static final class Counting
            extends ProcessAllWindowFunction<Message, Integer, TimeWindow> {

        private static final long serialVersionUID = 1L;

        private final SharedReference<WindowLog> log;

        Counting(SharedReference<WindowLog> log) {
            this.log = log;
        }

        @Override
        public void process(Context context, Iterable<Message> messages, Collector<Integer> out) {
            int count = 0;
            for (Message ignored : messages) {
                count++;
            }
            log.get().add(new Count(context.window().getStart(), count));
            out.collect(count);
        }
    }
}
