// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.testing;

import io.kafkars.flink.message.Message;
import io.kafkars.testing.StreamEvent.Element;
import io.kafkars.testing.StreamEvent.Subtask;

import org.apache.flink.annotation.PublicEvolving;

import org.apache.kafka.common.TopicPartition;
import org.assertj.core.api.AbstractAssert;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Assertions on what came through a stream, which start with {@code assertThat(log)}. A failure
 * lists the elements that are wrong with their timestamps; a {@link Message} also with its topic,
 * partition and offset.
 *
 * @param <T> type of the stream's elements
 */
@PublicEvolving
public final class StreamLogAssert<T> extends AbstractAssert<StreamLogAssert<T>, StreamLog<T>> {

    private static final int MAX_LISTED = 10;

    StreamLogAssert(StreamLog<T> log) {
        super(log, StreamLogAssert.class);
    }

    // Order

    /** In each subtask, no element is older than the one before it. */
    public StreamLogAssert<T> isInTimestampOrder() {
        return isInOrder("timestamp order", Comparator.comparingLong(Element::timestamp));
    }

    /**
     * In each subtask, the records are in the order of a replay: by merge key, topic, partition and
     * offset. The merge key is the largest timestamp of the record's partition so far, so a log
     * whose partitions are out of order themselves can pass, too.
     *
     * <p>It is for the records of a replay that starts at the beginning of its partitions, and not
     * for those that come live or are stamped in the future.
     *
     * @throws AssertionError also if an element is not a {@link Message}
     */
    public StreamLogAssert<T> isInReplayOrder() {
        isNotNull();
        var wrong = new ArrayList<String>();
        for (Subtask subtask : actual.subtasks()) {
            var newest = new HashMap<TopicPartition, Long>();
            Replayed previous = null;
            for (Element<T> element : actual.elements(subtask)) {
                Message message = message(element);
                long mergeKey = newest.merge(placeOf(message), message.timestamp(), Math::max);
                var replayed = new Replayed(mergeKey, message, element);
                if (previous != null && Replayed.ORDER.compare(previous, replayed) >= 0) {
                    wrong.add(describe(element) + " came after " + describe(previous.element));
                }
                previous = replayed;
            }
        }
        return require(wrong, "Expected replay order in each subtask");
    }

    private record Replayed(long mergeKey, Message message, Element<?> element) {

        static final Comparator<Replayed> ORDER =
                Comparator.comparingLong(Replayed::mergeKey)
                        .thenComparing(replayed -> replayed.message.topic())
                        .thenComparingInt(replayed -> replayed.message.partition())
                        .thenComparingLong(replayed -> replayed.message.offset());
    }

    private StreamLogAssert<T> isInOrder(String name, Comparator<Element<T>> order) {
        isNotNull();
        var wrong = new ArrayList<String>();
        for (Subtask subtask : actual.subtasks()) {
            Element<T> previous = null;
            for (Element<T> element : actual.elements(subtask)) {
                if (previous != null && order.compare(previous, element) > 0) {
                    wrong.add(describe(element) + " came after " + describe(previous));
                }
                previous = element;
            }
        }
        return require(wrong, "Expected " + name + " in each subtask");
    }

    // Completeness

    /**
     * Every record of these topics came exactly once, and no other record did. Records of aborted
     * transactions do not count.
     *
     * @throws AssertionError also if an element is not a {@link Message}
     */
    public StreamLogAssert<T> hasEachRecordOf(TestTopic... topics) {
        isNotNull();
        var times = new TreeMap<String, Integer>();
        for (TestTopic topic : topics) {
            topic.records().forEach(r -> times.put(place(r.topic(), r.partition(), r.offset()), 0));
        }
        var wrong = new ArrayList<String>();
        for (Element<T> element : actual.elements()) {
            Message message = message(element);
            String place = place(message.topic(), message.partition(), message.offset());
            if (!times.containsKey(place)) {
                wrong.add(describe(element) + " is not in the topics");
            } else if (times.merge(place, 1, Integer::sum) > 1) {
                wrong.add(describe(element) + " came again");
            }
        }
        for (Map.Entry<String, Integer> record : times.entrySet()) {
            if (record.getValue() == 0) {
                wrong.add(record.getKey() + " did not come");
            }
        }
        return require(wrong, "Expected each of " + times.size() + " records once");
    }

    // Watermarks and late elements

    /** In each subtask, every watermark is higher than the one before it. */
    public StreamLogAssert<T> hasRisingWatermarks() {
        isNotNull();
        var wrong = new ArrayList<String>();
        for (Subtask subtask : actual.subtasks()) {
            long previous = Long.MIN_VALUE;
            for (StreamEvent event : actual.events(subtask)) {
                if (event instanceof StreamEvent.Watermark watermark) {
                    if (watermark.time() <= previous) {
                        wrong.add(
                                String.format(
                                        "watermark %s came after watermark %s in %s",
                                        time(watermark.time()), time(previous), subtask));
                    }
                    previous = watermark.time();
                }
            }
        }
        return require(wrong, "Expected that watermarks only rise");
    }

    /** No element is at or below a watermark that came before it in its subtask. */
    public StreamLogAssert<T> hasNoLateElements() {
        isNotNull();
        List<String> late = actual.lateness().stream().map(StreamLogAssert::describe).toList();
        return require(late, "Expected no late elements");
    }

    /** Exactly this number of elements is at or below a watermark that came before them. */
    public StreamLogAssert<T> hasLateElements(int count) {
        isNotNull();
        List<String> late = actual.lateness().stream().map(StreamLogAssert::describe).toList();
        if (late.size() != count) {
            failWithMessage(
                    "Expected %d late elements, but there are %d%s",
                    count, late.size(), list(late));
        }
        return this;
    }

    // Live

    /** The source has gone live: a subtask has come to the end of its backlog. */
    public StreamLogAssert<T> isLive() {
        isNotNull();
        if (!actual.isLive()) {
            failWithMessage("Expected a live source, but its backlog has not ended:%n%s", last());
        }
        return this;
    }

    /** The source has not gone live: no subtask has come to the end of its backlog. */
    public StreamLogAssert<T> isNotLive() {
        isNotNull();
        if (actual.isLive()) {
            failWithMessage("Expected a source in its replay, but it is live:%n%s", last());
        }
        return this;
    }

    // Messages

    private StreamLogAssert<T> require(List<String> wrong, String expectation) {
        if (!wrong.isEmpty()) {
            failWithMessage(
                    "%s, but found among %d elements:%s", expectation, actual.size(), list(wrong));
        }
        return this;
    }

    private static String list(List<String> lines) {
        var text = new StringBuilder();
        lines.stream().limit(MAX_LISTED).forEach(line -> text.append("%n  - ").append(line));
        if (lines.size() > MAX_LISTED) {
            text.append("%n  - and ").append(lines.size() - MAX_LISTED).append(" more");
        }
        return text.toString().replace("%n", System.lineSeparator());
    }

    private String last() {
        List<Element<T>> elements = actual.elements();
        String element =
                elements.isEmpty()
                        ? "no element came"
                        : "the last element is " + describe(elements.get(elements.size() - 1));
        return actual + ", " + element;
    }

    private static String describe(StreamLog.Late<?> late) {
        long millis = late.watermark() - late.element().timestamp();
        String by =
                late.element().hasTimestamp() && late.watermark() != Long.MAX_VALUE
                        ? " is late by " + Duration.ofMillis(millis + 1)
                        : " is late";
        return describe(late.element()) + by + ": the watermark was " + time(late.watermark());
    }

    private static String describe(Element<?> element) {
        String what =
                element.value() instanceof Message message
                        ? place(message.topic(), message.partition(), message.offset())
                        : String.valueOf(element.value());
        return String.format("%s (%s, %s)", what, time(element.timestamp()), element.subtask());
    }

    private static String place(String topic, int partition, long offset) {
        return topic + "-" + partition + "@" + offset;
    }

    private static String time(long millis) {
        if (millis == StreamEvent.NO_TIMESTAMP) {
            return "no timestamp";
        }
        return millis == Long.MAX_VALUE ? "end of the stream" : Instant.ofEpochMilli(millis) + "";
    }

    private static TopicPartition placeOf(Message message) {
        return new TopicPartition(message.topic(), message.partition());
    }

    private static Message message(Element<?> element) {
        if (element.value() instanceof Message message) {
            return message;
        }
        throw new AssertionError(
                "Expected Messages, whose topic, partition and offset are known, but this is "
                        + describe(element)
                        + ". Record the stream right after a KafkarsSource.messages()");
    }
}
