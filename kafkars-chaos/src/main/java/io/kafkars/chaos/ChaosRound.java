// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.chaos;

import io.kafkars.chaos.Violation.Kind;
import io.kafkars.fetch.FetchMode;
import io.kafkars.testing.EmbeddedKafka;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.executiongraph.ErrorInfo;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;

import org.apache.kafka.common.TopicPartition;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * One round, with its own topics and its own job: writes a history; starts the job, which replays
 * it and goes live while records are written and faults injected; lets it read to the end; stops
 * it, and checks its output.
 */
final class ChaosRound {

    static final int PARTITIONS = 32;
    private static final int HISTORY = 90_000;
    private static final int MAX_MILLIS_BETWEEN_FAULTS = 2_500;
    private static final long SECONDS_TO_REACH_THE_END = 60;

    /**
     * How Flink reports the loss of a TaskManager, from its own tasks and from those that exchanged
     * records with them.
     */
    private static final Pattern INJECTED =
            Pattern.compile(
                    "task ?manager|task ?executor|job ?master|NoResourceAvailable|PartitionNotFound"
                            + "|TransportException",
                    Pattern.CASE_INSENSITIVE);

    private final EmbeddedKafka kafka;
    private final Random random;
    private final List<String> topics;
    private final Path directory;
    private final Consumer<String> journal;
    private final Violations violations = new Violations();
    private final Set<Long> failuresSeen = new HashSet<>();
    private int faultsInReplay;

    /**
     * @param name part of the names of its topics
     * @param directory an empty directory
     * @param journal takes a line for each event
     */
    ChaosRound(
            EmbeddedKafka kafka,
            Random random,
            String name,
            Path directory,
            Consumer<String> journal) {
        this.kafka = kafka;
        this.random = random;
        this.topics = List.of("events-" + name, "metrics-" + name);
        this.directory = directory;
        this.journal = journal;
    }

    /**
     * Runs the round.
     *
     * @param deadline value of {@link System#nanoTime} after which no fault is injected
     */
    RoundResult run(long deadline) throws Exception {
        topics.forEach(
                topic ->
                        kafka.createReplicatedTopic(
                                topic, PARTITIONS / topics.size(), FaultInjector.BROKERS));
        try (var writer = new RecordWriter(kafka, new Random(random.nextLong()), partitions());
                var watch = new RoundWatch(writer::latestTime);
                var flink = new MiniCluster(flinkConfiguration())) {
            flink.start();
            writer.writeHistory(HISTORY);
            var historyEnds = WrittenLogs.ends(kafka, partitions());
            writer.start();
            var job =
                    new ChaosJob(
                            flink,
                            new ChaosJob.Setup(
                                    kafka.bootstrapServers(),
                                    topics,
                                    random.nextBoolean(),
                                    watch.id(),
                                    random.nextBoolean() ? FetchMode.COLUMNAR : FetchMode.CLIENT,
                                    directory));
            try {
                int parallelism = 1 + random.nextInt(FaultInjector.MAX_PARALLELISM);
                var faults = new FaultInjector(random, flink, kafka, writer, job, parallelism);
                job.start(parallelism);
                injectFaults(job, faults, watch, deadline);
                writer.stop();
                watch.stopThrottling();
                var ends = WrittenLogs.ends(kafka, writer.partitions());
                readToTheEnd(job, watch, ends);
                job.stopWithSavepoint();
                return check(writer, watch, faults, ends, historyEnds);
            } finally {
                job.cancel();
            }
        } finally {
            topics.forEach(kafka::deleteTopic);
        }
    }

    private List<TopicPartition> partitions() {
        return topics.stream()
                .flatMap(
                        topic ->
                                IntStream.range(0, PARTITIONS / topics.size())
                                        .mapToObj(number -> new TopicPartition(topic, number)))
                .toList();
    }

    private static MiniClusterConfiguration flinkConfiguration() {
        var configuration = new Configuration();
        // Spread over all TaskManagers, so that killing any of them matters.
        configuration.set(
                TaskManagerOptions.TASK_MANAGER_LOAD_BALANCE_MODE,
                TaskManagerOptions.TaskManagerLoadBalanceMode.SLOTS);
        return new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(FaultInjector.TASK_MANAGERS)
                .setNumSlotsPerTaskManager(FaultInjector.MAX_PARALLELISM - 1)
                .withRandomPorts()
                .build();
    }

    private void injectFaults(ChaosJob job, FaultInjector faults, RoundWatch watch, long deadline)
            throws Exception {
        while (true) {
            long pause =
                    TimeUnit.MILLISECONDS.toNanos(500 + random.nextInt(MAX_MILLIS_BETWEEN_FAULTS));
            if (System.nanoTime() + pause > deadline) {
                return;
            }
            LockSupport.parkNanos(pause);
            noteFailure(job);
            boolean live = watch.isLive();
            long start = System.nanoTime();
            Fault fault = faults.inject();
            faultsInReplay += live ? 0 : 1;
            journal.accept(
                    String.format(
                            "%s: %s in %d ms",
                            live ? "live" : "replay",
                            fault.label(),
                            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)));
            noteFailure(job);
        }
    }

    /** A failure that no fault explains is a violation, although the job recovers from it. */
    private void noteFailure(ChaosJob job) throws Exception {
        job.requireRunning();
        Optional<ErrorInfo> failure = job.lastFailure();
        if (failure.isEmpty() || !failuresSeen.add(failure.get().getTimestamp())) {
            return;
        }
        String trace = failure.get().getExceptionAsString();
        List<String> causes = trace.lines().filter(line -> !line.startsWith("\t")).toList();
        journal.accept("the job restarts: " + causes.get(0));
        if (causes.stream().noneMatch(line -> INJECTED.matcher(line).find())) {
            violations.add(new Violation(Kind.FAILURE, "job", trace));
        }
    }

    private void readToTheEnd(ChaosJob job, RoundWatch watch, Map<TopicPartition, Long> ends)
            throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_REACH_THE_END);
        while (!watch.hasReached(ends)) {
            noteFailure(job);
            if (System.nanoTime() > deadline) {
                journal.accept(
                        "the end of the topics was not reached in "
                                + SECONDS_TO_REACH_THE_END
                                + " s");
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    // The result

    private RoundResult check(
            RecordWriter writer,
            RoundWatch watch,
            FaultInjector faults,
            Map<TopicPartition, Long> ends,
            Map<TopicPartition, Long> historyEnds)
            throws Exception {
        var logs = WrittenLogs.read(kafka, ends, historyEnds);
        writer.acknowledged().forEach(record -> requireInKafka(record, logs));
        List<Emission> emissions = EmissionFiles.read(directory.resolve("output"));
        var check = new EmissionCheck(logs, watch.liveTime(), violations);
        check.check(emissions);
        return new RoundResult(
                faults.injected(),
                faultsInReplay,
                watch.isLive(),
                ends.values().stream().mapToLong(Long::longValue).sum(),
                emissions.size(),
                check.checkedForMergeOrder(),
                check.checkedForWatermarks(),
                watch.epochs(),
                violations);
    }

    private void requireInKafka(
            RecordWriter.Acknowledged record, Map<TopicPartition, PartitionLog> logs) {
        PartitionLog log = logs.get(record.partition());
        boolean there =
                record.offset() < log.records()
                        && log.contents()[(int) record.offset()] == record.contents();
        if (!there) {
            violations.add(
                    new Violation(
                            Kind.LOST_BY_KAFKA,
                            record.partition() + "@" + record.offset(),
                            "was acknowledged, and is not in the log at the end"));
        }
    }
}
