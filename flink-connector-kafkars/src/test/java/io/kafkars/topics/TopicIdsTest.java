// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TopicIdsTest {

    private static final Uuid BEFORE = new Uuid(1, 2);
    private static final Uuid NOW = new Uuid(3, 4);

    @Test
    void aDifferentIdMeansARecreatedTopic() {
        assertThat(TopicIds.differ(BEFORE, NOW)).isTrue();
        assertThat(TopicIds.differ(BEFORE, BEFORE)).isFalse();
    }

    @Test
    void anUnknownIdDoesNotMeanARecreatedTopic() {
        assertThat(TopicIds.differ(Uuid.ZERO_UUID, NOW)).isFalse();
        assertThat(TopicIds.differ(BEFORE, Uuid.ZERO_UUID)).isFalse();
    }

    @Test
    void theErrorNamesTopicIdsAndOption() {
        TopicIds.requireSame("t", BEFORE, BEFORE);

        assertThatThrownBy(() -> TopicIds.requireSame("t", BEFORE, NOW))
                .isInstanceOf(KafkaException.class)
                .hasMessageStartingWith("Topic 't' was deleted and recreated")
                .hasMessageContainingAll(
                        BEFORE.toString(),
                        NOW.toString(),
                        "setOnRecreatedTopic",
                        "scan.on-recreated-topic");
    }
}
