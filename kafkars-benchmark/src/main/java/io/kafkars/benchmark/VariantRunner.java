// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Measures variants, all with the same broker: fills a topic, starts a process for each side, and
 * has the sides read one at a time. Not thread-safe.
 */
final class VariantRunner implements AutoCloseable {

    private final BenchmarkOptions options;
    private final Path output;
    private final PrintStream progress;
    private final ChildProcess broker;
    private final String bootstrapServers;
    private final BenchmarkTopics topics;

    /** Runs one round of a side. */
    private interface RoundRunner {

        RoundResult run(Side side, ChildProcess process, boolean measured) throws Exception;
    }

    VariantRunner(BenchmarkOptions options, Path output, PrintStream progress) throws IOException {
        this.options = options;
        this.output = output;
        this.progress = progress;
        this.broker = ChildProcess.start("broker", logs(), List.of("-Xmx1g"), BrokerProcess.class);
        this.bootstrapServers = broker.receive().ready();
        this.topics = new BenchmarkTopics(bootstrapServers, options.batchSize());
    }

    private Path logs() {
        return output.resolve("benchmark-logs");
    }

    /** Measures one variant. */
    VariantResult measure(Variant variant) throws Exception {
        Workload workload = options.workload(variant);
        progress.printf(
                "%s: %s%n",
                variant,
                String.format(
                        "%,d records of %,d bytes in %,d partitions",
                        workload.records(), workload.valueBytes(), workload.partitions()));
        var processes = new EnumMap<Side, ChildProcess>(Side.class);
        try {
            for (Side side : options.sides(variant)) {
                processes.put(side, start(side, variant));
            }
            for (ChildProcess process : processes.values()) {
                process.receive();
            }
            List<SideResult> results =
                    variant.kind() == Variant.Kind.LATENCY
                            ? measureLive(variant, workload, processes)
                            : measureReplay(variant, workload, processes);
            return new VariantResult(variant, workload, options.properties(variant), results);
        } finally {
            for (ChildProcess process : processes.values()) {
                process.close();
            }
        }
    }

    private ChildProcess start(Side side, Variant variant) throws IOException {
        return ChildProcess.start(
                variant + "-" + side,
                logs(),
                options.jvmArguments(variant),
                SideProcess.class,
                side.name(),
                bootstrapServers);
    }

    /** Runs the rounds of all sides in turn, and returns the results of the measured ones. */
    private Map<Side, List<RoundResult>> runRounds(
            Variant variant, Map<Side, ChildProcess> processes, RoundRunner runner)
            throws Exception {
        Map<Side, List<RoundResult>> results = new EnumMap<>(Side.class);
        processes.keySet().forEach(side -> results.put(side, new ArrayList<>()));
        for (int round = -options.warmUp(variant); round < options.rounds(variant); round++) {
            boolean measured = round >= 0;
            for (Side side : processes.keySet()) {
                RoundResult result = runner.run(side, processes.get(side), measured);
                show(side, round, result);
                if (measured) {
                    results.get(side).add(result);
                }
            }
        }
        return results;
    }

    private void show(Side side, int round, RoundResult result) {
        progress.printf(
                "  %-9s %-20s %,12.0f records/s %8.0f ns CPU%n",
                round < 0 ? "warm-up" : "round " + (round + 1),
                side,
                result.recordsPerSecond(),
                result.cpuNanosPerRecord());
    }

    private Task profiled(Task task, Variant variant, Side side) {
        return options.profile()
                ? task.profiled(Profile.file(output, variant, side).toString())
                : task;
    }

    // A topic filled in advance

    private List<SideResult> measureReplay(
            Variant variant, Workload workload, Map<Side, ChildProcess> processes)
            throws Exception {
        String topic = topics.create(workload.partitions());
        topics.fill(topic, workload);
        var kind = variant.kind() == Variant.Kind.MEMORY ? Task.Kind.MEMORY : Task.Kind.THROUGHPUT;
        var task =
                new Task(
                        kind,
                        topic,
                        workload.records(),
                        0,
                        variant.channels(),
                        options.properties(variant),
                        options.fetch(),
                        null);
        var rounds =
                runRounds(
                        variant,
                        processes,
                        (side, process, measured) ->
                                run(process, measured ? profiled(task, variant, side) : task));
        List<SideResult> results = new ArrayList<>();
        for (Side side : processes.keySet()) {
            RoundResult ordered = run(processes.get(side), task.toCheckOrder());
            results.add(new SideResult(side, rounds.get(side), ordered.outOfOrder()));
        }
        topics.delete(topic);
        return results;
    }

    private static RoundResult run(ChildProcess process, Task task) throws IOException {
        process.send(task);
        return process.receive().round();
    }

    // A topic filled during the round

    private List<SideResult> measureLive(
            Variant variant, Workload workload, Map<Side, ChildProcess> processes)
            throws Exception {
        var rounds =
                runRounds(
                        variant,
                        processes,
                        (side, process, measured) ->
                                runLive(variant, workload, side, process, measured));
        return processes.keySet().stream()
                .map(side -> new SideResult(side, rounds.get(side), null))
                .toList();
    }

    /** Each round is a new job, so the records of its first two sevenths are not measured. */
    private RoundResult runLive(
            Variant variant, Workload workload, Side side, ChildProcess process, boolean measured)
            throws Exception {
        String topic = topics.create(workload.partitions());
        var task =
                new Task(
                        Task.Kind.LATENCY,
                        topic,
                        workload.records(),
                        workload.records() * 2 / 7,
                        variant.channels(),
                        options.properties(variant),
                        options.fetch(),
                        null);
        process.send(measured ? profiled(task, variant, side) : task);
        // The job is running.
        process.receive();
        topics.fillAtRate(topic, workload, options.rate());
        RoundResult result = process.receive().round();
        topics.delete(topic);
        return result;
    }

    @Override
    public void close() throws IOException {
        topics.close();
        broker.close();
    }
}
