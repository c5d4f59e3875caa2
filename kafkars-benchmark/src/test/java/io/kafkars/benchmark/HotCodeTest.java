// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;

class HotCodeTest {

    private static final String FETCHER = "Source Data Fetcher for Source: numbers (1/1)#0";
    private static final String TASK = "Source: numbers -> sink (1/1)#0";
    private static final String MAIN = "main";

    /** Stored, so that the compiler cannot drop the computation. */
    private static volatile double result;

    private final HotCode code = new HotCode();

    private void add(int times, String thread, String... stack) {
        Collections.nCopies(times, List.of(stack)).forEach(methods -> code.add(thread, methods));
    }

    @Test
    void timeInTheJavaLibraryBelongsToItsCaller() {
        add(30, FETCHER, "java.util.Arrays.copyOf", "io.kafkars.merge.A.a", "org.apache.kafka.B.b");
        add(10, FETCHER, "org.apache.kafka.B.b", "io.kafkars.merge.A.a");
        add(19, TASK, "io.kafkars.merge.A.a");
        add(99, MAIN, "org.apache.flink.C.c");
        add(99, "flink-metrics-1", "org.apache.flink.C.c");
        add(99, null, "org.apache.flink.C.c");

        assertThat(HotCode.table(Map.of("base kafkars-rows", code)).lines())
                .map(line -> line.trim().replaceAll(" {2,}", " "))
                .containsExactly(
                        "samples of Java code number %",
                        "base kafkars-rows, fetcher 40",
                        "kafkars 30 75.0",
                        "Kafka's client 10 25.0",
                        "java.util.Arrays.copyOf 30 75.0",
                        "org.apache.kafka.B.b 10 25.0",
                        "base kafkars-rows, task 19",
                        "");
    }

    @Test
    void theMainThreadIsTheReaderIfThereIsNoFetcher() {
        add(20, MAIN, "org.apache.kafka.B.b");

        assertThat(HotCode.table(Map.of("base poll", code))).contains("base poll, main");
    }

    @Test
    void withoutProfilesThereIsNoTable() {
        assertThat(HotCode.table(Map.of())).isEmpty();
    }

    @Test
    @Timeout(60)
    void theSamplesAreReadFromTheFileOfTheFlightRecorder(@TempDir Path directory) throws Exception {
        Path file = Profile.file(directory, Variant.BASE, Side.POLL);
        var seen = new AtomicInteger();
        var busy =
                new Thread(
                        () -> {
                            while (seen.get() < 50) {
                                compute();
                            }
                        },
                        TASK);
        try (var profile = new Profile();
                var stream = new RecordingStream()) {
            profile.writeTo(file.toString());
            stream.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(10));
            stream.onEvent(
                    "jdk.ExecutionSample",
                    event -> {
                        if (event.getThread("sampledThread").getJavaName().equals(TASK)) {
                            seen.incrementAndGet();
                        }
                    });
            stream.startAsync();
            busy.start();
            busy.join();
        }

        assertThat(HotCode.table(Map.of("base poll", HotCode.read(file))))
                .contains("base poll, task", "the benchmark's schema and sink", "HotCodeTest");
    }

    private static void compute() {
        double sum = 0;
        for (int i = 1; i < 10_000; i++) {
            sum += Math.sqrt(i) / i;
        }
        result = sum;
    }
}
