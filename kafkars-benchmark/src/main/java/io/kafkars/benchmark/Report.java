// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The results as text tables. */
final class Report {

    private static final double MILLION = 1e6;

    private Report() {}

    /** Throughput, CPU time and start of each side; empty if not measured. */
    static String throughput(Results results) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(
                List.of(
                        "variant and side",
                        "M records/s",
                        "min",
                        "max",
                        "CPU ns/record",
                        "min",
                        "max",
                        "fetcher",
                        "task",
                        "start ms",
                        "out of order"));
        for (VariantResult variant : results.variants()) {
            if (variant.variant().kind() == Variant.Kind.THROUGHPUT) {
                variant.sides().forEach(side -> rows.add(throughput(variant.variant(), side)));
            }
        }
        return table(rows);
    }

    private static List<String> throughput(Variant variant, SideResult side) {
        return List.of(
                variant + " " + side.side(),
                number(2, side.throughput().median() / MILLION),
                number(2, side.throughput().min() / MILLION),
                number(2, side.throughput().max() / MILLION),
                number(0, side.cpu().median()),
                number(0, side.cpu().min()),
                number(0, side.cpu().max()),
                number(0, side.fetcher().median()),
                number(0, side.task().median()),
                number(0, side.start().median()),
                number(0, side.outOfOrder()));
    }

    /** Latency of live records; empty if not measured. */
    static String latency(Results results) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("latency in ms", "p50", "p99", "p99 min", "p99 max", "p99.9", "CPU ns"));
        for (SideResult side : sides(results, Variant.Kind.LATENCY)) {
            rows.add(
                    List.of(
                            side.side().toString(),
                            millis(
                                    MedianAndRange.of(side.rounds(), r -> r.latency().p50())
                                            .median()),
                            millis(side.latencyP99().median()),
                            millis(side.latencyP99().min()),
                            millis(side.latencyP99().max()),
                            millis(
                                    MedianAndRange.of(side.rounds(), r -> r.latency().p999())
                                            .median()),
                            number(0, side.cpu().median())));
        }
        return table(rows);
    }

    /** Heap in use; empty if not measured. */
    static String memory(Results results) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("heap in use after collection, MB", "before", "peak", "collections"));
        for (SideResult side : sides(results, Variant.Kind.MEMORY)) {
            RoundResult.Heap heap = side.rounds().get(0).heap();
            rows.add(
                    List.of(
                            side.side().toString(),
                            number(1, heap.before() / MILLION),
                            number(1, heap.peak() / MILLION),
                            number(0, heap.collections())));
        }
        return table(rows);
    }

    private static List<SideResult> sides(Results results, Variant.Kind kind) {
        return results.variants().stream()
                .filter(variant -> variant.variant().kind() == kind)
                .flatMap(variant -> variant.sides().stream())
                .toList();
    }

    private static String millis(double micros) {
        return number(2, micros / 1_000);
    }

    private static String number(int digits, double number) {
        return String.format(Locale.ROOT, "%,." + digits + "f", number);
    }

    private static String table(List<List<String>> rows) {
        return rows.size() == 1 ? "" : TextTable.of(rows) + System.lineSeparator();
    }
}
