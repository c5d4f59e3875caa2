package io.kafkars.consumer;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

import java.nio.ByteBuffer;

/** Makes nothing of what nobody wants, so that it is not copied out of the client's buffers. */
final class UnwantedBytes implements Deserializer<byte[]> {

    @Override
    public byte[] deserialize(String topic, byte[] data) {
        return null;
    }

    /** The one that Kafka's client calls; by default it would make an array first. */
    @Override
    public byte[] deserialize(String topic, Headers headers, ByteBuffer data) {
        return null;
    }
}
