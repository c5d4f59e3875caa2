// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e.processes;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A session cluster of Flink whose JobManager and TaskManagers are processes, which a test can kill
 * and start again. The SQL jar is on their class path, as in Flink's {@code lib}.
 *
 * <pre>{@code
 * @RegisterExtension
 * final FlinkProcesses flink = FlinkProcesses.withTaskManagers(2).set("parallelism.default", "1");
 * }</pre>
 *
 * <p>The cluster starts before each test and ends after it. If the test fails, the ends of all logs
 * are printed. To be used by one thread.
 */
public final class FlinkProcesses
        implements AutoCloseable,
                BeforeEachCallback,
                AfterTestExecutionCallback,
                AfterEachCallback {

    private static final String ZOOKEEPER =
            "org.apache.flink.shaded.zookeeper3.org.apache.zookeeper.server.ZooKeeperServerMain";

    private static final Pattern SUBMITTED = Pattern.compile(SqlScript.JOB + "(\\w{32})");
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Flink's and Kafka's serializers, and Arrow's buffers, reach into these packages. */
    private static final List<String> OPENED_PACKAGES =
            List.of("java.lang", "java.net", "java.nio", "java.util", "java.util.concurrent");

    private final int initialTaskManagers;
    private final Map<String, String> configuration = new LinkedHashMap<>();
    private boolean highlyAvailable;

    private Path directory;
    private FlinkRest rest;
    private ChildJvm zooKeeper;
    private ChildJvm jobManager;
    private final Map<String, ChildJvm> taskManagers = new TreeMap<>();
    private final List<ChildJvm> ended = new ArrayList<>();
    private int scripts;

    private FlinkProcesses(int initialTaskManagers) {
        this.initialTaskManagers = initialTaskManagers;
    }

    /** A cluster with so many TaskManagers of one slot each. */
    public static FlinkProcesses withTaskManagers(int count) {
        return new FlinkProcesses(count)
                .set("taskmanager.numberOfTaskSlots", "1")
                .set("taskmanager.memory.process.size", "1g")
                .set("taskmanager.memory.jvm-metaspace.size", "160m")
                .set("taskmanager.memory.managed.size", "64m")
                .set("jobmanager.memory.process.size", "1g")
                .set("table.local-time-zone", "UTC");
    }

    /** Sets an option of Flink, for the cluster and the jobs. Before the start. */
    public FlinkProcesses set(String key, String value) {
        configuration.put(key, value);
        return this;
    }

    /**
     * Makes a new JobManager take over the jobs of the one before: leader and jobs are in a
     * ZooKeeper, which is a process too.
     */
    public FlinkProcesses highlyAvailable() {
        highlyAvailable = true;
        return this;
    }

    // Start and end

    /** Starts all processes, and returns when the TaskManagers are registered. */
    public void start() throws Exception {
        directory = Files.createTempDirectory("flink-processes");
        Files.createDirectories(logs());
        Files.writeString(
                directory.resolve("log4j2.properties"),
                """
                rootLogger.level = INFO
                rootLogger.appenderRef.console.ref = console
                appender.console.name = console
                appender.console.type = CONSOLE
                appender.console.layout.type = PatternLayout
                appender.console.layout.pattern = %d{HH:mm:ss,SSS} %-5p %c{1} - %m%n
                """);
        int port = freePort();
        set("rest.address", "localhost").set("rest.port", String.valueOf(port));
        set("rest.bind-address", "localhost").set("execution.target", "remote");
        set("jobmanager.rpc.address", "localhost");
        set("jobmanager.rpc.port", String.valueOf(freePort()));
        set("jobmanager.bind-host", "localhost");
        set("taskmanager.host", "localhost").set("taskmanager.bind-host", "localhost");
        set("io.tmp.dirs", directory.resolve("tmp").toString());
        set("execution.checkpointing.dir", directory.resolve("checkpoints").toUri().toString());
        set("web.refresh-interval", "200 ms");
        set("metrics.fetcher.update-interval", "1 s");
        set("heartbeat.interval", "1 s").set("heartbeat.timeout", "10 s");
        if (highlyAvailable) {
            startZooKeeper();
        }
        Files.writeString(
                directory.resolve("config.yaml"),
                configuration.entrySet().stream()
                        .map(option -> option.getKey() + ": '" + option.getValue() + "'\n")
                        .collect(Collectors.joining()));
        rest = new FlinkRest(port);
        startJobManager();
        for (int i = 0; i < initialTaskManagers; i++) {
            startTaskManager();
        }
        await(
                "registered TaskManagers",
                PATIENCE,
                () -> rest.taskManagers() == initialTaskManagers);
    }

    private void startZooKeeper() throws IOException {
        int port = freePort();
        set("high-availability.type", "zookeeper");
        set("high-availability.zookeeper.quorum", "localhost:" + port);
        set("high-availability.storageDir", directory.resolve("ha").toUri().toString());
        // A dead JobManager stays the leader until its session has expired.
        set("high-availability.zookeeper.client.session-timeout", "6 s");
        Path data = directory.resolve("zookeeper");
        var jvm = new ArrayList<>(List.of("-Xmx128m", "-Dzookeeper.admin.enableServer=false"));
        zooKeeper =
                start("zookeeper", jvm, ZOOKEEPER, List.of(String.valueOf(port), data.toString()));
    }

    private ChildJvm start(String name, List<String> jvm, String mainClass, List<String> args)
            throws IOException {
        var arguments = new ArrayList<>(jvm);
        OPENED_PACKAGES.forEach(
                opened -> arguments.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED"));
        arguments.add("-XX:+UseSerialGC");
        arguments.add("-Dlog4j.configurationFile=" + directory.resolve("log4j2.properties"));
        arguments.addAll(List.of("-cp", FlinkClassPath.current().withSqlJar()));
        return ChildJvm.start(name, logs(), arguments, mainClass, args);
    }

    private Path logs() {
        return directory.resolve("logs");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Kills all processes and deletes their files. */
    @Override
    public void close() throws IOException {
        processes().forEach(ChildJvm::kill);
        if (directory != null) {
            try (var files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        try {
            start();
        } catch (Exception e) {
            printLogs();
            close();
            throw e;
        }
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            printLogs();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        close();
    }

    private void printLogs() {
        processes().forEach(process -> System.out.println(process.endOfLog()));
        ended.forEach(process -> System.out.println(process.endOfLog()));
    }

    /** All that run or should run. */
    private List<ChildJvm> processes() {
        var all = new ArrayList<>(taskManagers.values());
        if (jobManager != null) {
            all.add(jobManager);
        }
        if (zooKeeper != null) {
            all.add(zooKeeper);
        }
        return all;
    }

    // Processes

    /** Starts a JobManager; there must be none. */
    public void startJobManager() throws IOException {
        var flink = Configuration.fromMap(configuration);
        var memory = JobManagerProcessUtils.processSpecFromConfig(flink);
        jobManager =
                start(
                        "jobmanager",
                        words(JobManagerProcessUtils.generateJvmParametersStr(memory, flink)),
                        StandaloneSessionClusterEntrypoint.class.getName(),
                        List.of("--configDir", directory.toString()));
    }

    /** Kills the JobManager as {@code kill -9} does. */
    public void killJobManager() {
        jobManager.kill();
    }

    /** Starts one more TaskManager, and returns its id. */
    public String startTaskManager() throws IOException {
        String id = "taskmanager-" + (taskManagers.size() + ended.size());
        var memory =
                TaskExecutorProcessUtils.processSpecFromConfig(
                        Configuration.fromMap(configuration));
        var arguments = new ArrayList<>(List.of("--configDir", directory.toString()));
        arguments.addAll(words(TaskExecutorProcessUtils.generateDynamicConfigsStr(memory)));
        arguments.addAll(List.of("-D", "taskmanager.resource-id=" + id));
        taskManagers.put(
                id,
                start(
                        id,
                        words(ProcessMemoryUtils.generateJvmParametersStr(memory)),
                        TaskManagerRunner.class.getName(),
                        arguments));
        return id;
    }

    /** Kills a TaskManager as {@code kill -9} does. */
    public void killTaskManager(String id) {
        ChildJvm process = taskManagers.remove(id);
        process.kill();
        ended.add(process);
    }

    /** Whether the process of each TaskManager that was not killed by the test still runs. */
    public boolean allTaskManagersAreAlive() {
        return taskManagers.values().stream().allMatch(ChildJvm::isAlive);
    }

    private static List<String> words(String arguments) {
        return List.of(arguments.strip().split("\\s+"));
    }

    // Jobs

    /**
     * Runs SQL statements by a client in a process of its own.
     *
     * @return the id of the job that the last {@code INSERT} has started
     */
    public String submit(String... statements) throws Exception {
        Path script = Files.writeString(directory.resolve("script.sql"), joined(statements));
        ChildJvm client =
                start(
                        "client-" + scripts++,
                        List.of("-Xmx512m", "-XX:TieredStopAtLevel=1"),
                        SqlScript.class.getName(),
                        List.of(directory.toString(), script.toString()));
        try (client) {
            int status = client.await(PATIENCE.toSeconds());
            List<String> jobs =
                    SUBMITTED.matcher(client.log()).results().map(id -> id.group(1)).toList();
            if (status != 0 || jobs.isEmpty()) {
                throw new IllegalStateException(
                        "The client has ended with status " + status + ". " + client.endOfLog());
            }
            return jobs.get(jobs.size() - 1);
        }
    }

    private static String joined(String... statements) {
        return String.join(";\n", statements) + ";\n";
    }

    /** Tells about jobs and TaskManagers. */
    public FlinkRest rest() {
        return rest;
    }

    /** A directory for what jobs write, which is deleted at the end. */
    public Path directory() {
        return directory;
    }

    // Waiting

    /**
     * Waits until a condition holds for a job, for a minute at most.
     *
     * @throws IllegalStateException after a minute, if the job has failed for good, or if a process
     *     has ended that should run
     */
    public void await(String job, String what, Callable<Boolean> condition) throws Exception {
        await(job, what, PATIENCE, condition);
    }

    /** The same, for another time at most. */
    public void await(String job, String what, Duration patience, Callable<Boolean> condition)
            throws Exception {
        await(
                what,
                patience,
                () -> {
                    if (rest.status(job).equals("FAILED")) {
                        throw new IllegalStateException(
                                "The job has failed. " + jobManager.endOfLog());
                    }
                    return condition.call();
                });
    }

    private void await(String what, Duration patience, Callable<Boolean> condition)
            throws Exception {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.call()) {
            for (ChildJvm process : processes()) {
                if (!process.isAlive()) {
                    throw new IllegalStateException(
                            process.name() + " has ended. " + process.endOfLog());
                }
            }
            if (Thread.interrupted()) {
                throw new InterruptedException("Interrupted while waiting for " + what);
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "Waited " + patience.toSeconds() + " s in vain for " + what);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
