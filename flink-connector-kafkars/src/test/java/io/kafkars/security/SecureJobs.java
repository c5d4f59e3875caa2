// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.security;

import io.kafkars.flink.KafkarsSource;
import io.kafkars.flink.KafkarsSourceBuilder;
import io.kafkars.flink.deserializer.RecordDeserializationSchema;
import io.kafkars.topics.SourceTopic;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.LongDeserializer;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Sources for the tests of logins, and the records that they read. */
final class SecureJobs {

    private SecureJobs() {}

    /** The numbers 1 to 3, and a value among them that is not a number. */
    static List<ProducerRecord<byte[], byte[]>> numbers(String topic) {
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
        for (long i = 1; i <= 3; i++) {
            byte[] value = ByteBuffer.allocate(Long.BYTES).putLong(i).array();
            records.add(new ProducerRecord<>(topic, 0, i, null, value));
        }
        records.add(2, new ProducerRecord<>(topic, 0, 2L, null, new byte[1]));
        return records;
    }

    static KafkarsSourceBuilder<Long> read(String topic, Map<String, String> properties) {
        KafkarsSourceBuilder<Long> builder =
                KafkarsSource.builder(RecordDeserializationSchema.valueOnly(LongDeserializer.class))
                        .setTopics(SourceTopic.earliest(topic))
                        .stopAtReplayEnd();
        properties.forEach(builder::setProperty);
        return builder;
    }
}
