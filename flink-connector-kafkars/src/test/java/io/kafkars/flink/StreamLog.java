package io.kafkars.flink;

import io.kafkars.flink.message.Message;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What has passed a {@link StreamProbe}, in the order in which it did. Subtasks write, the test
 * reads, at any time.
 */
final class StreamLog {

    /** Which subtask saw it, and in which of its attempts, counted from 0. */
    record Place(int subtask, int attempt) {}

    sealed interface Event {
        Place place();
    }

    /** A record, with Flink's timestamp of it: {@link Long#MIN_VALUE} for none. */
    record Element(Place place, Message message, long timestamp) implements Event {}

    record Watermark(Place place, long time) implements Event {}

    record Idleness(Place place, boolean idle) implements Event {}

    record Backlog(Place place, boolean backlog) implements Event {}

    private final List<Event> events = new ArrayList<>();

    synchronized void add(Event event) {
        events.add(event);
    }

    /** A copy of everything so far. */
    synchronized List<Event> events() {
        return List.copyOf(events);
    }

    <E extends Event> List<E> events(Class<E> type) {
        return events().stream().filter(type::isInstance).map(type::cast).toList();
    }

    List<Message> messages() {
        return events(Element.class).stream().map(Element::message).toList();
    }

    /** The distinct places, each of which is a stream of its own. */
    Stream<Place> places() {
        return events().stream().map(Event::place).distinct();
    }

    List<Event> at(Place place) {
        return events().stream().filter(event -> event.place().equals(place)).toList();
    }

    /** Elements that came behind a watermark which had promised that they would not. */
    List<Element> lateElements() {
        return places().flatMap(place -> lateElementsAt(place).stream()).toList();
    }

    private List<Element> lateElementsAt(Place place) {
        var late = new ArrayList<Element>();
        long watermark = Long.MIN_VALUE;
        for (Event event : at(place)) {
            if (event instanceof Watermark passed) {
                watermark = passed.time();
            } else if (event instanceof Element element && element.timestamp() <= watermark) {
                late.add(element);
            }
        }
        return late;
    }
}
