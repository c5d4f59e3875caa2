package io.kafkars.benchmark;

import java.util.Map;

/**
 * What a consuming process is to do next.
 *
 * @param topic the topic to read, from its first record
 * @param records how many records to read: those that the topic has, or for {@link Kind#LATENCY}
 *     those that it is going to have
 * @param skip how many records at the front are not looked at by {@link Kind#LATENCY}
 * @param properties properties of the consumer
 * @param profile where to write what Java Flight Recorder sees, {@code null} if nowhere
 */
record Task(
        Kind kind,
        String topic,
        long records,
        long skip,
        Map<String, String> properties,
        String profile) {

    enum Kind {
        /** Read everything that is there, and only count it. */
        THROUGHPUT,
        /** Read everything that is there, and look at its order. */
        ORDER,
        /** Read what is there and what comes, and look how long it took from its producer. */
        LATENCY,
        /** Read everything that is there, and look at the heap meanwhile. */
        MEMORY
    }

    Task of(Kind newKind) {
        return new Task(newKind, topic, records, skip, properties, profile);
    }

    Task profiled(String file) {
        return new Task(kind, topic, records, skip, properties, file);
    }

    /** Whether the reading ends by itself. */
    boolean isBounded() {
        return kind != Kind.LATENCY;
    }
}
