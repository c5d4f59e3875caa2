// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.consumer.ConsumerProperties;
import io.kafkars.consumer.LossSettings;
import io.kafkars.flink.drift.DriftSettings;
import io.kafkars.merge.MergeSettings;
import io.kafkars.topics.ReplayEnd;
import io.kafkars.topics.SourceTopic;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.Boundedness;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/** The settings of a source, checked; immutable. The methods of the builder say what each means. */
@Internal
record SourceSettings(
        List<SourceTopic> topics,
        ReplayEnd replayEnd,
        boolean stopsAtReplayEnd,
        MergeSettings merge,
        ConsumerProperties properties,
        Duration discoveryInterval,
        ClientSettings client,
        boolean emitsWatermarks,
        LossSettings loss,
        DriftSettings drift,
        ReadScope scope)
        implements Serializable {

    SourceSettings {
        topics = List.copyOf(topics);
    }

    Boundedness boundedness() {
        return stopsAtReplayEnd ? Boundedness.BOUNDED : Boundedness.CONTINUOUS_UNBOUNDED;
    }
}
