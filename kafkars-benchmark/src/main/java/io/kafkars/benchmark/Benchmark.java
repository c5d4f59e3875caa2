// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * The benchmark program: reads the same topics through kafkars, through Flink's own Kafka source
 * and with a bare consumer, each in a process of its own, one at a time.
 *
 * <p>Exit code 0 if everything was measured and each side that promises order kept it, 1 if not, 2
 * if the arguments are wrong.
 */
@Command(
        name = "bench",
        sortOptions = false,
        usageHelpWidth = 100,
        subcommands = {DriftBenchmark.class, JobBenchmark.class},
        description = {
            "Compares kafkars with Flink's Kafka source and with a bare consumer. docs/benchmark.md"
                    + " says what is measured, and how.",
            ""
        })
public final class Benchmark implements Callable<Integer> {

    private static final int FAILED = 1;
    private static final String JMH_RESULTS = "benchmark-jmh.json";

    private final PrintStream out;
    private final PrintStream err;

    @Spec private CommandSpec command;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    private boolean help;

    @Mixin private BenchmarkOptions options = new BenchmarkOptions();

    private Benchmark(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Runs the program, and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.setProperty("java.awt.headless", "true");
        System.exit(run(System.out, System.err, arguments));
    }

    /**
     * Runs the program in this process, which starts child processes.
     *
     * @return the exit code
     */
    static int run(PrintStream out, PrintStream err, String... arguments) {
        var program = new CommandLine(new Benchmark(out, err));
        // JMH parses its own options.
        program.getSubcommands().get("jmh").setUnmatchedOptionsArePositionalParams(true);
        return program.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @Override
    public Integer call() throws Exception {
        if (!options.problems().isEmpty()) {
            throw new ParameterException(
                    command.commandLine(), String.join(System.lineSeparator(), options.problems()));
        }
        Path output = options.output(directoryOfProgram());
        Files.createDirectories(output);
        List<VariantResult> measured = new ArrayList<>();
        try (var runner = new VariantRunner(options, output, err)) {
            for (Variant variant : options.variants()) {
                if (!options.sides(variant).isEmpty()) {
                    measured.add(runner.measure(variant));
                }
            }
        }
        return report(Results.of(measured), output);
    }

    private int report(Results results, Path output) throws IOException {
        out.println();
        out.print(Report.throughput(results));
        out.print(Report.latency(results));
        out.print(Report.memory(results));
        if (options.profile()) {
            out.print(HotCode.table(profiles(results, output)));
        }
        out.println(
                Target.markdown(
                        Targets.of(
                                results,
                                jmhResults(output),
                                JobResults.read(output.resolve(JobBenchmark.RESULTS)))));
        new ObjectMapper()
                .writerWithDefaultPrettyPrinter()
                .writeValue(output.resolve("benchmark.json").toFile(), results);
        Chart.write(results, output.resolve("benchmark.png"));
        out.println("Files: " + output.resolve("benchmark.json") + ", benchmark.png");
        List<String> disorder =
                results.variants().stream()
                        .flatMap(
                                variant ->
                                        variant.sides().stream()
                                                .filter(SideResult::brokeItsOrder)
                                                .map(side -> variant.variant() + " " + side.side()))
                        .toList();
        if (!disorder.isEmpty()) {
            err.println("FAILED: records came out of order: " + disorder);
        }
        return disorder.isEmpty() ? 0 : FAILED;
    }

    private static Map<String, HotCode> profiles(Results results, Path output) throws IOException {
        var profiles = new LinkedHashMap<String, HotCode>();
        for (VariantResult variant : results.variants()) {
            for (SideResult side : variant.sides()) {
                profiles.put(
                        variant.variant() + " " + side.side(),
                        HotCode.read(Profile.file(output, variant.variant(), side.side())));
            }
        }
        return profiles;
    }

    private static JmhResults jmhResults(Path output) throws IOException {
        return JmhResults.read(output.resolve(JMH_RESULTS));
    }

    /** Runs the JMH benchmarks, which measure single parts in memory. */
    @Command(
            name = "jmh",
            description =
                    "Measures parsing, merge and the filling of batches alone, with JMH. Takes JMH's"
                            + " options; -h lists them.")
    private int jmh(@Parameters(arity = "0..*") List<String> arguments) throws Exception {
        Path output = directoryOfProgram();
        List<String> all = new ArrayList<>();
        all.addAll(List.of("-rf", "json", "-rff", output.resolve(JMH_RESULTS).toString()));
        all.addAll(arguments == null ? List.of() : arguments);
        org.openjdk.jmh.Main.main(all.toArray(String[]::new));
        out.println(
                Target.markdown(
                        Targets.of(Results.of(List.of()), jmhResults(output), JobResults.none())
                                .stream()
                                .filter(target -> target.measured().isPresent())
                                .toList()));
        return 0;
    }

    /** The build directory, so that a clean build deletes what the program has written. */
    static Path directoryOfProgram() throws URISyntaxException {
        var location = Benchmark.class.getProtectionDomain().getCodeSource().getLocation();
        return Path.of(location.toURI()).getParent();
    }
}
