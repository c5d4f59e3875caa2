// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.testing;

import io.kafkars.testing.StreamEvent.Element;
import io.kafkars.testing.StreamEvent.Subtask;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

import org.assertj.core.api.AssertProvider;

import java.io.InvalidObjectException;
import java.io.ObjectStreamException;
import java.io.Serial;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What came through a stream, in the order in which it came: the elements with their timestamps,
 * and the watermarks between them. {@link Replay} fills one with the output of a job. In a job that
 * the test builds itself, {@link #record} fills one with any stream of it:
 *
 * <pre>{@code
 * var log = new StreamLog<Message>();
 * log.record(env.fromSource(source, noWatermarks(), "events")).sinkTo(new DiscardingSink<>());
 * env.execute();
 * assertThat(log).isInReplayOrder().hasNoLateElements();
 * }</pre>
 *
 * <p>AssertJ's {@code assertThat} gives the assertions of {@link StreamLogAssert}.
 *
 * <p>The job must run in the process of the test. A log may be part of a function of the job: the
 * function gets this log, not a copy, as long as the test keeps a reference to it. The subtasks
 * write while the test reads; all methods may be called by any thread.
 *
 * @param <T> type of the stream's elements
 */
@PublicEvolving
public final class StreamLog<T> implements Serializable, AssertProvider<StreamLogAssert<T>> {

    private static final long serialVersionUID = 1L;

    /** The logs that tests still refer to, by the ids that are serialized with the jobs. */
    private static final Map<String, WeakReference<StreamLog<?>>> LOGS = new ConcurrentHashMap<>();

    private final String id = UUID.randomUUID().toString();
    private final transient List<StreamEvent> events = new ArrayList<>();
    private transient int elements;
    private transient boolean live;

    /** An empty log. */
    public StreamLog() {
        LOGS.values().removeIf(log -> log.get() == null);
        LOGS.put(id, new WeakReference<>(this));
    }

    /**
     * Adds an operator that records everything that comes through a stream, and changes nothing.
     *
     * @param stream recorded with its own parallelism
     * @return the recorded stream, on which the test builds the job further; operators built on
     *     {@code stream} itself bypass the log
     */
    public SingleOutputStreamOperator<T> record(DataStream<T> stream) {
        return stream.transform("log", stream.getType(), new StreamProbe<>(this))
                .setParallelism(stream.getParallelism());
    }

    synchronized void add(StreamEvent event) {
        events.add(event);
        if (event instanceof Element) {
            elements++;
        } else if (event instanceof StreamEvent.Backlog backlog && !backlog.backlog()) {
            live = true;
        }
    }

    // What was recorded

    /** A copy of everything recorded so far, of all subtasks. */
    public synchronized List<StreamEvent> events() {
        return List.copyOf(events);
    }

    /** The events of one kind, for example {@code StreamEvent.Watermark}. */
    public <E extends StreamEvent> List<E> events(Class<E> kind) {
        return events().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The elements with their timestamps. */
    @SuppressWarnings("unchecked") // Only streams of T are recorded.
    public List<Element<T>> elements() {
        return events().stream()
                .filter(Element.class::isInstance)
                .map(event -> (Element<T>) event)
                .toList();
    }

    /** The elements without their timestamps. */
    public List<T> values() {
        return elements().stream().map(Element::value).toList();
    }

    /** How many elements there are. */
    public synchronized int size() {
        return elements;
    }

    /** The watermarks in epoch milliseconds, without the last one of a bounded stream. */
    public List<Long> watermarks() {
        return events(StreamEvent.Watermark.class).stream()
                .map(StreamEvent.Watermark::time)
                .filter(time -> time != Long.MAX_VALUE)
                .toList();
    }

    /** Whether the source has gone live: any subtask has come to the end of its backlog. */
    public synchronized boolean isLive() {
        return live;
    }

    /** The elements at or below a watermark that came before them through the same subtask. */
    public List<Element<T>> lateElements() {
        return lateness().stream().map(Late::element).toList();
    }

    /** The subtasks that something came through, and their attempts. */
    public List<Subtask> subtasks() {
        return events().stream().map(StreamEvent::subtask).distinct().toList();
    }

    /** Everything that came through one attempt of one subtask. */
    public List<StreamEvent> events(Subtask subtask) {
        return events().stream().filter(event -> event.subtask().equals(subtask)).toList();
    }

    /** The elements that came through one attempt of one subtask. */
    public List<Element<T>> elements(Subtask subtask) {
        return elements().stream().filter(event -> event.subtask().equals(subtask)).toList();
    }

    /** A late element, and the watermark that it was late for. */
    record Late<T>(Element<T> element, long watermark) {}

    List<Late<T>> lateness() {
        return subtasks().stream().flatMap(this::lateness).toList();
    }

    @SuppressWarnings("unchecked") // Only streams of T are recorded.
    private Stream<Late<T>> lateness(Subtask subtask) {
        var late = new ArrayList<Late<T>>();
        long watermark = Long.MIN_VALUE;
        for (StreamEvent event : events(subtask)) {
            if (event instanceof StreamEvent.Watermark passed) {
                watermark = passed.time();
            } else if (event instanceof Element<?> element && element.timestamp() <= watermark) {
                late.add(new Late<>((Element<T>) element, watermark));
            }
        }
        return late.stream();
    }

    // AssertJ and jobs

    /** For AssertJ; tests write {@code assertThat(log)}. */
    @Override
    public StreamLogAssert<T> assertThat() {
        return new StreamLogAssert<>(this);
    }

    @Serial
    private Object readResolve() throws ObjectStreamException {
        var reference = LOGS.get(id);
        StreamLog<?> log = reference == null ? null : reference.get();
        if (log == null) {
            throw new InvalidObjectException(
                    "No test has this StreamLog: keep a reference to it until the job has ended, and"
                            + " run the job in the process of the test");
        }
        return log;
    }

    @Override
    public String toString() {
        return "StreamLog{"
                + size()
                + " elements, "
                + watermarks().size()
                + " watermarks, live: "
                + isLive()
                + "}";
    }
}
