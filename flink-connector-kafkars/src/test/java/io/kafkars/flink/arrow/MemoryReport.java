// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.arrow;

import io.kafkars.arrow.ArrowMemory;
import io.kafkars.flink.KafkarsSource;
import io.kafkars.testing.ArrowAllocations;
import io.kafkars.topics.SourceTopic;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import org.apache.arrow.memory.BufferAllocator;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The memory, in bytes, of a process that replayed a topic in Arrow batches and then filled the
 * whole limit of a reader. It is also the main class of that process.
 *
 * @param rows number of rows that were seen
 * @param arrowPeak largest memory of vectors that a function saw while it had a batch open
 * @param arrowLeft memory of vectors after the job
 * @param direct what the JVM counts as direct memory while the limit is filled
 * @param residentPeak largest memory that the process had; 0 if the system does not report it
 */
record MemoryReport(long rows, long arrowPeak, long arrowLeft, long direct, long residentPeak) {

    private static final Pattern LINE =
            Pattern.compile("memory report: (\\d+) (\\d+) (\\d+) (\\d+) (\\d+)");

    /** The report that a process printed. */
    static MemoryReport in(String output) {
        Matcher found = LINE.matcher(output);
        if (!found.find()) {
            throw new AssertionError("No memory report in: " + output);
        }
        return new MemoryReport(
                Long.parseLong(found.group(1)),
                Long.parseLong(found.group(2)),
                Long.parseLong(found.group(3)),
                Long.parseLong(found.group(4)),
                Long.parseLong(found.group(5)));
    }

    /**
     * @param arguments bootstrap servers and topic
     */
    public static void main(String[] arguments) throws Exception {
        var env = StreamExecutionEnvironment.createLocalEnvironment(1);
        var source =
                KafkarsSource.arrow()
                        .setBootstrapServers(arguments[0])
                        .setTopics(SourceTopic.earliest(arguments[1]))
                        .stopAtReplayEnd()
                        .build();
        long rows = 0;
        long peak = 0;
        try (var seen =
                env.fromSource(source, WatermarkStrategy.noWatermarks(), "kafkars")
                        .map(new Open())
                        .executeAndCollect()) {
            while (seen.hasNext()) {
                Seen next = seen.next();
                rows += next.rows;
                peak = Math.max(peak, next.allocated);
            }
        }
        long left = ArrowAllocations.bytes();
        long limit = ArrowOptions.DEFAULT.memoryLimit().getBytes();
        long direct;
        try (var allocator = ArrowMemory.newAllocator("full", limit);
                var full = allocator.buffer(limit)) {
            full.setZero(0, limit);
            direct = directBytes();
        }
        System.out.printf(
                "memory report: %d %d %d %d %d%n", rows, peak, left, direct, maxResident());
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    private static long maxResident() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElse(0);
    }

    /** What a function saw while it had a batch open. */
    public static final class Seen {
        public int rows;
        public long allocated;
    }

    private static final class Open extends RichMapFunction<ArrowBatch, Seen> {

        private static final long serialVersionUID = 1L;

        private transient BufferAllocator allocator;

        @Override
        public void open(OpenContext context) {
            allocator =
                    ArrowMemory.newAllocator(
                            "function", ArrowOptions.DEFAULT.memoryLimit().getBytes());
        }

        @Override
        public Seen map(ArrowBatch batch) throws Exception {
            try (ArrowBatchReader reader = batch.open(allocator)) {
                var seen = new Seen();
                seen.rows = reader.root().getRowCount();
                seen.allocated = ArrowAllocations.bytes();
                return seen;
            }
        }

        @Override
        public void close() {
            allocator.close();
        }
    }
}
