// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e.processes;

import io.kafkars.testing.KafkaExtension;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;

import static io.kafkars.testing.Records.at;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A job is stopped with a savepoint on one version of Flink, and resumed from it on the next
 * version. In the build, both are the version of the build; {@code ./flink-versions} sets others.
 */
@Timeout(600)
class VersionUpgradeITCase {

    private static final Instant START = at("2026-02-05T00:00:00Z");
    private static final int PARTITIONS = 2;
    private static final int PER_HOUR = 12;

    /** The savepoint is in the middle of an hour, so the state has an open window. */
    private static final int BEFORE = 10 * PER_HOUR - PER_HOUR / 2;

    /** Of the records before, those of the last hours may wait for the watermark. */
    private static final int HOURS_BEFORE = 8;

    private static final int HOURS = 20;

    private static final Pattern SAVEPOINT =
            Pattern.compile("(?m)^" + UpgradeJobs.SAVEPOINT + "(.+)$");

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @TempDir Path directory;

    @Test
    void aDataStreamJobResumesFromTheSavepointOfTheFormerVersion() throws Exception {
        assertThatNothingIsLostOrRepeated("stream");
    }

    @Test
    void anSqlJobResumesFromTheSavepointOfTheFormerVersion() throws Exception {
        assertThatNothingIsLostOrRepeated("sql");
    }

    private void assertThatNothingIsLostOrRepeated(String kind) throws Exception {
        kafka.topic("orders", PARTITIONS);
        write(0, BEFORE);
        String savepoint = run(FlinkClassPath.former(), kind, HOURS_BEFORE);
        write(BEFORE, HOURS * PER_HOUR);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            // Closes the windows before it.
            kafka.topic("orders").write(partition, START.plusSeconds(3_600 * 30), "last");
        }

        run(FlinkClassPath.current(), kind, HOURS, savepoint);

        var counts = new TreeMap<String, Long>();
        for (JsonNode row : JsonFiles.rows(output())) {
            String hour = row.path("hour").asText();
            assertThat(counts.put(hour, row.path("n").asLong())).as(hour).isNull();
        }
        assertThat(counts).hasSize(HOURS);
        assertThat(counts.values()).containsOnly((long) PER_HOUR);
    }

    private Path output() {
        return directory.resolve("output");
    }

    /** Runs the job until it has written so many hours, and returns its savepoint. */
    private String run(FlinkClassPath flink, String kind, int hours, String... savepoint)
            throws Exception {
        var arguments = new ArrayList<>(List.of(kind, kafka.bootstrapServers()));
        arguments.add(output().toString());
        arguments.add(String.valueOf(hours));
        arguments.add(directory.resolve("savepoints").toUri().toString());
        arguments.addAll(List.of(savepoint));
        String log =
                VersionClient.run(
                        flink,
                        directory,
                        UpgradeJobs.class.getName(),
                        arguments.toArray(String[]::new));
        return SAVEPOINT
                .matcher(log)
                .results()
                .map(line -> line.group(1))
                .findFirst()
                .orElseThrow();
    }

    /** Writes records at equal distances, in turn to the partitions. */
    private static void write(int from, int to) {
        var orders = kafka.topic("orders");
        for (int i = from; i < to; i++) {
            orders.write(i % PARTITIONS, START.plusSeconds(i * 3_600L / PER_HOUR), "order " + i);
        }
    }
}
