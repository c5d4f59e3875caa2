// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import io.kafkars.flink.KafkarsSource;
import io.kafkars.topics.SourceTopic;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.TimeUtils;

import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * How far the subtasks of a source drift apart in event time, and what a bound costs: kafkars
 * without and with several maximum drifts, and Flink's Kafka source with watermark alignment. All
 * rounds read the same topic, one after the other, in this process; the broker has its own.
 */
@Command(
        name = "drift",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Measures how far the subtasks of a source drift apart, without and with a maximum"
                        + " drift, and how fast they are.")
final class DriftBenchmark implements Callable<Integer> {

    private static final long FIRST_TIMESTAMP = 1_500_000_000_000L;
    private static final int BATCH_SIZE = 16_384;
    private static final long PARK_NANOS = 1_000_000;

    @Spec private CommandSpec command;

    @Option(names = "--records", description = "Records of the topic; ${DEFAULT-VALUE}.")
    private long records = 12_000_000;

    @Option(names = "--partitions", description = "Partitions of the topic; ${DEFAULT-VALUE}.")
    private int partitions = 64;

    @Option(names = "--days", description = "Days from its first record; ${DEFAULT-VALUE}.")
    private int days = 30;

    @Option(names = "--subtasks", description = "Subtasks of the source; ${DEFAULT-VALUE}.")
    private int subtasks = 4;

    @Option(names = "--rounds", description = "Rounds that count; ${DEFAULT-VALUE}.")
    private int rounds = 3;

    @Option(names = "--warm-up", description = "Rounds before them; ${DEFAULT-VALUE}.")
    private int warmUp = 1;

    @Option(
            names = "--drifts",
            split = ",",
            description =
                    "Maximum drifts, in the words of Flink's durations (1 d, 10 min); each is compared"
                            + " with none; ${DEFAULT-VALUE}.",
            converter = DriftConverter.class)
    private List<Duration> drifts =
            List.of(
                    Duration.ofDays(1),
                    Duration.ofHours(6),
                    Duration.ofHours(1),
                    Duration.ofMinutes(10));

    @Option(
            names = "--without-kafka-source",
            description = "Leaves out Flink's Kafka source, whose rounds take minutes.")
    private boolean withoutKafkaSource;

    /**
     * One line of the result: a source, and what holds its subtasks together.
     *
     * @param maxDrift {@code null} for none, and for a source that does not know one
     */
    private record Line(
            String name,
            Duration maxDrift,
            Source<RowData, ?, ?> source,
            WatermarkStrategy<RowData> strategy) {}

    static final class DriftConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String value) {
            return TimeUtils.parseDuration(value.strip());
        }
    }

    private record Round(double seconds, long distance, long disorder, long samples) {}

    @Override
    public Integer call() throws Exception {
        PrintWriter err = command.commandLine().getErr();
        Path logs = Path.of(System.getProperty("java.io.tmpdir"), "kafkars-drift");
        try (var broker =
                ChildProcess.start("broker", logs, List.of("-Xmx1g"), BrokerProcess.class)) {
            String servers = broker.receive().ready();
            var workload = Workload.of(partitions, records);
            var results = new LinkedHashMap<Line, List<Round>>();
            try (var topics = new BenchmarkTopics(servers, BATCH_SIZE)) {
                String topic = topics.create(workload.partitions());
                double step = (double) Duration.ofDays(days).toMillis() / records;
                topics.fill(topic, workload, record -> FIRST_TIMESTAMP + (long) (record * step));
                List<Line> lines = lines(servers, topic);
                for (int number = -warmUp; number < rounds; number++) {
                    for (Line line : lines) {
                        Round round = run(line);
                        err.printf(
                                Locale.ROOT,
                                "%-9s %-40s %8.2f s %12s%n",
                                number < 0 ? "warm-up" : "round " + (number + 1),
                                line.name(),
                                round.seconds(),
                                inHours(round.distance()));
                        err.flush();
                        if (number >= 0) {
                            results.computeIfAbsent(line, sameLine -> new ArrayList<>()).add(round);
                        }
                    }
                }
            }
            command.commandLine().getOut().print(table(results));
            command.commandLine().getOut().flush();
        }
        return 0;
    }

    private List<Line> lines(String servers, String topic) {
        var lines = new ArrayList<Line>();
        lines.add(kafkars(servers, topic, null));
        drifts.forEach(drift -> lines.add(kafkars(servers, topic, drift)));
        if (!withoutKafkaSource) {
            lines.add(alignedKafkaSource(servers, topic));
        }
        return lines;
    }

    /** Without a bound: where a partition ends, pausing it for the alignment can fail the job. */
    private static Line alignedKafkaSource(String servers, String topic) {
        return new Line(
                "KafkaSource, alignment 1 h",
                null,
                KafkaSource.<RowData>builder()
                        .setBootstrapServers(servers)
                        .setTopics(topic)
                        .setStartingOffsets(OffsetsInitializer.earliest())
                        .setDeserializer(new SixFieldRows.OfKafkaSource())
                        .build(),
                WatermarkStrategy.<RowData>forMonotonousTimestamps()
                        .withWatermarkAlignment("drift", Duration.ofHours(1)));
    }

    private static Line kafkars(String servers, String topic, Duration maxDrift) {
        var builder =
                KafkarsSource.builder(new SixFieldRows.OfKafkars())
                        .setBootstrapServers(servers)
                        .setTopics(SourceTopic.earliest(topic))
                        .stopAtReplayEnd();
        if (maxDrift != null) {
            builder.setMaxDrift(maxDrift);
        }
        return new Line(
                "kafkars, maximum drift "
                        + (maxDrift == null ? "none" : TimeUtils.formatWithHighestUnit(maxDrift)),
                maxDrift,
                builder.build(),
                WatermarkStrategy.noWatermarks());
    }

    private Round run(Line line) throws Exception {
        System.gc();
        var environment = DataStreamReader.environment(new Configuration(), subtasks);
        environment
                .fromSource(line.source(), line.strategy(), "source")
                .sinkTo(new DriftProbe.Notes<>(new SixFieldRows()));
        try (var probe = DriftProbe.start(subtasks, FIRST_TIMESTAMP)) {
            long begin = System.nanoTime();
            JobClient job = environment.executeAsync();
            var end = job.getJobExecutionResult();
            await(() -> end.isDone() || probe.records() == records);
            double seconds = (System.nanoTime() - begin) / 1e9;
            if (line.source().getBoundedness() == Boundedness.BOUNDED || end.isDone()) {
                end.get();
            } else {
                job.cancel().get();
                await(end::isDone);
            }
            if (probe.records() != records) {
                throw new IllegalStateException(
                        line.name() + " read " + probe.records() + " of " + records + " records");
            }
            return new Round(
                    seconds, probe.largestDistance(), probe.largestDisorder(), probe.samples());
        }
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(PARK_NANOS);
        }
    }

    // Result

    private String table(Map<Line, List<Round>> results) {
        var rows = new ArrayList<List<String>>();
        rows.add(
                List.of(
                        "",
                        "wall time",
                        "speed",
                        "drift in wall time",
                        "between subtasks",
                        "inside a subtask",
                        "samples"));
        double free = median(results.values().iterator().next());
        results.forEach(
                (line, measured) -> {
                    double seconds = median(measured);
                    rows.add(
                            List.of(
                                    line.name(),
                                    String.format(Locale.ROOT, "%.2f s", seconds),
                                    String.format(Locale.ROOT, "%.2f", free / seconds),
                                    inWallTime(line.maxDrift(), free),
                                    inHours(
                                            measured.stream()
                                                    .mapToLong(Round::distance)
                                                    .max()
                                                    .orElseThrow()),
                                    inHours(
                                            measured.stream()
                                                    .mapToLong(Round::disorder)
                                                    .max()
                                                    .orElseThrow()),
                                    TextTable.count(
                                            measured.stream().mapToLong(Round::samples).sum())));
                });
        return TextTable.of(rows);
    }

    /** How long the replay takes for as much event time as the drift allows. */
    private String inWallTime(Duration maxDrift, double seconds) {
        return maxDrift == null
                ? ""
                : String.format(
                        Locale.ROOT,
                        "%.0f ms",
                        seconds * 1_000 * maxDrift.toMillis() / Duration.ofDays(days).toMillis());
    }

    private static double median(List<Round> rounds) {
        double[] seconds = rounds.stream().mapToDouble(Round::seconds).sorted().toArray();
        return seconds[seconds.length / 2];
    }

    private static String inHours(long millis) {
        return String.format(Locale.ROOT, "%.3f h", millis / 3_600_000.0);
    }
}
