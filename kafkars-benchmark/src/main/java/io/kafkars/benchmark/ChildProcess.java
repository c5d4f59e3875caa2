// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process that this one has started, with the same class path. The two exchange lines of JSON. It
 * ends when it is closed, and when this process ends. Not thread-safe.
 */
final class ChildProcess implements AutoCloseable {

    /** Flink's and Kafka's serializers, and Arrow's buffers, reach into these packages. */
    private static final List<String> OPENED_PACKAGES =
            List.of("java.lang", "java.net", "java.nio", "java.util", "java.util.concurrent");

    private static final int LOG_LINES_SHOWN = 40;
    private static final int SECONDS_TO_END = 30;

    private final String name;
    private final Path log;
    private final Process process;
    private final BufferedReader in;
    private final BufferedWriter out;
    private final ObjectMapper json = new ObjectMapper();

    private ChildProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
        this.in =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.out =
                new BufferedWriter(
                        new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Starts a process.
     *
     * @param name for messages and for the log file
     * @param logs directory of the log file
     */
    static ChildProcess start(
            String name, Path logs, List<String> jvmArguments, Class<?> main, String... arguments)
            throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        OPENED_PACKAGES.forEach(
                opened -> command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED"));
        command.addAll(jvmArguments);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(Arrays.asList(arguments));
        Files.createDirectories(logs);
        File log = logs.resolve(name + ".log").toFile();
        return new ChildProcess(
                name, log.toPath(), new ProcessBuilder(command).redirectError(log).start());
    }

    /** Sends a task, as a line of JSON. */
    void send(Object task) throws IOException {
        out.write(json.writeValueAsString(task));
        out.newLine();
        out.flush();
    }

    /**
     * Waits for the next answer.
     *
     * @throws IllegalStateException if the process has ended, or its answer is a failure
     */
    Answer receive() throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new IllegalStateException(
                    String.format(
                            "The process of %s has ended. The last lines of its log, %s:%n%s",
                            name, log, endOfLog()));
        }
        Answer answer = json.readValue(line, Answer.class);
        if (answer.failure() != null) {
            throw new IllegalStateException(name + " has failed:\n" + answer.failure());
        }
        return answer;
    }

    private String endOfLog() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join(
                System.lineSeparator(),
                lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size()));
    }

    @Override
    public void close() throws IOException {
        out.close();
        try {
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
