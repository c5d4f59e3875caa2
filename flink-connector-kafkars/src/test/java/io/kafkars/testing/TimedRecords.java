// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.testing;

import org.apache.kafka.clients.producer.ProducerRecord;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;

/** Records of which only the place and the time matter. */
public final class TimedRecords {

    private TimedRecords() {}

    /** A record whose value says where it was sent to, and when it is from. */
    public static ProducerRecord<byte[], byte[]> at(String topic, int partition, long timestamp) {
        String value = topic + "-" + partition + " at " + timestamp;
        return new ProducerRecord<>(
                topic, partition, timestamp, null, value.getBytes(StandardCharsets.UTF_8));
    }

    /** One record for each of the times, in their order. */
    public static List<ProducerRecord<byte[], byte[]>> at(
            String topic, int partition, LongStream timestamps) {
        return timestamps.mapToObj(timestamp -> at(topic, partition, timestamp)).toList();
    }

    /** The same record with a key. */
    public static ProducerRecord<byte[], byte[]> withKey(
            ProducerRecord<byte[], byte[]> record, String key) {
        return new ProducerRecord<>(
                record.topic(),
                record.partition(),
                record.timestamp(),
                key.getBytes(StandardCharsets.UTF_8),
                record.value());
    }
}
