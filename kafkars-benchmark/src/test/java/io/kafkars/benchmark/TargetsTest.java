// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class TargetsTest {

    private static final String JMH =
            """
            [ {"benchmark": "a.MergeCoreBenchmark.merge",
               "params": {"partitions": "16", "order": "runs"},
               "primaryMetric": {"score": 1.5E7}},
              {"benchmark": "a.MergeCoreBenchmark.merge",
               "params": {"partitions": "1024", "order": "runs"},
               "primaryMetric": {"score": 1.0E7}} ]
            """;

    @Test
    void mediansAreCompared() throws IOException {
        SideResult kafkaSource = result(Side.KAFKA_SOURCE, 400, 100, 200);
        SideResult kafkars = result(Side.KAFKARS_ROWS, 150, 300, 160);
        var base =
                new VariantResult(
                        Variant.BASE,
                        Variant.BASE.workload(1_000),
                        Map.of(),
                        List.of(kafkaSource, kafkars));

        String table =
                Target.markdown(
                        Targets.of(
                                Results.of(List.of(base)), JmhResults.none(), JobResults.none()));

        assertThat(table.lines())
                .contains(
                        "| kafkars rows / KafkaSource rows: throughput | >= 1.60 | 1.25 | no |",
                        "| kafkars rows / KafkaSource rows: CPU per record | <= 0.65 | 2.00 | no |",
                        "| kafkars Arrow / bare poll: throughput | >= 0.65 | not measured |  |");
    }

    @Test
    void whatIsOnlyStatedIsNeitherMetNorMissed() {
        var json =
                new VariantResult(
                        Variant.JSON,
                        Variant.JSON.workload(1_000),
                        Map.of(),
                        List.of(
                                result(Side.SQL_KAFKA_JSON, 300),
                                result(Side.SQL_KAFKARS_JSON, 200)));

        String table =
                Target.markdown(
                        Targets.of(
                                Results.of(List.of(json)), JmhResults.none(), JobResults.none()));

        assertThat(table.lines())
                .contains("| SQL: kafkars / 'kafka', json: throughput | stated | 1.50 |  |");
    }

    @Test
    void everyFigureThatATargetNeedsCanBeMeasured() {
        for (Variant variant : Variant.values()) {
            assertThat(variant.sides()).as("%s", variant).containsAll(Targets.compared(variant));
        }
    }

    @Test
    void aTargetNeedsOnlyTheSidesThatItCompares() {
        assertThat(Targets.compared(Variant.LZ4))
                .containsExactlyInAnyOrder(Side.KAFKARS_ROWS, Side.KAFKA_SOURCE);
        assertThat(Targets.compared(Variant.PARTITIONS_16)).containsExactly(Side.KAFKARS_ROWS);
        assertThat(Targets.compared(Variant.PARTITIONS_256)).isEmpty();
    }

    @Test
    void noTargetNeedsASlowSide() {
        for (Variant variant : Variant.values()) {
            assertThat(Targets.compared(variant)).as("%s", variant).noneMatch(Side::isSlow);
        }
    }

    @Test
    void theMergeTargetsAreReadFromTheFileOfJmh(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("jmh.json"), JMH);

        String table =
                Target.markdown(
                        Targets.of(
                                Results.of(List.of()), JmhResults.read(file), JobResults.none()));

        assertThat(table.lines())
                .contains(
                        "| merge core, 16 partitions, runs | >= 20.00 M/s | 15.00 M/s | no |",
                        "| merge core, 1,024 partitions, runs | >= 10.00 M/s | 10.00 M/s | yes |",
                        "| merge core, 16 partitions, interleaved | >= 20.00 M/s | not measured |"
                                + "  |");
    }

    @Test
    void theMedianOfAnEvenNumberOfRoundsIsBetweenTwo() {
        assertThat(result(Side.POLL, 1, 4, 3, 2).start()).isEqualTo(new MedianAndRange(2.5, 1, 4));
    }

    /** A side whose rounds took that long, in total and to start; CPU time depends on the side. */
    private static SideResult result(Side side, long... millis) {
        List<RoundResult> rounds =
                Arrays.stream(millis)
                        .map(time -> time * 1_000_000)
                        .mapToObj(
                                nanos ->
                                        new RoundResult(
                                                1_000,
                                                nanos,
                                                side == Side.KAFKA_SOURCE ? 10 : 20,
                                                new ThreadTimes(0, 0),
                                                nanos,
                                                null,
                                                null,
                                                null))
                        .toList();
        return new SideResult(side, rounds, 0L);
    }
}
