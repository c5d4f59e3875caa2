// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import io.kafkars.benchmark.Target.AtLeast;
import io.kafkars.benchmark.Target.AtMost;
import io.kafkars.benchmark.Target.Bound;
import io.kafkars.benchmark.Target.Stated;
import io.kafkars.merge.MergeSettings;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** The targets of the benchmark, with the measured figures. */
final class Targets {

    private static final String ROWS = "kafkars rows / KafkaSource rows";
    private static final String ARROW = "kafkars Arrow / KafkaSource rows";
    private static final double MEGABYTE = 1e6;
    private static final double MILLION = 1e6;

    private static final ToDoubleFunction<SideResult> THROUGHPUT =
            side -> side.throughput().median();
    private static final ToDoubleFunction<SideResult> CPU = side -> side.cpu().median();
    private static final ToDoubleFunction<SideResult> LATENCY = side -> side.latencyP99().median();

    private static final Bound STATED = new Stated();

    private final Results results;
    private final JmhResults jmh;
    private final JobResults job;
    private final List<Target> targets = new ArrayList<>();
    private final Map<Variant, Set<Side>> compared = new EnumMap<>(Variant.class);

    private Targets(Results results, JmhResults jmh, JobResults job) {
        this.results = results;
        this.jmh = jmh;
        this.job = job;
        addAll();
    }

    /** All targets, measured or not. */
    static List<Target> of(Results results, JmhResults jmh, JobResults job) {
        return new Targets(results, jmh, job).targets;
    }

    /** The sides of the variant whose figures some target needs. */
    static Set<Side> compared(Variant variant) {
        return new Targets(Results.of(List.of()), JmhResults.none(), JobResults.none())
                .compared.getOrDefault(variant, Set.of());
    }

    private void addAll() {
        rows(Variant.BASE, "", atLeast(1.6), atMost(0.65));
        throughput(
                Variant.BASE,
                "kafkars rows / bare poll",
                atLeast(1.3),
                Side.KAFKARS_ROWS,
                Side.POLL);
        arrow(Variant.BASE, "", atLeast(1.6), atMost(0.65));
        throughput(
                Variant.BASE,
                "SQL: kafkars / 'kafka', raw",
                atLeast(2.2),
                Side.SQL_KAFKARS,
                Side.SQL_KAFKA);
        throughput(
                Variant.JSON,
                "SQL: kafkars / 'kafka', json",
                STATED,
                Side.SQL_KAFKARS_JSON,
                Side.SQL_KAFKA_JSON);
        throughput(
                Variant.BASE,
                "SQL: kafkars / 'kafka' + ORDER BY",
                atLeast(2.5),
                Side.SQL_KAFKARS,
                Side.SQL_KAFKA_ORDER_BY);
        rows(Variant.LZ4, "lz4, ", atLeast(1.2));
        rows(Variant.ZSTD, "zstd, ", atLeast(1.2));
        rows(Variant.VALUES_1_KB, "values of 1 KB, ", atLeast(1.2));
        rows(Variant.VALUES_10_KB, "values of 10 KB, ", atLeast(1.2));
        rows(Variant.PARTITIONS_1024, "1,024 partitions, ", atLeast(1.5));
        to16Partitions("1,024 partitions / 16 partitions", STATED, Variant.PARTITIONS_1024);
        to16Partitions("30 days of skew / no skew", atLeast(0.9), Variant.DAYS_APART);
        rows(Variant.EQUAL_PROPERTIES, "equal properties, ", atLeast(1.4), atMost(1));
        arrow(Variant.EQUAL_PROPERTIES, "equal properties, ", atLeast(1.3), atMost(0.8));
        add(
                "live latency p99, kafkars / KafkaSource",
                atMost(1),
                "",
                ratio(
                        find(Variant.LATENCY, Side.KAFKARS_ROWS, LATENCY),
                        find(Variant.LATENCY, Side.KAFKA_SOURCE, LATENCY)));
        add(
                "1,000 partitions: start to first record",
                atMost(5),
                " s",
                ratio(
                        find(Variant.START, Side.KAFKARS_ROWS, side -> side.start().median()),
                        OptionalDouble.of(1_000)));
        add(
                "1,024 partitions 30 days apart, 512 MB: heap in use",
                atMost((MergeSettings.DEFAULT.maxHeldBytes() + 100 * MEGABYTE) / MEGABYTE),
                " MB",
                find(
                        Variant.MEMORY,
                        Side.KAFKARS_ROWS,
                        side -> side.rounds().get(0).heap().peak() / MEGABYTE));
        job("KafkaSource", JobSide.KAFKA_SOURCE);
        job("KafkaSource aligned every second", JobSide.KAFKA_SOURCE_ALIGNED_1_S);
        job("KafkaSource aligned every 100 ms", JobSide.KAFKA_SOURCE_ALIGNED_100_MS);
        parser();
        merge("merge core, 16 partitions, interleaved", 20, 16, "interleaved");
        merge("merge core, 16 partitions, runs", 20, 16, "runs");
        merge("merge core, 1,024 partitions, interleaved", 10, 1024, "interleaved");
        merge("merge core, 1,024 partitions, runs", 10, 1024, "runs");
        filling("runs / copying their keys and values once", "200", "arraycopyByRecord");
        filling("interleaved / copying their keys and values once", "1", "arraycopyByRecord");
        filling("runs / copying the stream's bytes as a block", "200", "arraycopy");
        filling("interleaved / copying the stream's bytes as a block", "1", "arraycopy");
    }

    private void rows(Variant variant, String prefix, Bound throughput, Bound cpu) {
        rows(variant, prefix, throughput);
        cpu(variant, prefix + ROWS, cpu, Side.KAFKARS_ROWS);
    }

    private void rows(Variant variant, String prefix, Bound throughput) {
        throughput(variant, prefix + ROWS, throughput, Side.KAFKARS_ROWS, Side.KAFKA_SOURCE);
    }

    private void arrow(Variant variant, String prefix, Bound throughput, Bound cpu) {
        throughput(variant, prefix + ARROW, throughput, Side.KAFKARS_ARROW, Side.KAFKA_SOURCE);
        cpu(variant, prefix + ARROW, cpu, Side.KAFKARS_ARROW);
        throughput(
                variant,
                prefix + "kafkars Arrow / bare poll",
                atLeast(0.65),
                Side.KAFKARS_ARROW,
                Side.POLL);
    }

    private void throughput(Variant variant, String name, Bound bound, Side side, Side other) {
        add(
                name + ": throughput",
                bound,
                "",
                ratio(find(variant, side, THROUGHPUT), find(variant, other, THROUGHPUT)));
    }

    private void cpu(Variant variant, String name, Bound bound, Side side) {
        add(
                name + ": CPU per record",
                bound,
                "",
                ratio(find(variant, side, CPU), find(variant, Side.KAFKA_SOURCE, CPU)));
    }

    private void to16Partitions(String name, Bound bound, Variant variant) {
        add(
                name + ", kafkars rows: throughput",
                bound,
                "",
                ratio(
                        find(variant, Side.KAFKARS_ROWS, THROUGHPUT),
                        find(Variant.PARTITIONS_16, Side.KAFKARS_ROWS, THROUGHPUT)));
    }

    private void job(String name, JobSide side) {
        add(
                "30-day job, " + name + " / kafkars: wall time",
                STATED,
                "",
                job.wallTimeToKafkars(side));
    }

    private void parser() {
        OptionalDouble nanos = parsing("chunk");
        add("parser, per uncompressed record", atMost(25), " ns", nanos);
        add(
                "Kafka's record iterator / parser: time",
                atLeast(5),
                "",
                ratio(parsing("kafka"), nanos));
    }

    private OptionalDouble parsing(String method) {
        return jmh.score("BatchParsingBenchmark." + method, "codec", "none", "form", "COLUMNS");
    }

    private void merge(String name, double minimum, int partitions, String order) {
        add(
                name,
                atLeast(minimum),
                " M/s",
                ratio(
                        jmh.score(
                                "MergeCoreBenchmark.merge",
                                "partitions",
                                "" + partitions,
                                "order",
                                order),
                        OptionalDouble.of(MILLION)));
    }

    private void filling(String name, String runLength, String baseline) {
        add(
                "filling vectors, " + name,
                atMost(3),
                "",
                ratio(
                        jmh.score("BatchFillingBenchmark.vectors", "runLength", runLength),
                        jmh.score("BatchFillingBenchmark." + baseline, "runLength", runLength)));
    }

    private void add(String name, Bound bound, String unit, OptionalDouble measured) {
        targets.add(new Target(name, bound, unit, measured));
    }

    private static Bound atLeast(double minimum) {
        return new AtLeast(minimum);
    }

    private static Bound atMost(double maximum) {
        return new AtMost(maximum);
    }

    private OptionalDouble find(Variant variant, Side side, ToDoubleFunction<SideResult> figure) {
        compared.computeIfAbsent(variant, key -> EnumSet.noneOf(Side.class)).add(side);
        return results.find(variant, side).stream().mapToDouble(figure).findFirst();
    }

    private static OptionalDouble ratio(OptionalDouble a, OptionalDouble b) {
        return a.isPresent() && b.isPresent()
                ? OptionalDouble.of(a.getAsDouble() / b.getAsDouble())
                : OptionalDouble.empty();
    }
}
