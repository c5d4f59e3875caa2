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
 * Replays topics while everything around the source fails, and checks what came of it.
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
                    + " job is stopped with savepoints and goes on at another parallelism.",
            "",
            "Each minute is a round with topics and a job of its own. At its end the committed"
                    + " output is compared with what Kafka holds: every record once, in the order"
                    + " of its partition, the history in merge order, none behind a watermark.",
            "",
            "The seed decides what is written and which faults come in which order, not how threads"
                    + " interleave: a seed that found something finds it again often, not always.",
            ""
        })
public final class Chaos implements Callable<Integer> {

    private static final int FAILED = 1;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    /** What a round needs behind its last fault. */
    private static final Duration FOR_THE_CHECK = Duration.ofSeconds(12);

    /** A broker that comes back has to wait until the session of its former life is over. */
    private static final Map<String, String> BROKER_PROPERTIES =
            Map.of("broker.session.timeout.ms", "4000", "broker.heartbeat.interval.ms", "500");

    private static final Duration SHORTEST_TORMENT = Duration.ofSeconds(15);

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
            description = "What decides; taken from the clock and printed if not given.")
    private Long seed;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            defaultValue = "3",
            description = "How long, at least 1; ${DEFAULT-VALUE} if not given.")
    private int minutes;

    private Chaos(PrintStream out) {
        this.out = out;
    }

    /** Runs the program, and ends the process with its exit code. */
    public static void main(String[] arguments) {
        PrintStream out = System.out;
        // Kafka's test kit tells the standard output how it formats its disk; nobody asked.
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
        try (var kafka = EmbeddedKafka.start(Faults.BROKERS, BROKER_PROPERTIES)) {
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
                            end - FOR_THE_CHECK.toNanos(),
                            System.nanoTime() + SHORTEST_TORMENT.toNanos());
            RoundResult result =
                    new Round(kafka, random, "" + round, directory, line -> note(round, line))
                            .run(lastFault);
            result.findings().kept().forEach(violation -> note(round, violation.toString()));
            return result;
        } finally {
            FileUtils.deleteDirectory(directory.toFile());
        }
    }

    private void note(int round, String line) {
        out.println(LocalTime.now().format(TIME) + " round " + round + ": " + line);
    }
}
