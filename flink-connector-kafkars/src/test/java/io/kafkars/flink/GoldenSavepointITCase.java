// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.flink.GoldenSavepoint.Moment;
import io.kafkars.flink.GoldenTopic.Chapter;
import io.kafkars.flink.message.Message;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.MiniClusters;

import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.testutils.junit.SharedObjectsExtension;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every kept savepoint is restored, whichever version of the state it has, and the job continues
 * exactly after it.
 */
class GoldenSavepointITCase {

    @RegisterExtension static final MiniClusterExtension flink = MiniClusters.withSlots(2);

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.of(GoldenTopic::start);

    @RegisterExtension final SharedObjectsExtension shared = SharedObjectsExtension.create();

    @BeforeAll
    static void fillTopic() {
        for (Chapter chapter : Chapter.values()) {
            GoldenTopic.write(kafka.cluster(), chapter);
        }
    }

    static List<GoldenSavepoint> kept() throws IOException {
        return GoldenSavepoint.kept();
    }

    static Stream<Arguments> keptAtEachParallelism() throws IOException {
        return kept().stream()
                .flatMap(kept -> Stream.of(1, 2).map(parallel -> Arguments.of(kept, parallel)));
    }

    @ParameterizedTest(name = "{0}, parallelism {1}")
    @MethodSource("keptAtEachParallelism")
    void eachRecordAfterTheSavepointComesOnceAndNoneBeforeIt(
            GoldenSavepoint savepoint, int parallelism) throws Exception {
        continuesToTheEndOfTheLog(savepoint, parallelism);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kept")
    void theReplayEndIsStillThatOfTheSavepoint(GoldenSavepoint savepoint) throws Exception {
        endsAtTheReplayEnd(savepoint);
    }

    /** So that the writer works on the day it is needed. */
    @Test
    void savepointsThatTheWriterWritesNowAreRestored(
            @TempDir Path savepoints, @TempDir Path temporary) throws Exception {
        GoldenSavepointWriter.write(savepoints, temporary, shared);

        for (Moment moment : Moment.values()) {
            var written = GoldenSavepoint.in(savepoints, moment);
            continuesToTheEndOfTheLog(written, 1);
            endsAtTheReplayEnd(written);
        }
    }

    private void continuesToTheEndOfTheLog(GoldenSavepoint savepoint, int parallelism)
            throws Exception {
        var next = savepoint.nextOffsets();
        var expected = GoldenTopic.messages(next, Chapter.AFTERWARDS);
        var golden = new GoldenJob(kafka.bootstrapServers(), shared);
        try (var job = golden.start(parallelism, savepoint.directory())) {
            var ends = GoldenTopic.ends(Chapter.AFTERWARDS);
            job.until("end of the log in the state", () -> golden.nextOffsets().equals(ends));
            if (savepoint.isOf(Moment.IN_REPLAY)) {
                job.until("live source", golden::isLive);
            }
        }

        assertThat(golden.messages()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(golden.restored()).as("messages in the state").isEqualTo(lastMessages(next));
        assertThat(golden.reportsBacklog())
                .as("a source that was live stays live")
                .isEqualTo(savepoint.isOf(Moment.IN_REPLAY));
    }

    private void endsAtTheReplayEnd(GoldenSavepoint savepoint) throws Exception {
        var expected = GoldenTopic.messages(savepoint.nextOffsets(), Chapter.REPLAY);
        var golden = new GoldenJob(kafka.bootstrapServers(), shared).stopAtReplayEnd();
        try (var job = golden.start(1, savepoint.directory())) {
            job.awaitEnd();
        }

        assertThat(golden.messages())
                .containsExactlyInAnyOrderElementsOf(expected)
                .isSortedAccordingTo(MergeOrder.OF_ORDERED_PARTITIONS);
    }

    /** The message before each of the offsets, if there is one. */
    private static Map<Integer, Message> lastMessages(Map<Integer, Long> nextOffsets) {
        var last = new HashMap<Integer, Message>();
        nextOffsets.forEach(
                (partition, next) -> {
                    if (next > 0) {
                        last.put(partition, GoldenTopic.message(partition, next - 1));
                    }
                });
        return last;
    }
}
