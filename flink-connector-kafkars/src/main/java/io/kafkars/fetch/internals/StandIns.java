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
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.WeakHashMap;

/**
 * Makes the stand-ins for kept fetches, and recognizes them: as a deserializer of keys, it returns
 * the {@link KeptFetch} that a record stands for, and the key's bytes if it stands for itself.
 *
 * <p>A fetch is kept as long as the client has its stand-in, by the identity of the stand-in's
 * array: whatever the client does with the one, it does with the other. Not thread-safe.
 */
final class StandIns implements Deserializer<Object> {

    /** The key of all stand-ins, and of no other record. */
    private final byte[] mark = mark();

    private final Map<byte[], KeptFetch> kept = new WeakHashMap<>();

    private static byte[] mark() {
        UUID random = UUID.randomUUID();
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(random.getMostSignificantBits())
                .putLong(random.getLeastSignificantBits())
                .array();
    }

    /**
     * A batch of one record, with the last offset and the leader epoch of what it stands for, so
     * that the client moves the position there.
     */
    MemoryRecords standInFor(KeptFetch fetch) {
        BatchSummary batches = fetch.batches();
        MemoryRecords standIn =
                MemoryRecords.withRecords(
                        batches.lastOffset(),
                        Compression.NONE,
                        batches.leaderEpoch(),
                        new SimpleRecord(mark, null));
        kept.put(standIn.buffer().array(), fetch);
        return standIn;
    }

    /** Drops what is kept of other partitions, whose stand-ins the client has dropped. */
    void retain(Set<TopicPartition> partitions) {
        kept.values().removeIf(fetch -> !partitions.contains(fetch.partition()));
    }

    @Override
    public Object deserialize(String topic, Headers headers, ByteBuffer key) {
        KeptFetch fetch = key.hasArray() ? kept.remove(key.array()) : null;
        return fetch != null ? fetch : deserialize(topic, bytes(key));
    }

    private static byte[] bytes(ByteBuffer key) {
        var bytes = new byte[key.remaining()];
        key.duplicate().get(bytes);
        return bytes;
    }

    @Override
    public Object deserialize(String topic, byte[] key) {
        if (Arrays.equals(key, mark)) {
            throw new IllegalStateException(
                    "Kafka's client has returned a fetch of topic " + topic + " a second time");
        }
        return key;
    }
}
