// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

import java.nio.ByteBuffer;

/**
 * Discards its input, as Flink's own discarding sink does, and tells the {@link Probe} of this
 * process when the first and the last record arrive. Beyond that it does what the task needs; for
 * throughput, it only counts.
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
        private final OutOfOrderCounter outOfOrder = new OutOfOrderCounter();

        Ordering(Elements<T> elements, Probe probe) {
            super(elements, probe);
        }

        @Override
        public void write(T element, Context context) {
            for (long timestamp : timestamps(element)) {
                outOfOrder.add(timestamp);
            }
            // Before the record is counted, since counting the last one may end the round.
            probe.outOfOrder(outOfOrder.count());
            super.write(element, context);
        }

        private long[] timestamps(T element) {
            try {
                return elements.timestamps(element);
            } catch (Exception e) {
                throw new IllegalStateException("Cannot read " + element, e);
            }
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
            // Before the record is counted, since counting the last one ends the round.
            if (count >= skip) {
                probe.arrived(ByteBuffer.wrap(elements.value(element)).getLong());
            }
            super.write(element, context);
        }
    }
}
