// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** The results of {@link JobBenchmark}. */
record JobResults(List<JobResult> results) {

    private static final double MEGABYTE = 1e6;

    /**
     * The measured rounds of a side.
     *
     * @param subtasks parallelism of the job
     * @param rounds at least one
     */
    record JobResult(JobTask.Backend backend, int subtasks, JobSide side, List<JobRound> rounds) {

        double median(ToDoubleFunction<JobRound> figure) {
            double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
            int middle = sorted.length / 2;
            return sorted.length % 2 == 1
                    ? sorted[middle]
                    : (sorted[middle - 1] + sorted[middle]) / 2;
        }

        long max(ToLongFunction<JobRound> figure) {
            return rounds.stream().mapToLong(figure).max().orElseThrow();
        }

        /** Whether every window of every round had the count that the topic's records give. */
        boolean isRight() {
            return max(JobRound::wrongWindows) == 0;
        }
    }

    static JobResults none() {
        return new JobResults(List.of());
    }

    /** Reads what {@link #write} has written; without a file, there are no results. */
    static JobResults read(Path file) throws IOException {
        return Files.exists(file)
                ? new ObjectMapper().readValue(file.toFile(), JobResults.class)
                : none();
    }

    void write(Path file) throws IOException {
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), this);
    }

    /**
     * How many times as long as kafkars a side takes, in the job of the first backend and the
     * smallest parallelism in which both were measured; RocksDB comes first.
     */
    OptionalDouble wallTimeToKafkars(JobSide side) {
        return results.stream()
                .filter(result -> result.side() == side)
                .sorted(
                        Comparator.comparing(JobResult::backend)
                                .reversed()
                                .thenComparing(JobResult::subtasks))
                .map(this::wallTimeToKafkars)
                .filter(OptionalDouble::isPresent)
                .findFirst()
                .orElse(OptionalDouble.empty());
    }

    private OptionalDouble wallTimeToKafkars(JobResult result) {
        return results.stream()
                .filter(other -> other.side() == JobSide.KAFKARS)
                .filter(other -> other.backend() == result.backend())
                .filter(other -> other.subtasks() == result.subtasks())
                .mapToDouble(
                        other -> result.median(JobRound::seconds) / other.median(JobRound::seconds))
                .findFirst();
    }

    /** The results as a text table: medians of the times, and the largest of the other figures. */
    String table() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(
                List.of(
                        "backend, subtasks, side",
                        "wall s",
                        "to kafkars",
                        "CPU s",
                        "open windows",
                        "checkpoint MB",
                        "checkpoints",
                        "late dropped",
                        "wrong windows"));
        for (JobResult result : results) {
            OptionalDouble ratio = wallTimeToKafkars(result);
            rows.add(
                    List.of(
                            result.backend() + " " + result.subtasks() + " " + result.side(),
                            number("%,.2f", result.median(JobRound::seconds)),
                            ratio.isPresent() ? number("%,.2f", ratio.getAsDouble()) : "",
                            number("%,.2f", result.median(JobRound::cpuSeconds)),
                            TextTable.count(result.max(JobRound::mostWindows)),
                            number("%,.3f", result.max(JobRound::largestCheckpoint) / MEGABYTE),
                            TextTable.count(result.max(JobRound::checkpoints)),
                            TextTable.count(result.max(JobRound::lateRecords)),
                            result.isRight()
                                    ? "none"
                                    : TextTable.count(result.max(JobRound::wrongWindows))));
        }
        return TextTable.of(rows);
    }

    private static String number(String format, double number) {
        return String.format(Locale.ROOT, format, number);
    }
}
