// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.arrow;

import io.kafkars.testing.KafkaExtension;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A replay in a JVM of its own, with the heap, the direct memory and the metaspace that Flink gives
 * to a TaskManager whose memory is not configured: 1728 MiB for the process.
 */
class DefaultMemoryITCase {

    private static final String TOPIC = "events";
    private static final int RECORDS = 120_000;
    private static final int MEGABYTE = 1_000_000;

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @BeforeAll
    static void fillTopic() {
        kafka.topic(TOPIC, 4);
        var random = new Random(20_261_126);
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
        for (int i = 0; i < RECORDS; i++) {
            byte[] value = new byte[i % 1_000 == 0 ? MEGABYTE : 1_000];
            random.nextBytes(value);
            records.add(new ProducerRecord<>(TOPIC, i % 4, 1_000L + i, null, value));
            if (records.size() == 10_000) {
                kafka.produce(records);
                records.clear();
            }
        }
    }

    @Test
    @Timeout(180)
    void aReplayRunsWithTheDefaultMemoryOfATaskManager() throws Exception {
        var configuration = new Configuration();
        configuration.set(TaskManagerOptions.TOTAL_PROCESS_MEMORY, MemorySize.parse("1728m"));
        TaskExecutorProcessSpec defaults =
                TaskExecutorProcessUtils.processSpecFromConfig(configuration);
        assertThat(defaults.getTaskOffHeapSize())
                .as("no memory is set aside for Arrow")
                .isEqualTo(MemorySize.ZERO);

        MemoryReport report = replay(defaults);

        System.out.println(report);
        assertThat(report.rows()).isEqualTo(RECORDS);
        assertThat(report.arrowLeft()).isZero();
        assertThat(report.arrowPeak())
                .isBetween((long) MEGABYTE, ArrowOptions.DEFAULT.memoryLimit().getBytes());
        assertThat(report.direct())
                .as("direct memory, while the vectors alone fill a limit")
                .isLessThan(ArrowOptions.DEFAULT.memoryLimit().getBytes());
        assertThat(report.residentPeak())
                .as("memory of the whole process")
                .isLessThan(defaults.getTotalProcessMemorySize().getBytes());
    }

    private static MemoryReport replay(TaskExecutorProcessSpec spec) throws Exception {
        List<String> command =
                Stream.of(
                                Stream.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString()),
                                Stream.of(
                                        ProcessMemoryUtils.generateJvmParametersStr(spec)
                                                .split(" ")),
                                Stream.of(
                                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                                        "--add-opens=java.base/java.nio=ALL-UNNAMED",
                                        "--add-opens=java.base/java.util=ALL-UNNAMED",
                                        "-cp",
                                        System.getProperty(
                                                "surefire.test.class.path",
                                                System.getProperty("java.class.path")),
                                        MemoryReport.class.getName(),
                                        kafka.bootstrapServers(),
                                        TOPIC))
                        .flatMap(part -> part)
                        .toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return MemoryReport.in(output);
    }
}
