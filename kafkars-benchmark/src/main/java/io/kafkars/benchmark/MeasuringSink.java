package io.kafkars.benchmark;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

import java.nio.ByteBuffer;

/**
 * Discards what it gets, as Flink's own discarding sink does, and tells the {@link Probe} of this
 * process of the first record and of the last. What it does besides that depends on the task; when
 * throughput is measured, it counts.
 */
final class MeasuringSink<T> implements Sink<T> {

    private static final long serialVersionUID = 1L;

    private final Elements<T> elements;

    MeasuringSink(Elements<T> elements) {
        this.elements = elements;
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
        Probe probe = Probe.current();
        return switch (probe.task().kind()) {
            case THROUGHPUT, MEMORY -> new Counting<>(elements, probe);
            case ORDER -> new Ordering<>(elements, probe);
            case LATENCY -> new Timing<>(elements, probe);
        };
    }

    private static class Counting<T> implements SinkWriter<T> {
        final Elements<T> elements;
        final Probe probe;
        final long total;
        long count;

        Counting(Elements<T> elements, Probe probe) {
            this.elements = elements;
            this.probe = probe;
            this.total = probe.task().records();
        }

        @Override
        public void write(T element, Context context) {
            if (count == 0) {
                probe.first();
            }
            count += elements.records(element);
            if (count == total) {
                probe.last();
            }
        }

        @Override
        public void flush(boolean endOfInput) {
            if (endOfInput) {
                probe.ended(count);
            }
        }

        @Override
        public void close() {}
    }

    private static final class Ordering<T> extends Counting<T> {
        private long latest = Long.MIN_VALUE;
        private long behindLater;

        Ordering(Elements<T> elements, Probe probe) {
            super(elements, probe);
        }

        @Override
        public void write(T element, Context context) {
            super.write(element, context);
            for (long timestamp : timestamps(element)) {
                behindLater += timestamp < latest ? 1 : 0;
                latest = Math.max(latest, timestamp);
            }
        }

        private long[] timestamps(T element) {
            try {
                return elements.timestamps(element);
            } catch (Exception e) {
                throw new IllegalStateException("Cannot read " + element, e);
            }
        }

        @Override
        public void flush(boolean endOfInput) {
            probe.behindLater(behindLater);
            super.flush(endOfInput);
        }
    }

    private static final class Timing<T> extends Counting<T> {
        private final long skip;

        Timing(Elements<T> elements, Probe probe) {
            super(elements, probe);
            this.skip = probe.task().skip();
        }

        @Override
        public void write(T element, Context context) {
            // The last one ends the round, so it has to be noted before.
            if (count >= skip) {
                probe.arrived(ByteBuffer.wrap(elements.value(element)).getLong());
            }
            super.write(element, context);
        }
    }
}
