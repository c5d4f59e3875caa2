// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import io.kafkars.merge.MergeSettings;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** The targets of the benchmark, with the measured figures. */
final class Targets {

    private static final double MEGABYTE = 1e6;
    private static final double MILLION = 1e6;

    private static final ToDoubleFunction<SideResult> THROUGHPUT =
            side -> side.throughput().median();
    private static final ToDoubleFunction<SideResult> CPU = side -> side.cpu().median();
    private static final ToDoubleFunction<SideResult> LATENCY = side -> side.latencyP99().median();

    private final Results results;
    private final JmhResults jmh;
    private final List<Target> targets = new ArrayList<>();

    private Targets(Results results, JmhResults jmh) {
        this.results = results;
        this.jmh = jmh;
    }

    /** All targets, measured or not. */
    static List<Target> of(Results results, JmhResults jmh) {
        return new Targets(results, jmh).all();
    }

    private List<Target> all() {
        sources(Variant.BASE, "");
        sources(Variant.EQUAL_PROPERTIES, "equal properties, ");
        throughput(
                Variant.BASE,
                "SQL: kafkars / 'kafka': throughput",
                1.2,
                Side.SQL_KAFKARS,
                Side.SQL_KAFKA);
        throughput(
                Variant.BASE,
                "SQL: kafkars / 'kafka' + ORDER BY: throughput",
                2.5,
                Side.SQL_KAFKARS,
                Side.SQL_KAFKA_ORDER_BY);
        variants(
                "1,024 partitions / 16 partitions, kafkars rows: throughput",
                Variant.PARTITIONS_1024);
        variants("30 days of skew / no skew, kafkars rows: throughput", Variant.DAYS_APART);
        merge("merge core, 16 partitions, interleaved", 20, 16, "interleaved");
        merge("merge core, 16 partitions, runs", 20, 16, "runs");
        merge("merge core, 1,024 partitions, interleaved", 10, 1024, "interleaved");
        merge("merge core, 1,024 partitions, runs", 10, 1024, "runs");
        add(
                "live latency p99, kafkars / KafkaSource",
                false,
                1.1,
                "",
                ratio(
                        find(Variant.LATENCY, Side.KAFKARS_ROWS, LATENCY),
                        find(Variant.LATENCY, Side.KAFKA_SOURCE, LATENCY)));
        add(
                "1,000 partitions: start to first record",
                false,
                5,
                " s",
                ratio(
                        find(Variant.START, Side.KAFKARS_ROWS, side -> side.start().median()),
                        OptionalDouble.of(1_000)));
        add(
                "1,024 partitions 30 days apart, 512 MB: heap in use",
                false,
                (MergeSettings.DEFAULT.maxHeldBytes() + 100 * MEGABYTE) / MEGABYTE,
                " MB",
                find(
                        Variant.MEMORY,
                        Side.KAFKARS_ROWS,
                        side -> side.rounds().get(0).heap().peak() / MEGABYTE));
        filling("runs / copying their keys and values once", "200", "arraycopyByRecord");
        filling("interleaved / copying their keys and values once", "1", "arraycopyByRecord");
        filling("runs / copying the stream's bytes as a block", "200", "arraycopy");
        filling("interleaved / copying the stream's bytes as a block", "1", "arraycopy");
        return targets;
    }

    private void sources(Variant variant, String prefix) {
        toKafkaSource(
                variant, prefix + "kafkars rows / KafkaSource rows", 1.0, 1.0, Side.KAFKARS_ROWS);
        toKafkaSource(
                variant, prefix + "kafkars Arrow / KafkaSource rows", 1.3, 0.8, Side.KAFKARS_ARROW);
        throughput(
                variant,
                prefix + "kafkars Arrow / bare poll: throughput",
                0.65,
                Side.KAFKARS_ARROW,
                Side.POLL);
    }

    private void throughput(Variant variant, String name, double bound, Side side, Side other) {
        add(
                name,
                true,
                bound,
                "",
                ratio(find(variant, side, THROUGHPUT), find(variant, other, THROUGHPUT)));
    }

    private void toKafkaSource(
            Variant variant, String name, double minThroughput, double maxCpu, Side side) {
        throughput(variant, name + ": throughput", minThroughput, side, Side.KAFKA_SOURCE);
        add(
                name + ": CPU per record",
                false,
                maxCpu,
                "",
                ratio(find(variant, side, CPU), find(variant, Side.KAFKA_SOURCE, CPU)));
    }

    private void variants(String name, Variant variant) {
        add(
                name,
                true,
                0.8,
                "",
                ratio(
                        find(variant, Side.KAFKARS_ROWS, THROUGHPUT),
                        find(Variant.PARTITIONS_16, Side.KAFKARS_ROWS, THROUGHPUT)));
    }

    private void merge(String name, double bound, int partitions, String order) {
        add(
                name,
                true,
                bound,
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
                false,
                3,
                "",
                ratio(
                        jmh.score("BatchFillingBenchmark.vectors", "runLength", runLength),
                        jmh.score("BatchFillingBenchmark." + baseline, "runLength", runLength)));
    }

    private void add(
            String name, boolean atLeast, double bound, String unit, OptionalDouble measured) {
        targets.add(new Target(name, atLeast, bound, unit, measured));
    }

    private OptionalDouble find(Variant variant, Side side, ToDoubleFunction<SideResult> figure) {
        return results.find(variant, side).stream().mapToDouble(figure).findFirst();
    }

    private static OptionalDouble ratio(OptionalDouble a, OptionalDouble b) {
        return a.isPresent() && b.isPresent()
                ? OptionalDouble.of(a.getAsDouble() / b.getAsDouble())
                : OptionalDouble.empty();
    }
}
