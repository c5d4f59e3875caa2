// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import io.kafkars.fetch.FetchMode;

import java.util.Map;

/**
 * What a {@link SideProcess} is to do next.
 *
 * @param topic the topic to read, from its first record
 * @param records how many records to read: all that the topic has, or for {@link Kind#LATENCY} will
 *     have
 * @param skip how many of the first records {@link Kind#LATENCY} does not measure
 * @param channels through how many channels the elements pass from the source to the sink; more
 *     than one changes their order
 * @param properties properties of the consumer
 * @param fetch how the sources of kafkars fetch
 * @param profile the file to which Java Flight Recorder writes, {@code null} for no profile
 */
record Task(
        Kind kind,
        String topic,
        long records,
        long skip,
        int channels,
        Map<String, String> properties,
        FetchMode fetch,
        String profile) {

    /** What to measure. */
    enum Kind {
        /** Read what the topic has, and only count it. */
        THROUGHPUT,
        /** Read what the topic has, and check its order. */
        ORDER,
        /** Read records as they are written, and measure their latency from the producer. */
        LATENCY,
        /** Read what the topic has, and watch the heap meanwhile. */
        MEMORY
    }

    /** The same records, to check their order as they leave the source. */
    Task toCheckOrder() {
        return new Task(Kind.ORDER, topic, records, skip, 1, properties, fetch, profile);
    }

    Task profiled(String file) {
        return new Task(kind, topic, records, skip, channels, properties, fetch, file);
    }

    /** Whether the reading ends by itself. */
    boolean isBounded() {
        return kind != Kind.LATENCY;
    }
}
