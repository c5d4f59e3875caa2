// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.errors;

import io.kafkars.consumer.ConsumerProperties;
import io.kafkars.topics.SourceTopic;
import io.kafkars.validation.Problems;

import org.apache.flink.annotation.Internal;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import javax.annotation.Nullable;

import java.io.Serializable;
import java.util.List;

/**
 * A policy, with what a reader needs to apply it; serialized with the job.
 *
 * @param policy what becomes of records that cannot be deserialized
 * @param properties of Kafka, for a topic of dead letters; {@code null} if there is none
 */
@Internal
public record ErrorHandling(ErrorPolicy policy, @Nullable ConsumerProperties properties)
        implements Serializable {

    /** The default. */
    public static final ErrorHandling FAIL = new ErrorHandling(ErrorPolicy.fail(), null);

    /** Adds to the problems if the policy does not suit a source that reads these topics. */
    public static void check(ErrorPolicy policy, List<SourceTopic> topics, Problems problems) {
        if (policy instanceof ErrorPolicy.DeadLetterTopic letters) {
            problems.require(
                    topics.stream().noneMatch(topic -> topic.covers(letters.topic())),
                    "Topic '%s' is for dead letters, and must not be among the topics that are"
                            + " read: its records would fail again, without end",
                    letters.topic());
        }
    }

    /** Whether a record gives all of its elements or none. */
    public boolean needsWholeRecords() {
        return !(policy instanceof ErrorPolicy.Fail);
    }

    /** Opens the place for the failed records of one reader, which closes it. */
    public FailedRecords open(int subtask) {
        if (policy instanceof ErrorPolicy.DeadLetterTopic letters) {
            var serializer = new ByteArraySerializer();
            return new DeadLetterWriter(
                    () ->
                            new KafkaProducer<>(
                                    properties.forProducer(subtask + "-dead-letters"),
                                    serializer,
                                    serializer),
                    letters.topic());
        }
        return policy instanceof ErrorPolicy.Skip
                ? new SkippedRecords(System::nanoTime)
                : FailedRecords.FAIL;
    }
}
