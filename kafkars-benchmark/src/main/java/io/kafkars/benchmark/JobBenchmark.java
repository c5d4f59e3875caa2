// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import io.kafkars.fetch.FetchMode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * A whole job on kafkars and on Flink's Kafka source: counts the records of each key and hour of
 * event time over many days. All rounds read the same topic, one after the other, each side in a
 * process of its own.
 *
 * <p>Exit code 0 if every job ended and kafkars counted right, 1 if not, 2 if the arguments are
 * wrong.
 */
@Command(
        name = "job",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description = {
            "Measures a whole job, which counts the records of each key and hour of event time.",
            ""
        })
final class JobBenchmark implements Callable<Integer> {

    /** What the program reads for its targets. */
    static final String RESULTS = "benchmark-job.json";

    private static final int BATCH_SIZE = 16_384;
    private static final int FAILED = 1;

    @Spec private CommandSpec command;

    @Option(
            names = "--records",
            paramLabel = "N",
            description = "Records of the topic; ${DEFAULT-VALUE} if not given.")
    private long records = 1_500_000;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            description = "Partitions of the topic; ${DEFAULT-VALUE} if not given.")
    private int partitions = 8;

    @Option(
            names = "--keys",
            paramLabel = "N",
            description = "Keys of the records; ${DEFAULT-VALUE} if not given.")
    private int keys = 500;

    @Option(
            names = "--days",
            paramLabel = "N",
            description = "Days from the first record to the last; ${DEFAULT-VALUE} if not given.")
    private int days = 30;

    @Option(
            names = "--sides",
            paramLabel = "NAME",
            split = ",",
            description = "The sources to compare; ${DEFAULT-VALUE} if not given.")
    private List<JobSide> sides = List.of(JobSide.KAFKARS, JobSide.KAFKA_SOURCE);

    @Option(
            names = "--backends",
            paramLabel = "NAME",
            split = ",",
            description = "The state backends; ${DEFAULT-VALUE} if not given.")
    private List<JobTask.Backend> backends = Arrays.asList(JobTask.Backend.values());

    @Option(
            names = "--subtasks",
            paramLabel = "N",
            split = ",",
            description = "Subtasks of the job; ${DEFAULT-VALUE} if not given.")
    private List<Integer> subtasks = List.of(1, 2, 4);

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Measured rounds; ${DEFAULT-VALUE} if not given.")
    private int rounds = 3;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "Warm-up rounds before them; ${DEFAULT-VALUE} if not given.")
    private int warmUp = 1;

    @Option(
            names = "--fetch",
            paramLabel = "MODE",
            description =
                    "How the sources of kafkars fetch: ${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} if"
                            + " not given.")
    private FetchMode fetch = FetchMode.AUTO;

    @Option(
            names = "--jvm-argument",
            paramLabel = "ARGUMENT",
            description =
                    "A JVM argument for the process of every side, after those that set its heap."
                            + " Repeatable.")
    private List<String> jvmArguments = new ArrayList<>();

    @Option(
            names = "--output",
            paramLabel = "DIRECTORY",
            description = "Where the files go; the build directory if not given.")
    private Path output;

    @Override
    public Integer call() throws Exception {
        List<String> problems = problems();
        if (!problems.isEmpty()) {
            throw new ParameterException(
                    command.commandLine(), String.join(System.lineSeparator(), problems));
        }
        if (output == null) {
            output = Benchmark.directoryOfProgram();
        }
        Files.createDirectories(output);
        JobResults results = measure();
        results.write(output.resolve(RESULTS));
        PrintWriter out = command.commandLine().getOut();
        out.println();
        out.print(results.table());
        out.println();
        out.println("File: " + output.resolve(RESULTS));
        out.flush();
        List<String> wrong =
                results.results().stream()
                        .filter(result -> result.side().isKafkars() && !result.isRight())
                        .map(result -> result.backend() + " " + result.subtasks())
                        .toList();
        if (!wrong.isEmpty()) {
            err().println("FAILED: kafkars gave wrong counts: " + wrong);
            err().flush();
        }
        return wrong.isEmpty() ? 0 : FAILED;
    }

    private List<String> problems() {
        var atLeastOne = new LinkedHashMap<String, Long>();
        atLeastOne.put("--records", records);
        atLeastOne.put("--partitions", (long) partitions);
        atLeastOne.put("--days", (long) days);
        atLeastOne.put("--rounds", (long) rounds);
        atLeastOne.put("--subtasks", (long) Collections.min(subtasks));
        var problems = new ArrayList<String>();
        atLeastOne.forEach(
                (name, value) -> {
                    if (value < 1) {
                        problems.add(name + " must be at least 1, is " + value);
                    }
                });
        if (warmUp < 0) {
            problems.add("--warm-up must be at least 0, is " + warmUp);
        }
        if (keys < partitions) {
            problems.add("--keys must be at least --partitions, " + partitions + ", is " + keys);
        }
        return problems;
    }

    private JobResults measure() throws Exception {
        var data = new JobData(records, partitions, keys, days);
        var results = new ArrayList<JobResults.JobResult>();
        try (var broker =
                ChildProcess.start("broker", logs(), List.of("-Xmx1g"), BrokerProcess.class)) {
            String servers = broker.receive().ready();
            try (var topics = new BenchmarkTopics(servers, BATCH_SIZE)) {
                String topic = topics.create(partitions);
                topics.fill(topic, data, Workload.NOT_COMPRESSED);
                for (JobTask.Backend backend : backends) {
                    for (int parallelism : subtasks) {
                        var task = new JobTask(topic, data, backend, parallelism, fetch);
                        results.addAll(measure(task, servers));
                    }
                }
            }
        }
        return new JobResults(results);
    }

    /** Runs the rounds of all sides in turn. */
    private List<JobResults.JobResult> measure(JobTask task, String servers) throws IOException {
        Map<JobSide, ChildProcess> processes = new EnumMap<>(JobSide.class);
        Map<JobSide, List<JobRound>> measured = new EnumMap<>(JobSide.class);
        try {
            for (JobSide side : sides) {
                processes.put(side, start(side, task, servers));
                measured.put(side, new ArrayList<>());
            }
            for (ChildProcess process : processes.values()) {
                process.receive();
            }
            for (int round = -warmUp; round < rounds; round++) {
                for (JobSide side : processes.keySet()) {
                    ChildProcess process = processes.get(side);
                    process.send(task);
                    JobRound result = process.receive().job();
                    show(task, side, round, result);
                    if (round >= 0) {
                        measured.get(side).add(result);
                    }
                }
            }
        } finally {
            for (ChildProcess process : processes.values()) {
                process.close();
            }
        }
        return measured.entrySet().stream()
                .map(
                        side ->
                                new JobResults.JobResult(
                                        task.backend(),
                                        task.subtasks(),
                                        side.getKey(),
                                        side.getValue()))
                .toList();
    }

    private ChildProcess start(JobSide side, JobTask task, String servers) throws IOException {
        var arguments = new ArrayList<>(List.of("-Xms2g", "-Xmx2g"));
        arguments.addAll(jvmArguments);
        return ChildProcess.start(
                "job-" + task.backend() + "-" + task.subtasks() + "-" + side,
                logs(),
                arguments,
                JobProcess.class,
                side.name(),
                servers);
    }

    private void show(JobTask task, JobSide side, int round, JobRound result) {
        err().printf(
                        Locale.ROOT,
                        "%-8s %d %-9s %-28s %8.2f s %8.2f s CPU %,10d windows%n",
                        task.backend(),
                        task.subtasks(),
                        round < 0 ? "warm-up" : "round " + (round + 1),
                        side,
                        result.seconds(),
                        result.cpuSeconds(),
                        result.mostWindows());
        err().flush();
    }

    private Path logs() {
        return output.resolve("benchmark-logs");
    }

    private PrintWriter err() {
        return command.commandLine().getErr();
    }
}
