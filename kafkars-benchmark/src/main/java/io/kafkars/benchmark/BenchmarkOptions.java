// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import io.kafkars.fetch.FetchMode;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The options of the command line. */
final class BenchmarkOptions {

    private static final int QUICK_RECORDS = 2_000;
    private static final int QUICK_PARTITIONS = 2;

    @Option(
            names = "--variants",
            paramLabel = "NAME",
            split = ",",
            description = "What to measure; all variants if not given.")
    private List<Variant> variants = new ArrayList<>(Arrays.asList(Variant.values()));

    @Option(
            names = "--sides",
            paramLabel = "NAME",
            split = ",",
            description =
                    "What to compare; all sides if not given, but those with alignment, whose rounds"
                            + " take minutes.")
    private List<Side> sides =
            new ArrayList<>(Arrays.stream(Side.values()).filter(side -> !side.isSlow()).toList());

    @Option(names = "--targets", description = "Of these, measure only what a target compares.")
    private boolean targets;

    @Option(
            names = "--records",
            paramLabel = "N",
            description = "Records of the variant base; ${DEFAULT-VALUE} if not given.")
    private long records = 8_000_000;

    @Option(
            names = "--variant-records",
            paramLabel = "N",
            description =
                    "Records of the other variants, fewer where values are large; ${DEFAULT-VALUE} if"
                            + " not given.")
    private long variantRecords = 4_000_000;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description =
                    "Maximum bytes of a record batch in the topics; ${DEFAULT-VALUE}, Kafka's own"
                            + " default, if not given.")
    private int batchSize = 16_384;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Measured rounds; ${DEFAULT-VALUE} if not given.")
    private int rounds = 5;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "Warm-up rounds before them; ${DEFAULT-VALUE} if not given.")
    private int warmUp = 5;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description =
                    "Records per second of the variant latency; ${DEFAULT-VALUE} if not given.")
    private int rate = 20_000;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "Seconds of each of its rounds; ${DEFAULT-VALUE} if not given.")
    private double seconds = 14;

    @Option(
            names = "--property",
            paramLabel = "KEY=VALUE",
            description = "A property of the Kafka consumer of every side. Repeatable.")
    private Map<String, String> properties = new LinkedHashMap<>();

    @Option(
            names = "--fetch",
            paramLabel = "MODE",
            description =
                    "How the sources and tables of kafkars fetch: ${COMPLETION-CANDIDATES};"
                            + " ${DEFAULT-VALUE} if not given.")
    private FetchMode fetch = FetchMode.AUTO;

    @Option(
            names = "--jvm-argument",
            paramLabel = "ARGUMENT",
            description =
                    "A JVM argument for the process of every side, after those that set its heap."
                            + " Repeatable.")
    private List<String> jvmArguments = new ArrayList<>();

    @Option(
            names = "--profile",
            description =
                    "Record the measured rounds with Java Flight Recorder, and print in which code the"
                            + " reading threads spent their time.")
    private boolean profile;

    @Option(
            names = "--quick",
            description =
                    "One round over two partitions with few records, to check that everything works."
                            + " Its figures mean nothing.")
    private boolean quick;

    @Option(
            names = "--output",
            paramLabel = "DIRECTORY",
            description = "Where the files go; the build directory if not given.")
    private Path output;

    /** What is wrong with the options, one line for each problem. */
    List<String> problems() {
        var atLeastOne = new LinkedHashMap<String, Double>();
        atLeastOne.put("--records", (double) records);
        atLeastOne.put("--variant-records", (double) variantRecords);
        atLeastOne.put("--batch-size", (double) batchSize);
        atLeastOne.put("--rounds", (double) rounds);
        atLeastOne.put("--rate", (double) rate);
        atLeastOne.put("--seconds", seconds);
        List<String> problems = new ArrayList<>();
        atLeastOne.forEach(
                (name, value) -> {
                    if (value < 1) {
                        problems.add(name + " must be at least 1, is " + value);
                    }
                });
        if (warmUp < 0) {
            problems.add("--warm-up must be at least 0, is " + warmUp);
        }
        return problems;
    }

    List<Variant> variants() {
        return variants;
    }

    /** The sides of the variant that the command line selects. */
    List<Side> sides(Variant variant) {
        Set<Side> wanted = targets ? Targets.compared(variant) : EnumSet.allOf(Side.class);
        return variant.sides().stream().filter(sides::contains).filter(wanted::contains).toList();
    }

    Workload workload(Variant variant) {
        Workload workload = variant.workload(records(variant));
        return quick ? workload.narrowed(QUICK_PARTITIONS) : workload;
    }

    private long records(Variant variant) {
        if (variant.kind() == Variant.Kind.LATENCY) {
            return Math.round(rate * (quick ? 1 : seconds));
        }
        if (quick) {
            return QUICK_RECORDS;
        }
        return variant == Variant.BASE ? records : variantRecords;
    }

    int rounds(Variant variant) {
        return quick || variant.kind() == Variant.Kind.MEMORY ? 1 : rounds;
    }

    int warmUp(Variant variant) {
        return quick || variant.kind() == Variant.Kind.MEMORY ? 0 : warmUp;
    }

    int batchSize() {
        return batchSize;
    }

    int rate() {
        return rate;
    }

    Map<String, String> properties(Variant variant) {
        var all = new HashMap<>(variant.properties());
        all.putAll(properties);
        return all;
    }

    FetchMode fetch() {
        return fetch;
    }

    List<String> jvmArguments(Variant variant) {
        var all = new ArrayList<String>();
        // The whole heap from the start, as Flink gives it to its TaskManagers.
        String heap = variant.kind() == Variant.Kind.MEMORY ? "512m" : "2g";
        all.add("-Xms" + heap);
        all.add("-Xmx" + heap);
        all.addAll(jvmArguments);
        return all;
    }

    boolean profile() {
        return profile;
    }

    /**
     * Where the files go.
     *
     * @param defaultDirectory used if the option is not given
     */
    Path output(Path defaultDirectory) {
        return output == null ? defaultDirectory : output;
    }
}
