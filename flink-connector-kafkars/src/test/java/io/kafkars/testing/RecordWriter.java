// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.testing;

import io.kafkars.columns.Header;

import org.apache.flink.annotation.PublicEvolving;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * Writes records to the partitions of one topic, one line each. When the method returns, its record
 * is in the log, after those written to the same partition before.
 *
 * <p>Texts are written as UTF-8. A method fails with an {@link IllegalArgumentException} if the
 * topic has no such partition, and with an {@link IllegalStateException} if Kafka refuses the
 * record.
 *
 * @param <W> the writer itself, which every method returns
 */
@PublicEvolving
public abstract sealed class RecordWriter<W extends RecordWriter<W>>
        permits TestTopic, TopicTransaction, ScriptedLog {

    private final String topic;

    RecordWriter(String topic) {
        this.topic = topic;
    }

    /** Name of the topic. */
    public final String name() {
        return topic;
    }

    /** Writes a record without a key. */
    public final W write(int partition, Instant time, String value) {
        return write(partition, time, null, Records.bytes(value));
    }

    /**
     * Writes a record.
     *
     * @param key {@code null} for none
     */
    public final W write(int partition, Instant time, String key, String value, Header... headers) {
        return write(partition, time, Records.bytes(key), Records.bytes(value), headers);
    }

    /**
     * Writes a record.
     *
     * @param key {@code null} for none; not copied
     * @param value {@code null} for a tombstone; not copied
     */
    public final W write(int partition, Instant time, byte[] key, byte[] value, Header... headers) {
        return write(
                List.of(
                        new ProducerRecord<>(
                                topic,
                                partition,
                                time.toEpochMilli(),
                                key,
                                value,
                                Arrays.stream(headers)
                                        .map(h -> new RecordHeader(h.key(), h.value()))
                                        .map(org.apache.kafka.common.header.Header.class::cast)
                                        .toList())));
    }

    /** Writes a record without a value, which means that its key is deleted. */
    public final W tombstone(int partition, Instant time, String key) {
        return write(partition, time, Records.bytes(key), null);
    }

    /**
     * Writes one record for each of the times, in their order. Use it where only the place and the
     * time of records matter; the value is a text with both.
     */
    public final W write(int partition, Times times) {
        return write(
                StreamSupport.stream(times.spliterator(), false)
                        .map(time -> placeAndTime(partition, time))
                        .toList());
    }

    private ProducerRecord<byte[], byte[]> placeAndTime(int partition, Instant time) {
        String value = topic + "-" + partition + " at " + time;
        return new ProducerRecord<>(
                topic, partition, time.toEpochMilli(), null, Records.bytes(value));
    }

    /** Writes records of this topic in their order. */
    abstract W write(List<ProducerRecord<byte[], byte[]>> records);
}
