package io.kafkars.consumer;

import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

import java.io.Serializable;

/**
 * Which parts of a record's content are wanted; what is not is never copied from the client's
 * buffers, and reads as {@code null} or empty.
 *
 * @param keys whether keys are wanted, or their sizes
 * @param values whether values are wanted, or their sizes
 * @param headers whether headers are wanted
 */
public record RecordContent(boolean keys, boolean values, boolean headers) implements Serializable {

    /** The whole record. */
    public static final RecordContent ALL = new RecordContent(true, true, true);

    /** What Kafka's client is to make of keys. */
    public Deserializer<byte[]> keyDeserializer() {
        return deserializer(keys);
    }

    /** What Kafka's client is to make of values. */
    public Deserializer<byte[]> valueDeserializer() {
        return deserializer(values);
    }

    private static Deserializer<byte[]> deserializer(boolean wanted) {
        return wanted ? new ByteArrayDeserializer() : new UnwantedBytes();
    }
}
