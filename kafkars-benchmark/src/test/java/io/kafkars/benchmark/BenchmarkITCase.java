// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import javax.imageio.ImageIO;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** The whole program, as {@code ./bench --quick} runs it, with some of its variants. */
@Timeout(300)
class BenchmarkITCase {

    private static final int RECORDS = 2_000;

    /** Processes start faster with it, and are too short-lived for the optimizing compiler. */
    private static final String FAST_START = "-XX:TieredStopAtLevel=1";

    @TempDir private Path output;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void everySideReadsEachRecordAndThoseThatPromiseOrderKeepIt() throws IOException {
        assertThat(run("--variants", "base")).as(err.toString(UTF_8)).isZero();

        JsonNode base = json().path("variants").path(0);
        assertThat(base.path("variant").asText()).isEqualTo("base");
        List<Side> sides = Variant.BASE.sides().stream().filter(side -> !side.isSlow()).toList();
        assertThat(base.path("sides")).hasSameSizeAs(sides);
        for (Side side : sides) {
            JsonNode result = base.path("sides").path(sides.indexOf(side));
            JsonNode round = result.path("rounds").path(0);
            assertThat(result.path("side").asText()).isEqualTo(side.toString());
            assertThat(round.path("records").asInt()).as("records of %s", side).isEqualTo(RECORDS);
            assertThat(round.path("wallNanos").asLong()).as("time of %s", side).isPositive();
            if (side == Side.KAFKA_SOURCE || side == Side.KAFKARS_ROWS) {
                JsonNode threads = round.path("threads");
                assertThat(threads.path("task").asLong()).as("task of %s", side).isPositive();
                assertThat(threads.path("fetcher").asLong(-1)).isNotNegative();
            }
            if (side.isOrdered()) {
                assertThat(result.path("outOfOrder").asInt(-1)).as("of %s", side).isZero();
            }
        }
        // The bare consumer does not order: it reads one partition after the other.
        assertThat(base.path("sides").path(sides.indexOf(Side.POLL)).path("outOfOrder").asInt())
                .isPositive();

        assertThat(out.toString(UTF_8))
                .contains(sides.stream().map(side -> "base " + side + " ").toList())
                .containsPattern(
                        "\\| kafkars rows / KafkaSource rows: throughput \\| >= 1.60 \\| \\d")
                .contains("| merge core, 16 partitions, runs | >= 20.00 M/s | not measured |  |");
        assertThat(ImageIO.read(output.resolve("benchmark.png").toFile()).getWidth())
                .isGreaterThan(1_000);
    }

    @Test
    void jsonIsDecodedAndTheAlignedSourceReadsEveryRecord() throws IOException {
        assertThat(
                        run(
                                "--variants",
                                "base,json",
                                "--sides",
                                "kafka-source-aligned-100-ms,sql-kafka-json,sql-kafkars-json"))
                .as(err.toString(UTF_8))
                .isZero();

        JsonNode aligned = firstRound(0);
        assertThat(aligned.path("records").asInt()).isEqualTo(RECORDS);
        assertThat(json().at("/variants/0/sides/0/outOfOrder").asInt(-1)).isNotNegative();
        for (int side = 0; side < 2; side++) {
            JsonNode round = json().at("/variants/1/sides/" + side + "/rounds/0");
            assertThat(round.path("records").asInt()).as("side %d", side).isEqualTo(RECORDS);
        }
        assertThat(out.toString(UTF_8))
                .containsPattern("\\| SQL: kafkars / 'kafka', json: throughput \\| stated \\| \\d");
    }

    @Test
    void latencyMemoryAndProfilesAreReported() throws IOException {
        assertThat(
                        run(
                                "--variants",
                                "latency,memory",
                                "--sides",
                                "kafkars-rows",
                                "--rate",
                                "1000",
                                "--profile"))
                .as(err.toString(UTF_8))
                .isZero();

        JsonNode latency = firstRound(0);
        assertThat(latency.path("records").asInt()).isEqualTo(1_000);
        assertThat(latency.path("latency").path("p50").asLong()).isPositive();
        assertThat(latency.path("latency").path("max").asLong())
                .isGreaterThanOrEqualTo(latency.path("latency").path("p50").asLong());
        JsonNode memory = firstRound(1);
        assertThat(memory.path("records").asInt()).isEqualTo(RECORDS);
        assertThat(memory.path("heap").path("peak").asLong()).isBetween(1L, 512L << 20);
        assertThat(memory.path("heap").path("collections").asInt()).isPositive();
        assertThat(out.toString(UTF_8))
                .contains("latency in ms", "heap in use", "samples of Java code")
                .containsPattern("512 MB: heap in use \\| <= [0-9.]+ MB \\| \\d");
        assertThat(output.resolve("profile/latency-kafkars-rows.jfr")).isNotEmptyFile();
        assertThat(output.resolve("profile/memory-kafkars-rows.jfr")).isNotEmptyFile();
    }

    @Test
    void theJobCountsRightOnBothSourcesAndBackends() throws IOException {
        int code =
                Benchmark.run(
                        new PrintStream(out, true, UTF_8),
                        new PrintStream(err, true, UTF_8),
                        "job",
                        "--records=10000",
                        "--keys=20",
                        "--subtasks=2",
                        "--rounds=1",
                        "--warm-up=0",
                        "--output=" + output,
                        "--jvm-argument=" + FAST_START,
                        "--jvm-argument=-Xms256m");

        assertThat(code).as(err.toString(UTF_8)).isZero();
        var results = JobResults.read(output.resolve(JobBenchmark.RESULTS)).results();
        assertThat(results)
                .extracting(result -> result.backend() + " " + result.side())
                .containsExactly(
                        "hashmap kafkars",
                        "hashmap kafka-source",
                        "rocksdb kafkars",
                        "rocksdb kafka-source");
        assertThat(results).allMatch(JobResults.JobResult::isRight);
        assertThat(results).allMatch(result -> result.max(JobRound::checkpoints) > 0);
        assertThat(results).allMatch(result -> result.max(JobRound::largestCheckpoint) > 0);
        assertThat(results).allMatch(result -> result.max(JobRound::mostWindows) > 1);
        assertThat(out.toString(UTF_8)).contains("rocksdb 2 kafka-source ");
    }

    @Test
    void aSideThatFailsIsNamedWithItsMessage() {
        int code =
                run("--variants", "base", "--sides", "poll", "--property", "fetch.max.bytes=many");

        assertThat(code).isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains("base-poll has failed", "fetch.max.bytes", "many");
    }

    @Test
    void allWrongArgumentsAreNamedAtOnce() {
        assertThat(run("--rounds", "0", "--warm-up", "-1")).isEqualTo(2);
        assertThat(err.toString(UTF_8))
                .contains(
                        "--rounds must be at least 1, is 0", "--warm-up must be at least 0, is -1");
        err.reset();
        assertThat(
                        Benchmark.run(
                                new PrintStream(out, true, UTF_8),
                                new PrintStream(err, true, UTF_8),
                                "job",
                                "--subtasks=1,0",
                                "--keys=7"))
                .isEqualTo(2);
        assertThat(err.toString(UTF_8))
                .contains(
                        "--subtasks must be at least 1, is 0",
                        "--keys must be at least --partitions, 8, is 7");
        assertThat(run("--sides", "fastest")).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("kafkars-arrow", "'fastest'");
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--quick", "--output", output.toString()));
        all.addAll(List.of("--jvm-argument", FAST_START));
        return Benchmark.run(
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                all.toArray(String[]::new));
    }

    private JsonNode firstRound(int variant) throws IOException {
        return json().at("/variants/" + variant + "/sides/0/rounds/0");
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(Files.readAllBytes(output.resolve("benchmark.json")));
    }
}
