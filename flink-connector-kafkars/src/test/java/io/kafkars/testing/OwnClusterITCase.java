// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.testing;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;

import static io.kafkars.testing.Records.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Replays of a test class without a cluster: each has one of its own, which ends with the job. */
class OwnClusterITCase {

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @BeforeAll
    static void writeTopic() throws Exception {
        var topic =
                kafka.topic("events", 1).write(0, Times.every(Duration.ofSeconds(1), at(0), 10));
        var source = kafka.messages("events").stopAtReplayEnd().build();

        assertThat(Replay.of(source).run()).as("before all tests").hasEachRecordOf(topic);
    }

    @Test
    void closingCancelsARunningReplay() throws Exception {
        try (var replay = Replay.of(kafka.messages("events").build()).start()) {
            replay.untilLive();
            replay.untilElements(10);
        }
    }

    @Test
    void aFailedReplayThrowsItsCause() throws Exception {
        try (var replay = Replay.of(kafka.messages("missing").build()).start()) {
            assertThatThrownBy(() -> replay.untilElements(1))
                    .hasStackTraceContaining("Topic 'missing' does not exist");
        }
    }

    @Test
    void waitingFailsIfTheReplayEndsFirst() throws Exception {
        var source = kafka.messages("events").stopAtReplayEnd().build();
        try (var replay = Replay.of(source).start()) {
            assertThatThrownBy(() -> replay.untilElements(11))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("The job ended while the test was waiting for 11 elements");
        }
    }
}
