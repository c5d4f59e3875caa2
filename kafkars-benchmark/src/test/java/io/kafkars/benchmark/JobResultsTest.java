// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import static io.kafkars.benchmark.JobTask.Backend.HASHMAP;
import static io.kafkars.benchmark.JobTask.Backend.ROCKSDB;
import static org.assertj.core.api.Assertions.assertThat;

class JobResultsTest {

    private static final JobResults RESULTS =
            new JobResults(
                    List.of(
                            result(HASHMAP, 1, JobSide.KAFKARS, 0, 1, 2, 3),
                            result(HASHMAP, 1, JobSide.KAFKA_SOURCE, 7, 8, 9, 4),
                            result(ROCKSDB, 2, JobSide.KAFKARS, 0, 10, 30),
                            result(ROCKSDB, 2, JobSide.KAFKA_SOURCE, 0, 50)));

    @Test
    void theTableHasMediansOfTheTimesAndTheLargestOfTheOtherFigures() {
        assertThat(RESULTS.table().lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "backend, subtasks, side wall s to kafkars CPU s open windows checkpoint MB"
                                + " checkpoints late dropped wrong windows",
                        "hashmap 1 kafkars 2.00 1.00 4.00 3,000 3.000 3 0 none",
                        "hashmap 1 kafka-source 8.00 4.00 16.00 9,000 9.000 9 7 7",
                        "rocksdb 2 kafkars 20.00 1.00 40.00 30,000 30.000 30 0 none",
                        "rocksdb 2 kafka-source 50.00 2.50 100.00 50,000 50.000 50 0 none");
    }

    @Test
    void theTargetComparesWallTimesWithRocksDbBeforeHeap() {
        assertThat(RESULTS.wallTimeToKafkars(JobSide.KAFKA_SOURCE)).hasValue(2.5);
        assertThat(RESULTS.wallTimeToKafkars(JobSide.KAFKA_SOURCE_ALIGNED_1_S)).isEmpty();
        assertThat(Target.markdown(Targets.of(Results.of(List.of()), JmhResults.none(), RESULTS)))
                .contains("| 30-day job, KafkaSource / kafkars: wall time | stated | 2.50 |  |");
    }

    @Test
    void theyAreReadAsTheyWereWritten(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("job.json");
        assertThat(JobResults.read(file)).isEqualTo(JobResults.none());

        RESULTS.write(file);

        assertThat(JobResults.read(file)).isEqualTo(RESULTS);
    }

    /** Rounds of so many seconds, with all other figures in proportion. */
    private static JobResults.JobResult result(
            JobTask.Backend backend, int subtasks, JobSide side, int wrong, int... seconds) {
        return new JobResults.JobResult(
                backend,
                subtasks,
                side,
                Arrays.stream(seconds)
                        .mapToObj(
                                second ->
                                        new JobRound(
                                                second,
                                                2.0 * second,
                                                1_000 * second,
                                                1_000_000L * second,
                                                second,
                                                wrong,
                                                wrong))
                        .toList());
    }
}
