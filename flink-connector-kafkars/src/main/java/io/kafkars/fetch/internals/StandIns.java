// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch.internals;

import io.kafkars.batches.BatchSummary;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.serialization.Deserializer;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.WeakHashMap;

/**
 * Makes the stand-ins for kept fetches, and recognizes them: as a deserializer of keys, it returns
 * the {@link KeptFetch} that a record stands for, and the key's bytes if it stands for itself.
 *
 * <p>A fetch is kept as long as the client has its stand-ins, by the identity of their array:
 * whatever the client does with the one, it does with the other. Not thread-safe.
 */
final class StandIns implements Deserializer<Object> {

    /** With this, and the number of its part, begins the key of a stand-in, and no other key. */
    private final byte[] mark = mark();

    /** The parts of a fetch; {@code null} for those that have been returned. */
    record Parts(TopicPartition partition, KeptFetch[] parts) {}

    private final Map<byte[], Parts> kept = new WeakHashMap<>();

    private static byte[] mark() {
        UUID random = UUID.randomUUID();
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(random.getMostSignificantBits())
                .putLong(random.getLeastSignificantBits())
                .array();
    }

    /**
     * A batch of one record for each part, with the last offset and the leader epoch of what it
     * stands for, so that the client moves the position there.
     *
     * @param parts at least one, in the order of their offsets
     */
    MemoryRecords standInFor(TopicPartition partition, List<KeptFetch> parts) {
        var batches = new ArrayList<ByteBuffer>();
        for (KeptFetch part : parts) {
            batches.add(batch(part.batches(), batches.size()));
        }
        ByteBuffer all =
                ByteBuffer.allocate(batches.stream().mapToInt(ByteBuffer::remaining).sum());
        batches.forEach(all::put);
        kept.put(all.array(), new Parts(partition, parts.toArray(KeptFetch[]::new)));
        return MemoryRecords.readableRecords(all.flip());
    }

    private ByteBuffer batch(BatchSummary batches, int part) {
        byte[] key =
                ByteBuffer.allocate(mark.length + Integer.BYTES).put(mark).putInt(part).array();
        return MemoryRecords.withRecords(
                        batches.lastOffset(),
                        Compression.NONE,
                        batches.leaderEpoch(),
                        new SimpleRecord(key, null))
                .buffer();
    }

    /** Drops what is kept of other partitions, whose stand-ins the client has dropped. */
    void retain(Set<TopicPartition> partitions) {
        kept.values().removeIf(fetch -> !partitions.contains(fetch.partition));
    }

    @Override
    public Object deserialize(String topic, Headers headers, ByteBuffer key) {
        Parts fetch = key.hasArray() ? kept.get(key.array()) : null;
        if (fetch == null) {
            return deserialize(topic, bytes(key));
        }
        int number = key.getInt(key.position() + mark.length);
        KeptFetch part = fetch.parts[number];
        if (part == null) {
            throw returnedTwice(topic);
        }
        fetch.parts[number] = null;
        return part;
    }

    private static byte[] bytes(ByteBuffer key) {
        var bytes = new byte[key.remaining()];
        key.duplicate().get(bytes);
        return bytes;
    }

    @Override
    public Object deserialize(String topic, byte[] key) {
        if (key != null
                && key.length > mark.length
                && Arrays.equals(key, 0, mark.length, mark, 0, mark.length)) {
            throw returnedTwice(topic);
        }
        return key;
    }

    private static IllegalStateException returnedTwice(String topic) {
        return new IllegalStateException(
                "Kafka's client has returned a fetch of topic " + topic + " a second time");
    }
}
