// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where the threads of a source spent their time, as Java Flight Recorder sampled it: by owner of
 * the code, and by method. The recorder samples Java code only, every 10 ms; waiting, the kernel
 * and native code do not show.
 */
final class HotCode {

    /** How many methods of a thread are shown. */
    private static final int MAX_METHODS = 8;

    /** A thread with fewer samples is listed without owners and methods. */
    private static final int MIN_SAMPLES = 20;

    /**
     * Owners by package prefix, the first that fits. A sample belongs to the owner of the innermost
     * method that has one.
     */
    private static final Map<String, String> OWNERS = new LinkedHashMap<>();

    static {
        OWNERS.put("io.kafkars.benchmark.", "the benchmark's schema and sink");
        OWNERS.put("io.kafkars.", "kafkars");
        OWNERS.put("org.apache.kafka.", "Kafka's client");
        OWNERS.put("org.apache.arrow.", "Arrow");
        OWNERS.put("org.apache.flink.connector.kafka.", "Flink's Kafka connector");
        OWNERS.put("org.apache.flink.", "Flink");
    }

    private final Map<ThreadRole, ThreadSamples> threads = new EnumMap<>(ThreadRole.class);

    private static final class ThreadSamples {

        private final Map<String, Integer> owners = new HashMap<>();
        private final Map<String, Integer> methods = new HashMap<>();
        private int all;
    }

    /** Reads the samples of the reading threads from a recording. */
    static HotCode read(Path profile) throws IOException {
        var code = new HotCode();
        try (var file = new RecordingFile(profile)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                if (event.getEventType().getName().equals("jdk.ExecutionSample")
                        && event.getStackTrace() != null) {
                    code.add(
                            event.getThread("sampledThread").getJavaName(),
                            event.getStackTrace().getFrames().stream()
                                    .map(HotCode::method)
                                    .toList());
                }
            }
        }
        return code;
    }

    private static String method(RecordedFrame frame) {
        return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
    }

    /**
     * Adds one sample.
     *
     * @param thread name of the thread, {@code null} if it had none
     * @param stack the methods on its stack, with their classes; the innermost first
     */
    void add(String thread, List<String> stack) {
        ThreadRole role = ThreadRole.of(thread);
        if (role == ThreadRole.OTHER || stack.isEmpty()) {
            return;
        }
        var samples = threads.computeIfAbsent(role, first -> new ThreadSamples());
        samples.all++;
        samples.methods.merge(stack.get(0), 1, Integer::sum);
        samples.owners.merge(ownerOf(stack), 1, Integer::sum);
    }

    private static String ownerOf(List<String> stack) {
        for (String method : stack) {
            for (var owner : OWNERS.entrySet()) {
                if (method.startsWith(owner.getKey())) {
                    return owner.getValue();
                }
            }
        }
        return "others";
    }

    /**
     * A table of the owners and of the methods with the most samples, for each thread of each
     * profile; empty without profiles.
     */
    static String table(Map<String, HotCode> profiles) {
        if (profiles.isEmpty()) {
            return "";
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("samples of Java code", "number", "%"));
        profiles.forEach((name, code) -> code.addTo(rows, name));
        return TextTable.of(rows) + System.lineSeparator();
    }

    private void addTo(List<List<String>> rows, String name) {
        threads.forEach(
                (role, samples) -> {
                    if (reads(role)) {
                        rows.add(List.of(name + ", " + role, TextTable.count(samples.all), ""));
                        if (samples.all >= MIN_SAMPLES) {
                            addTo(rows, "  ", samples.owners, samples.all, OWNERS.size() + 1);
                            addTo(rows, "    ", samples.methods, samples.all, MAX_METHODS);
                        }
                    }
                });
    }

    private boolean reads(ThreadRole role) {
        return role != ThreadRole.MAIN || !threads.containsKey(ThreadRole.FETCHER);
    }

    private static void addTo(
            List<List<String>> rows,
            String indent,
            Map<String, Integer> counts,
            int all,
            int limit) {
        Comparator<Map.Entry<String, Integer>> byCount = Map.Entry.comparingByValue();
        counts.entrySet().stream()
                .sorted(byCount.reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(limit)
                .forEach(
                        entry ->
                                rows.add(
                                        List.of(
                                                indent + entry.getKey(),
                                                TextTable.count(entry.getValue()),
                                                String.format(
                                                        Locale.ROOT,
                                                        "%.1f",
                                                        100.0 * entry.getValue() / all))));
    }
}
