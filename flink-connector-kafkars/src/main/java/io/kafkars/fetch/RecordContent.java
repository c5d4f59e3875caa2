// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch;

import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

import java.io.Serializable;

/**
 * The parts of a record's content that are wanted. The others are never copied from the client's
 * buffers, and read as {@code null} or empty.
 *
 * @param keys whether keys, or at least their sizes, are wanted
 * @param values whether values, or at least their sizes, are wanted
 * @param headers whether headers are wanted
 */
public record RecordContent(boolean keys, boolean values, boolean headers) implements Serializable {

    /** The whole record. */
    public static final RecordContent ALL = new RecordContent(true, true, true);

    /** For the keys, in Kafka's client. */
    public Deserializer<byte[]> keyDeserializer() {
        return deserializer(keys);
    }

    /** For the values, in Kafka's client. */
    public Deserializer<byte[]> valueDeserializer() {
        return deserializer(values);
    }

    private static Deserializer<byte[]> deserializer(boolean wanted) {
        return wanted ? new ByteArrayDeserializer() : new DiscardingDeserializer();
    }
}
