// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e.versions;

import io.kafkars.flink.version.TestedVersions;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * Runs the SQL jar as built on versions of Flink, and prints what works on which.
 *
 * <p>Exit code 0 if everything that is required works on all of them, 1 if not or if the program
 * failed, 2 if the arguments are wrong.
 */
@Command(
        name = "flink-versions",
        sortOptions = false,
        usageHelpWidth = 100,
        description = {
            "Runs the SQL jar, which is built once, on these versions of Flink, and"
                    + " prints a table: queries in streaming and batch mode, the program of the"
                    + " README, and jobs that resume from savepoints of the version before.",
            "",
            "The distributions of Flink come from PyPI, by pip, and are kept in ~/.cache/kafkars:"
                    + " 250 MB each.",
            ""
        })
public final class FlinkVersions implements Callable<Integer> {

    private static final int FAILED = 1;

    private final PrintStream out;
    private final PrintStream err;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    private boolean help;

    @Option(
            names = "--from",
            paramLabel = "VERSION",
            description = "The version of the savepoints; the one before in the list if not given.")
    private String former;

    @Parameters(
            paramLabel = "VERSION",
            description = "The versions; all that the connector is tested with if none is given.")
    private List<String> versions = new ArrayList<>();

    private FlinkVersions(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Runs the program, and ends the process with its exit code. */
    public static void main(String[] arguments) {
        PrintStream out = System.out;
        // Kafka's test kit prints how it formats its disk, and failed tests print logs.
        System.setOut(System.err);
        System.exit(
                new CommandLine(new FlinkVersions(out, System.err))
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(System.err, true))
                        .execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Path jar = Path.of(System.getProperty("sql.jar"));
        out.println(jar.getFileName() + ", SHA-256 " + sha256(jar));
        var table = new VersionTable();
        boolean good = true;
        for (String version : versions.isEmpty() ? TestedVersions.all() : versions) {
            String before = former == null ? before(version) : former;
            err.println("Flink " + version + ", savepoints of " + before);
            System.setProperty("flink.version", version);
            System.setProperty("flink.classpath", classPathFile(version).toString());
            System.setProperty("flink.former.classpath", classPathFile(before).toString());
            Set<Check> passed = CheckRun.passed(err);
            good &=
                    Arrays.stream(Check.values())
                            .filter(Check::isRequired)
                            .allMatch(passed::contains);
            table.add(version, before, passed);
        }
        out.println(table);
        return good ? 0 : FAILED;
    }

    /** The version before it in the list; itself if it is the first or not in the list. */
    private static String before(String version) {
        int index = TestedVersions.all().indexOf(version);
        return index < 1 ? version : TestedVersions.all().get(index - 1);
    }

    private static Path classPathFile(String version) throws IOException, InterruptedException {
        return Files.writeString(
                Files.createTempFile("flink-" + version + "-", ".classpath"),
                new FlinkDistribution(version).classPath());
    }

    private static String sha256(Path file) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        return HexFormat.of().formatHex(digest);
    }
}
