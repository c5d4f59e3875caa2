// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.topics.ExpiredStartPolicy;
import io.kafkars.topics.RecreatedTopicPolicy;
import io.kafkars.validation.Durations;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * What happens when Kafka no longer has records, positions or topics; immutable.
 *
 * @param onLostPosition for a position that the log does not have
 * @param onRecreatedTopic for a topic that was deleted and recreated
 * @param onExpiredStart for a start by time that may be older than the log
 * @param missingTopicTimeout how long a topic may be missing before the source fails; zero or less
 *     for ever
 */
public record LossSettings(
        LostPositionPolicy onLostPosition,
        RecreatedTopicPolicy onRecreatedTopic,
        ExpiredStartPolicy onExpiredStart,
        Duration missingTopicTimeout)
        implements Serializable {

    /** Fails rather than losing records silently. */
    public static final LossSettings DEFAULT =
            new LossSettings(
                    LostPositionPolicy.FAIL,
                    RecreatedTopicPolicy.FAIL,
                    ExpiredStartPolicy.EARLIEST,
                    Duration.ofMinutes(1));

    public LossSettings {
        Objects.requireNonNull(onLostPosition, "policy for lost positions");
        Objects.requireNonNull(onRecreatedTopic, "policy for recreated topics");
        Objects.requireNonNull(onExpiredStart, "policy for expired starts");
        missingTopicTimeout = Durations.countable(missingTopicTimeout);
    }

    /** The same with another policy for lost positions. */
    public LossSettings withOnLostPosition(LostPositionPolicy policy) {
        return new LossSettings(policy, onRecreatedTopic, onExpiredStart, missingTopicTimeout);
    }

    /** The same with another policy for recreated topics. */
    public LossSettings withOnRecreatedTopic(RecreatedTopicPolicy policy) {
        return new LossSettings(onLostPosition, policy, onExpiredStart, missingTopicTimeout);
    }

    /** The same with another policy for expired starts. */
    public LossSettings withOnExpiredStart(ExpiredStartPolicy policy) {
        return new LossSettings(onLostPosition, onRecreatedTopic, policy, missingTopicTimeout);
    }

    /** The same with another timeout for missing topics. */
    public LossSettings withMissingTopicTimeout(Duration timeout) {
        return new LossSettings(onLostPosition, onRecreatedTopic, onExpiredStart, timeout);
    }
}
