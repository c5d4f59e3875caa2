// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.examples;

import io.kafkars.flink.message.Message;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.MiniClusters;
import io.kafkars.testing.Replay;
import io.kafkars.testing.StreamLog;
import io.kafkars.testing.Times;

import org.apache.flink.test.junit5.MiniClusterExtension;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;

import static io.kafkars.testing.Records.at;
import static io.kafkars.testing.Records.header;
import static io.kafkars.testing.Records.json;
import static org.assertj.core.api.Assertions.assertThat;

/** The logs that docs/testing.md shows. */
class LogsITCase {

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @RegisterExtension static final MiniClusterExtension flink = MiniClusters.withSlots(1);

    @Test
    void recordsOfEveryKind() throws Exception {
        var orders =
                kafka.topic("orders", 3)
                        .write(0, at("2024-01-01T00:00:00Z"), "a value and no key")
                        .write(1, at("2024-01-01T00:00:01Z"), "key", json("{'id': 7}"))
                        .write(1, at("2024-01-01T00:00:02Z"), "key", "value", header("trace", "a"))
                        .write(2, at(1_704_067_203_000L), new byte[] {1}, new byte[] {2, 3})
                        .tombstone(1, at("2024-01-01T00:00:04Z"), "key")
                        .writeUntimed(0, "a record from before Kafka had timestamps");

        var log = Replay.of(kafka.messages("orders").stopAtReplayEnd().build()).run();

        assertThat(log).hasEachRecordOf(orders).isInReplayOrder();
    }

    @Test
    void lateRecordsOfYourChoice() throws Exception {
        kafka.topic("events", 1)
                .write(0, at("2024-01-01T00:10:00Z"), "newer")
                .write(0, at("2024-01-01T00:00:00Z"), "older");
        // A watermark precedes the newer record, so the older one is late.
        var source = kafka.messages("events").stopAtReplayEnd().build();

        assertThat(Replay.of(source).run()).hasLateElements(1);
    }

    @Test
    void disorderFromASeed() throws Exception {
        var start = at("2024-01-01T00:00:00Z");
        var events =
                kafka.topic("events", 2)
                        .write(0, Times.every(Duration.ofSeconds(1), start, 500))
                        .write(
                                1,
                                Times.every(Duration.ofSeconds(1), start, 500)
                                        .disordered(42, Duration.ofSeconds(5)));
        var source =
                kafka.messages("events")
                        .setOutOfOrderness(Duration.ofSeconds(5))
                        .stopAtReplayEnd()
                        .build();

        StreamLog<Message> log = Replay.of(source).run();

        assertThat(log)
                .hasEachRecordOf(events)
                .isInReplayOrder()
                .hasRisingWatermarks()
                .hasNoLateElements();
    }

    @Test
    void transactions() throws Exception {
        var events =
                kafka.topic("events", 2)
                        .committed(
                                transaction ->
                                        transaction
                                                .write(0, at("2024-01-01T00:00:00Z"), "a")
                                                .write(1, at("2024-01-01T00:00:01Z"), "b"))
                        .aborted(
                                transaction ->
                                        transaction.write(0, at("2024-01-01T00:00:02Z"), "c"));
        var source =
                kafka.messages("events")
                        .setProperty("isolation.level", "read_committed")
                        .stopAtReplayEnd()
                        .build();

        assertThat(Replay.of(source).run()).hasEachRecordOf(events);
        assertThat(Replay.of(source).toList()).hasSize(2);
    }

    @Test
    void compaction() throws Exception {
        kafka.compactedTopic("prices", 1)
                .write(0, at("2024-01-01T00:00:00Z"), "apple", "1")
                .write(0, at("2024-01-01T00:00:01Z"), "pear", "2")
                .write(0, at("2024-01-01T00:00:02Z"), "apple", "3")
                .compact();
        var source = kafka.messages("prices").stopAtReplayEnd().build();

        assertThat(Replay.of(source).toList()).extracting(Message::offset).containsExactly(1L, 2L);
    }

    @Test
    void retention() throws Exception {
        kafka.topic("events", 1)
                .write(0, Times.every(Duration.ofSeconds(1), at("2024-01-01T00:00:00Z"), 10))
                .deleteRecordsBefore(0, 7);
        var source = kafka.messages("events").stopAtReplayEnd().build();

        assertThat(Replay.of(source).toList())
                .extracting(Message::offset)
                .containsExactly(7L, 8L, 9L);
    }
}
