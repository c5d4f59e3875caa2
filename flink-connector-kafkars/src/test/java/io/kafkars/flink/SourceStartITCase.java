// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.flink.message.Message;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.MiniClusters;
import io.kafkars.testing.Replay;
import io.kafkars.testing.Times;
import io.kafkars.topics.OffsetPolicy.Fallback;
import io.kafkars.topics.ReplayEnd;
import io.kafkars.topics.SourceTopic;

import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.ExceptionUtils;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import static io.kafkars.testing.Records.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Problems that only Kafka can reveal fail the job at its start, with one message for all. */
class SourceStartITCase {

    @RegisterExtension static final MiniClusterExtension flink = MiniClusters.withSlots(1);

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @BeforeAll
    static void writeTopics() {
        var times = Times.every(Duration.ofSeconds(1), at(0), 10);
        kafka.topic("events", 2).write(0, times);
        kafka.topic("metrics", 1).write(0, times);
        kafka.topic("orders", 1);
    }

    @Test
    void aJobFailsWithAListOfEverythingMissingInKafka() throws Exception {
        var source =
                read(
                                SourceTopic.earliest("missing"),
                                SourceTopic.latest("missing-too"),
                                SourceTopic.earliest("events").partitions(0, 7),
                                SourceTopic.offsets("metrics", Map.of(0, 11L)),
                                SourceTopic.committed("orders", Fallback.FAIL))
                        .setGroupId("unknown");

        assertThat(problems(source))
                .containsExactlyInAnyOrder(
                        "Topic 'missing' does not exist: create it, or correct the name",
                        "Topic 'missing-too' does not exist: create it, or correct the name",
                        "Topic 'events' has no partition 7: its partitions are 0 to 1",
                        "Topic 'metrics', partition 0: cannot start at offset 11: must be from"
                                + " 0, the earliest offset, to 10, the end",
                        "Topic 'orders', partition 0: consumer group 'unknown' has committed no"
                                + " offset; commit an offset that the log has, or let the topic fall back"
                                + " to EARLIEST or LATEST");
    }

    @Test
    void aReplayEndOutsideTheRangeToReadIsRejected() throws Exception {
        var source =
                read(SourceTopic.offsets("events", Map.of(0, 5L)), SourceTopic.earliest("metrics"))
                        .setReplayEnd(
                                ReplayEnd.offsets("events", Map.of(0, 4L))
                                        .and("metrics", Map.of(0, 11L))
                                        .and("orders", Map.of(0, 0L)));

        assertThat(problems(source))
                .containsExactlyInAnyOrder(
                        "Topic 'events', partition 0: replay end 4 is below the start 5: it must be"
                                + " from there to 10, the end of the partition",
                        "Topic 'metrics', partition 0: replay end 11 is beyond the end of the"
                                + " partition, 10: the replay would wait for records that have"
                                + " not been written",
                        "Topic 'orders', partition 0: has a replay end, but is not among the"
                                + " partitions to read");
    }

    @Test
    void aJobFailsIfKafkaIsUnreachable() throws Exception {
        var source =
                KafkarsSource.messages()
                        .setBootstrapServers("localhost:1")
                        .setTopics(SourceTopic.earliest("events"))
                        .setProperty("request.timeout.ms", "500")
                        .setProperty("default.api.timeout.ms", "1000");

        assertThat(problems(source)).singleElement().asString().contains("localhost:1");
    }

    private static KafkarsSourceBuilder<Message> read(SourceTopic... topics) {
        return KafkarsSource.messages()
                .setBootstrapServers(kafka.bootstrapServers())
                .setTopics(topics);
    }

    /** Runs a job that must fail, and returns the problems that its message lists. */
    private static List<String> problems(KafkarsSourceBuilder<Message> source) throws Exception {
        Throwable failure;
        try (var job = Replay.of(source.build()).start()) {
            failure = catchThrowable(job::awaitEnd);
        }
        var message =
                ExceptionUtils.findThrowableWithMessage(
                        failure, "Cannot find out what to read from Kafka");
        assertThat(message).as("a failure that says what is wrong: %s", failure).isPresent();
        String[] lines = message.get().getMessage().split("\n  - ");
        return List.of(lines).subList(1, lines.length);
    }
}
