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
 * In which code the threads of a source were when Java Flight Recorder looked at them: by whose it
 * is, and by method. It looks at Java code only, every 10 ms; waiting, the kernel and native code
 * are not seen.
 */
final class HotCode {

    /** Methods of a thread that are shown. */
    private static final int MOST_METHODS = 8;

    /** Fewer samples of a thread do not say where it was. */
    private static final int LEAST_SAMPLES = 20;

    /** By the first method from the top of the stack that is somebody's; the order matters. */
    private static final Map<String, String> OWNERS = new LinkedHashMap<>();

    static {
        OWNERS.put("io.kafkars.benchmark.", "schema and sink of the benchmark");
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

    /** What a profile has of the threads that read. */
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
     * One look at a thread.
     *
     * @param thread its name, {@code null} if it had none
     * @param stack the methods it was in, with their classes; the innermost first
     */
    void add(String thread, List<String> stack) {
        ThreadRole role = ThreadRole.of(thread);
        if (role == ThreadRole.OTHER || stack.isEmpty()) {
            return;
        }
        var samples = threads.computeIfAbsent(role, unknown -> new ThreadSamples());
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
     * Whose code it was, and the methods that were found most often; a line for each thread of each
     * profile, and empty without profiles.
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
                        if (samples.all >= LEAST_SAMPLES) {
                            addTo(rows, "  ", samples.owners, samples.all, OWNERS.size() + 1);
                            addTo(rows, "    ", samples.methods, samples.all, MOST_METHODS);
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
            int most) {
        Comparator<Map.Entry<String, Integer>> byCount = Map.Entry.comparingByValue();
        counts.entrySet().stream()
                .sorted(byCount.reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(most)
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
