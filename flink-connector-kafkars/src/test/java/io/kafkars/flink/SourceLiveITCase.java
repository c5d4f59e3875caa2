// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.flink.deserializer.RecordDeserializationSchema;
import io.kafkars.merge.RecordView;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.MiniClusters;
import io.kafkars.testing.Replay;
import io.kafkars.testing.RunningReplay;
import io.kafkars.testing.TestTopic;
import io.kafkars.testing.Times;
import io.kafkars.topics.SourceTopic;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.Collector;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import static io.kafkars.testing.Records.at;
import static org.assertj.core.api.Assertions.assertThat;

/** Records say whether the whole source is live, and not only the subtask that reads them. */
class SourceLiveITCase {

    private static final Instant START = at(1_700_000_000_000L);
    private static final int SHORT = 10;
    private static final int LONG = 300;

    @RegisterExtension static final MiniClusterExtension flink = MiniClusters.withSlots(2);

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @TempDir Path savepoints;

    @Test
    void aSubtaskIsLiveBeforeTheSourceAndARestoreKeepsBoth() throws Exception {
        var topic = kafka.topic("halves", 2).write(0, seconds(SHORT)).write(1, seconds(LONG));
        var source =
                KafkarsSource.builder(new Liveness())
                        .setBootstrapServers(kafka.bootstrapServers())
                        .setTopics(SourceTopic.earliest("halves"))
                        .setBatchSize(1)
                        .build();
        var replay = Replay.of(source).parallelism(2);
        String savepoint;
        try (var job = replay.pausePerRecord(Duration.ofMillis(10)).start()) {
            job.until("replay of the short partition", () -> seen(job, "0 replay").size() == SHORT);
            topic.write(0, START.plusSeconds(LONG), "live");
            job.until("live subtask", () -> !seen(job, "0 live").isEmpty());
            assertThat(seen(job, "1 replay")).hasSizeLessThan(LONG);

            savepoint = job.stopWithSavepoint(savepoints);
            assertThat(job.log().values()).noneMatch(element -> element.endsWith("source live"));
        }
        try (var job = replay.pausePerRecord(Duration.ZERO).fromSavepoint(savepoint).start()) {
            untilSourceLive(job, topic);
            assertThat(seen(job, "1 replay")).noneMatch(element -> element.endsWith("source live"));
            savepoint = job.stopWithSavepoint(savepoints);
        }
        topic.write(0, START.plusSeconds(LONG), "later").write(1, START.plusSeconds(LONG), "later");
        try (var job = replay.fromSavepoint(savepoint).start()) {
            job.untilElements(2);
            assertThat(job.log().values()).allMatch(element -> element.endsWith("source live"));
        }
    }

    /** Writes live records until one comes out as a record of a live source. */
    private static void untilSourceLive(RunningReplay<String> job, TestTopic topic)
            throws Exception {
        job.until("live source", job.log()::isLive);
        job.until(
                "record of a live source",
                () -> {
                    topic.write(1, START.plusSeconds(LONG), "live");
                    return !seen(job, "1 live, source live").isEmpty();
                });
    }

    private static List<String> seen(RunningReplay<String> job, String prefix) {
        return job.log().values().stream().filter(element -> element.startsWith(prefix)).toList();
    }

    private static Times seconds(int count) {
        return Times.every(Duration.ofSeconds(1), START, count);
    }

    /** The partition of each record, and what it says of its subtask and of the source. */
    private static final class Liveness implements RecordDeserializationSchema<String> {

        private static final long serialVersionUID = 1L;

        @Override
        public void deserialize(RecordView record, Collector<String> out) {
            out.collect(
                    record.partition()
                            + (record.isLive() ? " live" : " replay")
                            + (record.isSourceLive() ? ", source live" : ", source not live"));
        }

        @Override
        public TypeInformation<String> getProducedType() {
            return Types.STRING;
        }
    }
}
