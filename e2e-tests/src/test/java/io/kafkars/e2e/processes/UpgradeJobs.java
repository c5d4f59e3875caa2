// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e.processes;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A job that counts the records of a topic by the hour, on a cluster in its own process, with the
 * class path of a version of Flink. It ends with a savepoint when it has written some hours.
 */
final class UpgradeJobs {

    /** Before the path of a savepoint. */
    static final String SAVEPOINT = "Savepoint ";

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private UpgradeJobs() {}

    /**
     * @param args {@code stream} or {@code sql}, bootstrap servers, directory of the output, number
     *     of hours, directory for the savepoint, and perhaps the savepoint to start from
     */
    public static void main(String[] args) throws Exception {
        var configuration = new Configuration();
        configuration.setString("parallelism.default", "1");
        configuration.setString("table.local-time-zone", "UTC");
        configuration.setString("execution.checkpointing.interval", "500 ms");
        configuration.setString("restart-strategy.type", "none");
        configuration.setString("table.exec.uid.generation", "ALWAYS");
        if (args.length > 5) {
            configuration.setString("execution.state-recovery.path", args[5]);
        }
        Path output = Path.of(args[2]);
        JobClient job =
                args[0].equals("sql")
                        ? sql(configuration, args[1], output)
                        : stream(configuration, args[1], output);
        while (lines(output) < Integer.parseInt(args[3])) {
            if (job.getJobStatus().get().isGloballyTerminalState()) {
                job.getJobExecutionResult().get();
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        String savepoint =
                job.stopWithSavepoint(false, args[4], SavepointFormatType.CANONICAL).get();
        System.out.println(SAVEPOINT + savepoint);
        System.exit(0);
    }

    private static JobClient stream(Configuration configuration, String brokers, Path output)
            throws Exception {
        var environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        HourlyCounts.define(environment, brokers, output);
        return environment.executeAsync();
    }

    private static JobClient sql(Configuration configuration, String brokers, Path output) {
        var environment =
                TableEnvironment.create(
                        EnvironmentSettings.newInstance().withConfiguration(configuration).build());
        environment.executeSql(
                """
                CREATE TABLE orders (
                  ts TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL,
                  `value` BYTES,
                  WATERMARK FOR ts AS SOURCE_WATERMARK()
                ) WITH (
                  'connector' = 'kafkars',
                  'topic' = 'orders',
                  'properties.bootstrap.servers' = '%s'
                )"""
                        .formatted(brokers));
        environment.executeSql(
                """
                CREATE TABLE counts (`hour` TIMESTAMP(3), n BIGINT) WITH (
                  'connector' = 'filesystem',
                  'path' = '%s',
                  'format' = 'json',
                  'sink.rolling-policy.rollover-interval' = '1 s',
                  'sink.rolling-policy.check-interval' = '1 s'
                )"""
                        .formatted(output.toUri()));
        return environment
                .executeSql(
                        """
                        INSERT INTO counts
                        SELECT window_start, COUNT(*)
                        FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' HOUR))
                        GROUP BY window_start, window_end""")
                .getJobClient()
                .orElseThrow();
    }

    /** The lines of the files that the sink has committed; the names of others begin with a dot. */
    private static long lines(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return 0;
        }
        long lines = 0;
        try (var files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.getFileName().toString().startsWith(".")) {
                    lines += Files.readAllLines(file).size();
                }
            }
        }
        return lines;
    }
}
