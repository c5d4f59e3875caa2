// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.chaos;

import io.kafkars.testing.EmbeddedKafka;

import org.apache.flink.util.FileUtils;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;

/**
 * The chaos program: replays topics while everything around the source fails, and checks the
 * output.
 *
 * <p>Exit code 0 if every promise was kept, 1 if not or if the program failed, 2 if the arguments
 * are wrong.
 */
@Command(
        name = "chaos",
        sortOptions = false,
        usageHelpWidth = 100,
        description = {
            "Replays 32 partitions of two topics and goes live, while records are written,"
                    + " TaskManagers are killed, brokers restarted and partitions added, and the"
                    + " job is stopped with savepoints and resumed at another parallelism.",
            "",
            "Each minute is a round with its own topics and its own job. At its end the committed"
                    + " output is compared with what Kafka holds: every record once, in the order"
                    + " of its partition, the history in merge order, no record late.",
            "",
            "The seed decides what is written, and the order of the faults. It does not decide how"
                    + " threads interleave: a seed that has found a violation finds it again often,"
                    + " not always.",
            ""
        })
public final class Chaos implements Callable<Integer> {

    private static final int FAILED = 1;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    /** Time that a round needs after its last fault, to read to the end and to check. */
    private static final Duration CHECK_TIME = Duration.ofSeconds(12);

    /** Short sessions: a broker that restarts must wait until its previous session has expired. */
    private static final Map<String, String> BROKER_PROPERTIES =
            Map.of("broker.session.timeout.ms", "4000", "broker.heartbeat.interval.ms", "500");

    private static final Duration MIN_FAULT_TIME = Duration.ofSeconds(15);

    private final PrintStream out;

    @Spec private CommandSpec command;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    private boolean help;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "Seed of the random numbers; taken from the clock if not given. It is printed.")
    private Long seed;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            defaultValue = "3",
            description =
                    "Number of rounds of one minute, at least 1; ${DEFAULT-VALUE} if not given.")
    private int minutes;

    private Chaos(PrintStream out) {
        this.out = out;
    }

    /** Runs the program, and ends the process with its exit code. */
    public static void main(String[] arguments) {
        PrintStream out = System.out;
        // Kafka's test kit prints to the standard output how it formats its disk.
        System.setOut(
                new PrintStream(OutputStream.nullOutputStream(), false, Charset.defaultCharset()));
        System.exit(run(out, System.err, arguments));
    }

    /**
     * Runs the program in this process.
     *
     * @return the exit code
     */
    static int run(PrintStream out, PrintStream err, String... arguments) {
        return new CommandLine(new Chaos(out))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @Override
    public Integer call() throws Exception {
        if (minutes < 1) {
            throw new ParameterException(
                    command.commandLine(), "--minutes must be at least 1, is " + minutes);
        }
        long from = seed == null ? System.currentTimeMillis() : seed;
        out.println("seed " + from);
        long start = System.nanoTime();
        List<RoundResult> results = new ArrayList<>();
        try (var kafka = EmbeddedKafka.start(FaultInjector.BROKERS, BROKER_PROPERTIES)) {
            for (int round = 1; round <= minutes; round++) {
                long end = start + Duration.ofMinutes(round).toNanos();
                results.add(runRound(kafka, new Random(from * 1_000_003 + round), round, end));
            }
        }
        var report = new ChaosReport(results);
        report.print(out, from, Duration.ofNanos(System.nanoTime() - start));
        return report.isGood() ? 0 : FAILED;
    }

    private RoundResult runRound(EmbeddedKafka kafka, Random random, int round, long end)
            throws Exception {
        Path directory = Files.createTempDirectory("chaos");
        try {
            long lastFault =
                    Math.max(
                            end - CHECK_TIME.toNanos(),
                            System.nanoTime() + MIN_FAULT_TIME.toNanos());
            RoundResult result =
                    new ChaosRound(kafka, random, "" + round, directory, line -> note(round, line))
                            .run(lastFault);
            result.violations().kept().forEach(violation -> note(round, violation.toString()));
            return result;
        } finally {
            FileUtils.deleteDirectory(directory.toFile());
        }
    }

    private void note(int round, String line) {
        out.println(LocalTime.now().format(TIME) + " round " + round + ": " + line);
    }
}
