// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e;

import io.kafkars.flink.KafkarsSource;
import io.kafkars.flink.arrow.ArrowBatch;
import io.kafkars.flink.arrow.ArrowBatchFileSink;
import io.kafkars.testing.ArrowAllocations;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.topics.SourceTopic;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Jobs that write Arrow files. One of them loses its TaskManager twice. */
class ArrowFilesITCase {

    private static final int RECORDS = 60_000;
    private static final int PARTITIONS = 3;
    private static final long START = 1_517_443_200_000L;

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @TempDir java.nio.file.Path directory;

    @BeforeAll
    static void fillTopic() {
        kafka.topic("events", PARTITIONS);
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
        for (int i = 0; i < RECORDS; i++) {
            FoundRecord record = written(START + i);
            records.add(
                    new ProducerRecord<>(
                            "events",
                            record.partition(),
                            record.timestamp(),
                            bytes(record.key()),
                            bytes(record.value())));
        }
        kafka.produce(records);
    }

    @Test
    @Timeout(180)
    void filesOfAJobThatIsKilledTwiceHoldEachRecordOnceAndInOrder() throws Exception {
        // In a cluster of its own, because it terminates TaskManagers.
        try (var cluster = new MiniCluster(clusterConfiguration())) {
            cluster.start();
            var env = environment();
            batches(env)
                    .map(new Progress())
                    .sinkTo(ArrowBatchFileSink.files(new Path(directory.toUri())).build());
            var job = env.getStreamGraph().getJobGraph();
            cluster.submitJob(job).get();
            for (int kill = 1; kill <= 2; kill++) {
                Progress.awaitCheckpointedRows(RECORDS / 4);
                cluster.terminateTaskManager(kill - 1).get();
                Progress.killed();
                cluster.startTaskManager();
            }
            assertThat(cluster.requestJobResult(job.getJobID()).get().isSuccess()).isTrue();
        }
        assertThat(Progress.STARTS).hasValue(3);
        assertThat(ArrowAllocations.bytes()).isZero();
        assertThatFilesHoldEverythingOnce();
    }

    /** Read by Java only: the C++ reader does not support streams. */
    @Test
    @Timeout(180)
    void streamsHoldEachRecordOnceAndInOrder() throws Exception {
        var env = environment();
        batches(env).sinkTo(ArrowBatchFileSink.streams(new Path(directory.toUri())).build());
        env.execute();
        var found = new ArrayList<FoundRecord>();
        for (java.nio.file.Path stream : finishedFiles("arrows")) {
            found.addAll(ArrowFiles.readStream(stream));
        }
        found.sort(Comparator.comparingLong(FoundRecord::timestamp));
        assertThat(found).hasSize(RECORDS).allMatch(row -> row.equals(written(row.timestamp())));
        assertThat(found).doesNotHaveDuplicates();
        assertThat(ArrowAllocations.bytes()).isZero();
    }

    /** Reads the files with Arrow's own readers for Java and for C++. */
    private void assertThatFilesHoldEverythingOnce() throws Exception {
        var seen = new HashSet<String>();
        var files = finishedFiles("arrow");
        long rows = 0;
        for (java.nio.file.Path file : files) {
            List<FoundRecord> found = ArrowFiles.readByJava(file);
            assertThat(found)
                    .as("%s", file)
                    .isNotEmpty()
                    .isSortedAccordingTo(Comparator.comparingLong(FoundRecord::timestamp));
            assertThat(ArrowFiles.readByCpp(file)).as("%s", file).isEqualTo(found);
            for (FoundRecord row : found) {
                assertThat(row).isEqualTo(written(row.timestamp()));
                seen.add(row.partition() + "@" + row.offset());
            }
            rows += found.size();
        }
        System.out.printf("%,d rows in %,d files, read twice%n", rows, files.size());
        assertThat(rows).isEqualTo(RECORDS);
        assertThat(seen).hasSize(RECORDS);
        assertThat(files).hasSizeGreaterThan(2);
    }

    /** The names of unfinished files begin with a dot. */
    private List<java.nio.file.Path> finishedFiles(String ending) throws IOException {
        try (var all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().matches("batches.*\\." + ending))
                    .toList();
        }
    }

    private static StreamExecutionEnvironment environment() {
        var configuration = new Configuration();
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(50));
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(100));
        var env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(1);
        return env;
    }

    private static DataStream<ArrowBatch> batches(StreamExecutionEnvironment env) {
        var source =
                KafkarsSource.arrow()
                        .setBootstrapServers(kafka.bootstrapServers())
                        .setTopics(SourceTopic.earliest("events"))
                        .setBatchSize(200)
                        .stopAtReplayEnd()
                        .build();
        return env.fromSource(source, WatermarkStrategy.noWatermarks(), "events");
    }

    private static MiniClusterConfiguration clusterConfiguration() {
        return new MiniClusterConfiguration.Builder()
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(1)
                .build();
    }

    /** The record of that timestamp; some have a null key or value, and some an empty one. */
    private static FoundRecord written(long timestamp) {
        int i = (int) (timestamp - START);
        String key = i % 5 == 0 ? null : "key".repeat(i % 4);
        String value = i % 7 == 0 ? null : "value ".repeat(i % 6);
        return new FoundRecord(key, value, "events", i % PARTITIONS, i / PARTITIONS, timestamp);
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(UTF_8);
    }

    /**
     * Tracks how far the job is, and slows it down before the test kills it, so that no attempt
     * ends before it is killed.
     */
    private static final class Progress extends RichMapFunction<ArrowBatch, ArrowBatch>
            implements CheckpointListener {

        private static final long serialVersionUID = 1L;

        private static final AtomicInteger STARTS = new AtomicInteger();
        private static final AtomicInteger KILLS = new AtomicInteger();
        private static final AtomicLong CHECKPOINTED = new AtomicLong();

        private long rows;

        @Override
        public void open(OpenContext context) {
            STARTS.incrementAndGet();
        }

        @Override
        public ArrowBatch map(ArrowBatch batch) {
            rows += batch.rows();
            boolean nearlyDone = rows > RECORDS * 3 / 8 && KILLS.get() < 2;
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(nearlyDone ? 100 : 1));
            return batch;
        }

        /** May include rows after the checkpoint, which only delays the kill. */
        @Override
        public void notifyCheckpointComplete(long checkpointId) {
            CHECKPOINTED.set(rows);
        }

        static void awaitCheckpointedRows(long count) throws InterruptedException {
            while (CHECKPOINTED.get() < count) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        }

        static void killed() {
            CHECKPOINTED.set(0);
            KILLS.incrementAndGet();
        }
    }
}
