// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e.processes;

import io.kafkars.testing.KafkaExtension;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Set;
import java.util.TreeMap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A replay in SQL loses a process of the cluster in its middle, and the result is still exact: each
 * window of each hour once, with each record once.
 */
@Timeout(180)
class ProcessLossITCase {

    private static final int RECORDS = 40_000;
    private static final int PARTITIONS = 4;
    private static final int SECONDS_APART = 30;
    private static final int PER_HOUR = 3_600 / SECONDS_APART;

    /** Makes a replay of the five megabytes take some twenty seconds. */
    private static final long SLOW_BYTES_PER_SECOND = 180_000;

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @RegisterExtension
    final FlinkProcesses flink =
            FlinkProcesses.withTaskManagers(2)
                    .highlyAvailable()
                    .set("parallelism.default", "1")
                    .set("execution.checkpointing.interval", "500 ms")
                    .set("restart-strategy.type", "fixed-delay")
                    .set("restart-strategy.fixed-delay.attempts", "10")
                    .set("restart-strategy.fixed-delay.delay", "500 ms");

    @BeforeAll
    static void writeOrders() throws Exception {
        kafka.topic("orders", PARTITIONS);
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
        String filling = "x".repeat(80);
        for (int i = 0; i < RECORDS; i++) {
            String value = String.format("{\"id\": %d, \"note\": \"%s\"}", i, filling);
            records.add(
                    new ProducerRecord<>(
                            "orders",
                            i % PARTITIONS,
                            i * SECONDS_APART * 1_000L,
                            null,
                            value.getBytes(UTF_8)));
        }
        kafka.produce(records);
        ConsumerQuota.limit(kafka.admin(), "slow-0", SLOW_BYTES_PER_SECOND);
    }

    @Test
    void theLossOfATaskManagerLosesAndRepeatsNothing() throws Exception {
        String job = startReplay();

        String lost = flink.rest().taskManagersOf(job).iterator().next();
        flink.killTaskManager(lost);

        flink.await(
                job,
                "restored job on the other TaskManager",
                () -> flink.rest().restores(job) > 0 && runsElsewhere(job, lost));
        assertThatTheResultIsExact(job);
    }

    @Test
    void theLossOfTheJobManagerLosesAndRepeatsNothing() throws Exception {
        String job = startReplay();

        flink.killJobManager();
        flink.startJobManager();

        flink.await(job, "restored job", () -> flink.rest().restores(job) > 0 && isRunning(job));
        assertThatTheResultIsExact(job);
    }

    /** Starts the job, and returns when it is in the middle of its replay. */
    private String startReplay() throws Exception {
        String job =
                flink.submit(
                        """
                        CREATE TABLE orders (
                          id BIGINT,
                          ts TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL,
                          WATERMARK FOR ts AS SOURCE_WATERMARK()
                        ) WITH (
                          'connector' = 'kafkars',
                          'topic' = 'orders',
                          'properties.bootstrap.servers' = '%s',
                          'properties.client.id' = 'slow',
                          'scan.bounded.mode' = 'replay-end',
                          'format' = 'json'
                        )"""
                                .formatted(kafka.bootstrapServers()),
                        """
                        CREATE TABLE counts (hour_start TIMESTAMP(3), n BIGINT, ids BIGINT) WITH (
                          'connector' = 'filesystem',
                          'path' = '%s',
                          'format' = 'json'
                        )"""
                                .formatted(result().toUri()),
                        """
                        INSERT INTO counts
                        SELECT window_start, COUNT(*), SUM(id)
                        FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' HOUR))
                        GROUP BY window_start, window_end""");
        flink.await(
                job,
                "progress",
                () ->
                        flink.rest().largest(job, "numRecordsOut").values().stream()
                                .anyMatch(records -> records > 0));
        int checkpoints = flink.rest().completedCheckpoints(job);
        flink.await(
                job,
                "checkpoint with progress",
                () -> flink.rest().completedCheckpoints(job) >= checkpoints + 2);
        assertThat(isRunning(job)).as("the replay continues").isTrue();
        return job;
    }

    private boolean runsElsewhere(String job, String taskManager) throws InterruptedException {
        Set<String> used = flink.rest().taskManagersOf(job);
        return !used.isEmpty() && !used.contains(taskManager);
    }

    private boolean isRunning(String job) throws InterruptedException {
        return flink.rest().status(job).equals("RUNNING");
    }

    private Path result() {
        return flink.directory().resolve("result");
    }

    private void assertThatTheResultIsExact(String job) throws Exception {
        flink.await(job, "end of the job", () -> flink.rest().status(job).equals("FINISHED"));
        var counts = new TreeMap<String, Long>();
        long ids = 0;
        for (JsonNode row : JsonFiles.rows(result())) {
            String hour = row.path("hour_start").asText();
            assertThat(counts.put(hour, row.path("n").asLong())).as(hour).isNull();
            ids += row.path("ids").asLong();
        }
        assertThat(counts).hasSize((RECORDS + PER_HOUR - 1) / PER_HOUR);
        assertThat(counts.headMap(counts.lastKey()).values()).containsOnly((long) PER_HOUR);
        assertThat(counts.values().stream().mapToLong(n -> n).sum()).isEqualTo(RECORDS);
        assertThat(ids).isEqualTo(RECORDS * (RECORDS - 1L) / 2);
    }
}
