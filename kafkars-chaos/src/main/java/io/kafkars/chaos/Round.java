package io.kafkars.chaos;

import io.kafkars.chaos.Violation.Kind;
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
 * A job from its start to its end: a history is written, the job replays it and goes live while
 * records are written on and faults happen; then it reads up to the end, is stopped, and its output
 * is checked.
 */
final class Round {

    static final int PARTITIONS = 32;
    private static final int HISTORY = 90_000;
    private static final int MOST_MILLIS_BETWEEN_FAULTS = 2_500;
    private static final long SECONDS_TO_READ_TO_THE_END = 60;

    /** How Flink says that a TaskManager is gone, and those that exchanged records with it. */
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
    private final Findings findings = new Findings();
    private final Set<Long> failuresSeen = new HashSet<>();
    private int inTheReplay;

    /**
     * @param name part of the names of its topics
     * @param directory an empty one
     * @param journal takes a line for each thing that happens
     */
    Round(
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
     * @param deadline value of {@link System#nanoTime} after which no fault is injected
     */
    RoundResult run(long deadline) throws Exception {
        topics.forEach(
                topic ->
                        kafka.createReplicatedTopic(
                                topic, PARTITIONS / topics.size(), Faults.BROKERS));
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
                                    directory));
            try {
                int parallelism = 1 + random.nextInt(Faults.MAX_PARALLELISM);
                var faults = new Faults(random, flink, kafka, writer, job, parallelism);
                job.start(parallelism);
                torment(job, faults, watch, deadline);
                writer.stop();
                watch.hurry();
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
        // Over all TaskManagers, so that there is none whose end would not matter.
        configuration.set(
                TaskManagerOptions.TASK_MANAGER_LOAD_BALANCE_MODE,
                TaskManagerOptions.TaskManagerLoadBalanceMode.SLOTS);
        return new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(Faults.TASK_MANAGERS)
                .setNumSlotsPerTaskManager(Faults.MAX_PARALLELISM - 1)
                .withRandomPorts()
                .build();
    }

    private void torment(ChaosJob job, Faults faults, RoundWatch watch, long deadline)
            throws Exception {
        while (true) {
            long pause =
                    TimeUnit.MILLISECONDS.toNanos(500 + random.nextInt(MOST_MILLIS_BETWEEN_FAULTS));
            if (System.nanoTime() + pause > deadline) {
                return;
            }
            LockSupport.parkNanos(pause);
            noteFailure(job);
            boolean live = watch.isLive();
            long start = System.nanoTime();
            Fault fault = faults.inject();
            inTheReplay += live ? 0 : 1;
            journal.accept(
                    String.format(
                            "%s: %s in %d ms",
                            live ? "live" : "replay",
                            fault.label(),
                            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)));
            noteFailure(job);
        }
    }

    /** A failure that no fault explains is a finding, although the job recovers from it. */
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
            findings.add(new Violation(Kind.FAILURE, "job", trace));
        }
    }

    private void readToTheEnd(ChaosJob job, RoundWatch watch, Map<TopicPartition, Long> ends)
            throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_READ_TO_THE_END);
        while (!watch.hasReached(ends)) {
            noteFailure(job);
            if (System.nanoTime() > deadline) {
                journal.accept(
                        "The end of the topics was not reached in "
                                + SECONDS_TO_READ_TO_THE_END
                                + " s");
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    // ------------------------------------------------------------ the result

    private RoundResult check(
            RecordWriter writer,
            RoundWatch watch,
            Faults faults,
            Map<TopicPartition, Long> ends,
            Map<TopicPartition, Long> historyEnds)
            throws Exception {
        var logs = WrittenLogs.read(kafka, ends, historyEnds);
        writer.acknowledged().forEach(record -> requireInKafka(record, logs));
        List<Emission> emissions = EmissionFiles.read(directory.resolve("output"));
        var check = new EmissionCheck(logs, watch.liveTime(), findings);
        check.check(emissions);
        return new RoundResult(
                faults.done(),
                inTheReplay,
                watch.isLive(),
                ends.values().stream().mapToLong(Long::longValue).sum(),
                emissions.size(),
                check.checkedForMergeOrder(),
                check.checkedForWatermarks(),
                watch.epochs(),
                findings);
    }

    private void requireInKafka(
            RecordWriter.Acknowledged record, Map<TopicPartition, PartitionLog> logs) {
        PartitionLog log = logs.get(record.partition());
        boolean there =
                record.offset() < log.records()
                        && log.contents()[(int) record.offset()] == record.contents();
        if (!there) {
            findings.add(
                    new Violation(
                            Kind.LOST_BY_KAFKA,
                            record.partition() + "@" + record.offset(),
                            "acknowledged, and not in the log at the end"));
        }
    }
}
