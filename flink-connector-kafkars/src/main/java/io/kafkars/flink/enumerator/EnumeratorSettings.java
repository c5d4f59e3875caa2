// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import io.kafkars.consumer.LossSettings;
import io.kafkars.flink.drift.DriftSettings;
import io.kafkars.topics.RecreatedTopicPolicy;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.Boundedness;

import java.io.Serializable;
import java.util.Objects;

/**
 * How the enumerator behaves; immutable.
 *
 * @param boundedness whether the source ends with its replay
 * @param discoveryIntervalMs how often new partitions are looked for; 0 or less: never
 * @param loss what is done about deleted and recreated topics
 * @param drift how far the readers of the replay may drift apart
 */
@Internal
public record EnumeratorSettings(
        Boundedness boundedness, long discoveryIntervalMs, LossSettings loss, DriftSettings drift)
        implements Serializable {

    public EnumeratorSettings {
        Objects.requireNonNull(boundedness, "boundedness");
        Objects.requireNonNull(loss, "loss");
        Objects.requireNonNull(drift, "drift");
    }

    /** Whether the source ends with its replay. */
    public boolean isBounded() {
        return boundedness == Boundedness.BOUNDED;
    }

    /** For how many milliseconds a topic may be missing; 0 or less: for ever. */
    public long missingTopicTimeoutMs() {
        return loss.missingTopicTimeout().toMillis();
    }

    /** Whether a restore reads recreated topics from their start. */
    public boolean readsRecreatedTopics() {
        return loss.onRecreatedTopic() == RecreatedTopicPolicy.EARLIEST;
    }

    /**
     * Whether partitions are looked for after the initial ones. A bounded source reads what was
     * there when it started, whatever the interval.
     */
    public boolean looksForNewPartitions() {
        return !isBounded() && discoveryIntervalMs > 0;
    }
}
