// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.examples;

import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.MiniClusters;
import io.kafkars.testing.Replay;

import org.apache.flink.test.junit5.MiniClusterExtension;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static io.kafkars.testing.Records.at;
import static org.assertj.core.api.Assertions.assertThat;

class RecordsPerHourITCase {

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @RegisterExtension static final MiniClusterExtension flink = MiniClusters.withSlots(1);

    @Test
    void aRecordCountsInItsHourWhateverItsPartition() throws Exception {
        kafka.topic("events", 2)
                .write(0, at("2024-01-01T00:10:00Z"), "a")
                .write(0, at("2024-01-01T01:10:00Z"), "b")
                .write(1, at("2024-01-01T00:50:00Z"), "c");
        var source = kafka.messages("events").stopAtReplayEnd().build();

        assertThat(Replay.of(source).through(RecordsPerHour::count).toList())
                .containsExactly(2L, 1L);
    }
}
