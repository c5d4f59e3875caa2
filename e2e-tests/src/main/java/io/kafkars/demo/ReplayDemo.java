// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.demo;

import io.kafkars.testing.EmbeddedKafka;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/**
 * The demo: replays a week of earthquakes through kafkars and through Flink's own Kafka source, or
 * the topics of the user's own brokers through kafkars.
 *
 * <p>Exit code 0 if kafkars kept its promises, 1 if not or if the demo failed, 2 if the arguments
 * are wrong.
 */
@Command(
        name = "try",
        sortOptions = false,
        usageHelpWidth = 100,
        description = {
            "Replays Kafka topics in timestamp order across all their partitions, then goes live.",
            "",
            "Without arguments it starts a broker in this process, fills a topic with 1,707 real"
                    + " earthquakes, replays them through kafkars into hourly windows, and compares"
                    + " their order with that of Flink's own KafkaSource.",
            "",
            "With --bootstrap-servers and --topic it replays those topics, and counts their records"
                    + " by the hour.",
            ""
        })
public final class ReplayDemo implements Callable<Integer> {

    private static final int FAILED = 1;
    private static final int WRONG_ARGUMENTS = CommandLine.ExitCode.USAGE;

    private final PrintStream out;
    private final PrintStream err;

    @Spec private CommandSpec command;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    private boolean help;

    @Mixin private ReplayOptions options = new ReplayOptions();

    private ReplayDemo(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Runs the program, and ends the process with its exit code. */
    public static void main(String[] arguments) {
        PrintStream out = System.out;
        // Kafka's test kit prints to the standard output how it formats its disk.
        System.setOut(
                new PrintStream(OutputStream.nullOutputStream(), false, Charset.defaultCharset()));
        System.setProperty("java.awt.headless", "true");
        System.exit(run(out, System.err, arguments));
    }

    /**
     * Runs the program in this process.
     *
     * @return the exit code
     */
    static int run(PrintStream out, PrintStream err, String... arguments) {
        return new CommandLine(new ReplayDemo(out, err))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setParameterExceptionHandler(ReplayDemo::reject)
                .setExecutionExceptionHandler(ReplayDemo::report)
                .execute(arguments);
    }

    @Override
    public Integer call() throws Exception {
        if (!options.problems().isEmpty()) {
            throw new ParameterException(
                    command.commandLine(), String.join(System.lineSeparator(), options.problems()));
        }
        return options.ownBrokers() ? replayBroker() : replayEarthquakes();
    }

    private int replayEarthquakes() throws Exception {
        var topic = EarthquakeTopic.fromFile();
        out.printf(
                "Starting Kafka, writing %s earthquakes to a topic with %d partitions, one for each"
                        + " seismic network%n",
                Text.count(topic.earthquakes().size()), topic.networks().size());
        try (var kafka = EmbeddedKafka.start();
                var display = new Display(out, err)) {
            topic.writeTo(kafka);
            var servers = kafka.bootstrapServers();
            var replay =
                    new Replay(
                            KafkarsObservationSource.ofEarthquakes(servers, options),
                            true,
                            options.showState());
            boolean kept =
                    new EarthquakeReplay(topic, display, out, err)
                            .run(
                                    replay,
                                    new FlinkKafkaSource(servers, options.properties()),
                                    options.picture(directoryOfProgram()));
            return kept ? 0 : FAILED;
        }
    }

    private int replayBroker() throws Exception {
        var replay = new Replay(topics(), options.stopWhenLive(), options.showState());
        try (var display = new Display(out, err)) {
            new BrokerReplay(replay, display).run();
        }
        return 0;
    }

    private ObservationSource topics() {
        try {
            return KafkarsObservationSource.ofTopics(options);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    /** The build directory, so that a clean build deletes what the program has written. */
    private static Path directoryOfProgram() throws URISyntaxException {
        var location = ReplayDemo.class.getProtectionDomain().getCodeSource().getLocation();
        return Path.of(location.toURI()).getParent();
    }

    private static int reject(ParameterException wrong, String[] arguments) {
        wrong.getCommandLine().getErr().println(wrong.getMessage());
        wrong.getCommandLine().getErr().println("See --help.");
        return WRONG_ARGUMENTS;
    }

    /** Prints the messages of a failure and its causes, without stack traces. */
    private static int report(Exception failure, CommandLine command, ParseResult parsed) {
        String label = "FAILED: ";
        for (Throwable cause = firstOwnCause(failure); cause != null; cause = cause.getCause()) {
            String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
            command.getErr().println(label + message);
            label = "because: ";
        }
        return FAILED;
    }

    /** The first cause that is from kafkars, or else the innermost; Flink wraps both. */
    private static Throwable firstOwnCause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !cause.getClass().getName().startsWith("io.kafkars.")) {
            cause = cause.getCause();
        }
        return cause;
    }
}
