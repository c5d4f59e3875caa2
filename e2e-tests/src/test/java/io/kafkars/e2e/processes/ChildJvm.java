// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e.processes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM that the test has started. What it logs and prints goes to a file. It ends when it is
 * closed, and when the JVM of the test ends, however that happens.
 */
final class ChildJvm implements AutoCloseable {

    private static final int LOG_LINES_SHOWN = 60;

    private final String name;
    private final Path log;
    private final Process process;

    private ChildJvm(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /**
     * Starts a JVM.
     *
     * @param name for messages and for the log file
     * @param logs directory of the log file, to which a later process of the same name appends
     * @param jvmArguments memory, class path and so on
     */
    static ChildJvm start(
            String name, Path logs, List<String> jvmArguments, String mainClass, List<String> args)
            throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmArguments);
        command.add(ChildMain.class.getName());
        command.add(mainClass);
        command.addAll(args);
        Path log = logs.resolve(name + ".log");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
        return new ChildJvm(name, log, process);
    }

    String name() {
        return name;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for the end of the process, and returns its exit status. */
    int await(long seconds) throws InterruptedException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            throw new IllegalStateException(
                    name + " has not ended within " + seconds + " s. " + endOfLog());
        }
        return process.exitValue();
    }

    /** Ends the process at once, as {@code kill -9} does, and waits until it has ended. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Everything that the process, and earlier ones of its name, have logged and printed. */
    String log() throws IOException {
        return Files.readString(log, StandardCharsets.UTF_8);
    }

    /** The last lines of the log, with the name of the process. */
    String endOfLog() {
        try {
            List<String> lines = log().lines().toList();
            return String.format(
                    "The last lines of the log of %s:%n%s%n",
                    name,
                    String.join(
                            System.lineSeparator(),
                            lines.subList(
                                    Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size())));
        } catch (IOException e) {
            return "The log of " + name + " cannot be read: " + e;
        }
    }

    @Override
    public void close() {
        kill();
    }
}
