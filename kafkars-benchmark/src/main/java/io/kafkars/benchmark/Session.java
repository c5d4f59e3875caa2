package io.kafkars.benchmark;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * One broker, and the variants that are measured with it: each fills a topic, starts a process for
 * each side, and has them read in turn. Not thread-safe.
 */
final class Session implements AutoCloseable {

    private final BenchmarkOptions options;
    private final Path output;
    private final PrintStream progress;
    private final Child broker;
    private final String bootstrapServers;
    private final Topics topics;

    Session(BenchmarkOptions options, Path output, PrintStream progress) throws IOException {
        this.options = options;
        this.output = output;
        this.progress = progress;
        this.broker = Child.start("broker", logs(), List.of("-Xmx1g"), Broker.class);
        this.bootstrapServers = broker.receive().ready();
        this.topics = new Topics(bootstrapServers, options.batchSize());
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
        var processes = new EnumMap<Side, Child>(Side.class);
        try {
            for (Side side : options.sides(variant)) {
                processes.put(side, start(side, variant));
            }
            for (Child process : processes.values()) {
                process.receive();
            }
            List<SideResult> results =
                    variant.kind() == Variant.Kind.LATENCY
                            ? measureLive(variant, workload, processes)
                            : measureReplay(variant, workload, processes);
            return new VariantResult(variant, workload, options.properties(variant), results);
        } finally {
            for (Child process : processes.values()) {
                process.close();
            }
        }
    }

    private Child start(Side side, Variant variant) throws IOException {
        return Child.start(
                variant + "-" + side,
                logs(),
                options.jvmArguments(variant),
                Consumer.class,
                side.toString(),
                bootstrapServers);
    }

    // ------------------------------------------------------------ what is there already

    private List<SideResult> measureReplay(
            Variant variant, Workload workload, Map<Side, Child> processes) throws Exception {
        String topic = topics.make(workload);
        topics.fill(topic, workload);
        var kind = variant.kind() == Variant.Kind.MEMORY ? Task.Kind.MEMORY : Task.Kind.THROUGHPUT;
        var task = new Task(kind, topic, workload.records(), 0, options.properties(variant), null);
        Map<Side, List<Round>> rounds = new EnumMap<>(Side.class);
        processes.keySet().forEach(side -> rounds.put(side, new ArrayList<>()));
        for (int round = -options.warmUp(variant); round < options.rounds(variant); round++) {
            for (Side side : processes.keySet()) {
                boolean counts = round >= 0;
                Round done =
                        run(processes.get(side), counts ? profiled(task, variant, side) : task);
                show(side, round, done);
                if (counts) {
                    rounds.get(side).add(done);
                }
            }
        }
        List<SideResult> results = new ArrayList<>();
        for (Side side : processes.keySet()) {
            Round ordered = run(processes.get(side), task.of(Task.Kind.ORDER));
            results.add(new SideResult(side, rounds.get(side), ordered.behindLater()));
        }
        topics.delete(topic);
        return results;
    }

    private Task profiled(Task task, Variant variant, Side side) {
        return options.profile()
                ? task.profiled(Profile.file(output, variant, side).toString())
                : task;
    }

    private static Round run(Child process, Task task) throws IOException {
        process.send(task);
        return process.receive().round();
    }

    private void show(Side side, int round, Round done) {
        progress.printf(
                "  %-9s %-20s %,12.0f records/s %8.0f ns CPU%n",
                round < 0 ? "warm-up" : "round " + (round + 1),
                side,
                done.recordsPerSecond(),
                done.cpuNanosPerRecord());
    }

    // ------------------------------------------------------------ what comes

    private List<SideResult> measureLive(
            Variant variant, Workload workload, Map<Side, Child> processes) throws Exception {
        Map<Side, List<Round>> rounds = new EnumMap<>(Side.class);
        processes.keySet().forEach(side -> rounds.put(side, new ArrayList<>()));
        for (int round = -options.warmUp(variant); round < options.rounds(variant); round++) {
            for (Side side : processes.keySet()) {
                boolean counts = round >= 0;
                Round done = runLive(variant, side, processes.get(side), workload, counts);
                show(side, round, done);
                if (counts) {
                    rounds.get(side).add(done);
                }
            }
        }
        return processes.keySet().stream()
                .map(side -> new SideResult(side, rounds.get(side), null))
                .toList();
    }

    /** In each round the job is new, so the records of its first seconds do not count. */
    private Round runLive(
            Variant variant, Side side, Child process, Workload workload, boolean counts)
            throws Exception {
        String topic = topics.make(workload);
        var task =
                new Task(
                        Task.Kind.LATENCY,
                        topic,
                        workload.records(),
                        workload.records() * 2 / 7,
                        options.properties(variant),
                        null);
        process.send(counts ? profiled(task, variant, side) : task);
        process.receive();
        topics.fillAtRate(topic, workload, options.rate());
        Round round = process.receive().round();
        topics.delete(topic);
        return round;
    }

    @Override
    public void close() throws IOException {
        topics.close();
        broker.close();
    }
}
