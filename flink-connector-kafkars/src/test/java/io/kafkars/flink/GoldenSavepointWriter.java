// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.flink.GoldenSavepoint.Moment;
import io.kafkars.flink.GoldenTopic.Chapter;
import io.kafkars.testing.EmbeddedKafka;
import io.kafkars.testing.MiniClusters;

import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.testutils.junit.SharedObjectsExtension;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Writes the savepoints of the current versions of the state, to be kept in the repository. It is
 * not a test, and runs only on request, with {@link #COMMAND}.
 */
@EnabledIfSystemProperty(named = "savepoints.write", matches = "true")
class GoldenSavepointWriter {

    static final String COMMAND =
            "mvn -B -pl flink-connector-kafkars test -Dtest=GoldenSavepointWriter"
                    + " -Dsavepoints.write=true";

    private static final int STOP_IN_REPLAY_AT = 250;

    @RegisterExtension static final MiniClusterExtension flink = MiniClusters.withSlots(1);

    @RegisterExtension final SharedObjectsExtension shared = SharedObjectsExtension.create();

    @TempDir Path temporary;

    @Test
    void writeTheSavepointsOfTheCurrentVersions() throws Exception {
        write(GoldenSavepoint.sources(), temporary, shared);
    }

    /**
     * Writes a savepoint of each moment, with jobs on the running Flink cluster.
     *
     * @param savepoints directory that gets a subdirectory for the versions
     * @param temporary directory that Flink writes to first
     */
    static void write(Path savepoints, Path temporary, SharedObjectsExtension shared)
            throws Exception {
        try (var kafka = GoldenTopic.start()) {
            GoldenTopic.write(kafka, Chapter.REPLAY);

            var replaying = new GoldenJob(kafka.bootstrapServers(), shared);
            Path inReplay = stopInReplay(replaying, temporary);
            assertInReplay(replaying.nextOffsets());

            var live = new GoldenJob(kafka.bootstrapServers(), shared);
            Path whenLive = stopWhenLive(live, kafka, temporary);

            GoldenSavepoint.in(savepoints, Moment.IN_REPLAY)
                    .keep(inReplay, replaying.nextOffsets());
            GoldenSavepoint.in(savepoints, Moment.LIVE).keep(whenLive, live.nextOffsets());
        }
    }

    private static Path stopInReplay(GoldenJob golden, Path temporary) throws Exception {
        try (var job = golden.brakeAt(STOP_IN_REPLAY_AT).start(1, null)) {
            job.until("messages to stop at", () -> golden.messages().size() >= STOP_IN_REPLAY_AT);
            return Path.of(URI.create(job.stopWithSavepoint(temporary)));
        }
    }

    private static Path stopWhenLive(GoldenJob golden, EmbeddedKafka kafka, Path temporary)
            throws Exception {
        try (var job = golden.start(1, null)) {
            job.until("live source", golden::isLive);
            GoldenTopic.write(kafka, Chapter.LIVE);
            var all = GoldenTopic.ends(Chapter.LIVE);
            job.until("live messages in the state", () -> golden.nextOffsets().equals(all));
            return Path.of(URI.create(job.stopWithSavepoint(temporary)));
        }
    }

    /** One partition has caught up, two have not, one has not begun, and one is empty. */
    private static void assertInReplay(Map<Integer, Long> next) {
        var ends = GoldenTopic.ends(Chapter.REPLAY);
        assertThat(next.get(0)).isEqualTo(ends.get(0));
        assertThat(next.get(1)).isBetween(1L, ends.get(1) - 1);
        assertThat(next.get(2)).isBetween(1L, ends.get(2) - 1);
        assertThat(next.get(3)).isZero();
        assertThat(next.get(4)).isZero().isEqualTo(ends.get(4));
    }
}
