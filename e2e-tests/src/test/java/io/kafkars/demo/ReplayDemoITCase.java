// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.demo;

import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.Times;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import javax.imageio.ImageIO;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static io.kafkars.testing.Records.at;
import static org.assertj.core.api.Assertions.assertThat;

/** The whole demo, as a user starts it. */
class ReplayDemoITCase {

    private static final Pattern WINDOW =
            Pattern.compile(
                    "(\\d{4}-\\d\\d-\\d\\d \\d\\d):00 +(\\d+)  strongest +(-?\\d+\\.\\d)  (.*)");
    private static final Pattern TIME = Pattern.compile("\"time\":(-?\\d+)");
    private static final Pattern MAGNITUDE = Pattern.compile("\"mag\":(-?[0-9.]+)");
    private static final Pattern PLACE = Pattern.compile("\"place\":\"(.*?)\",\"type\"");

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    private final Output out = new Output();
    private final Output err = new Output();

    @Test
    void everyEarthquakeIsInItsWindowAndNoneOutOfOrder(@TempDir Path directory) throws IOException {
        var picture = directory.resolve("picture.png");

        assertThat(run("--picture", picture.toString())).as(err.text()).isZero();

        assertThat(windowsPrinted()).containsExactlyElementsOf(windowsOfTheFile());
        assertThat(out.lines())
                .contains("LIVE")
                .contains("1,707 of 1,707 earthquakes in 169 windows")
                .contains("Picture: " + picture);
        assertThat(out.text())
                .containsPattern("earthquakes +1,707 +1,707")
                .containsPattern("out of order +0 +[1-9]")
                .containsPattern("furthest back in event time +0 s +[1-9]")
                .containsPattern("most windows open at once +1 +[1-9]");
        assertThat(err.text()).contains("Replaying 100%").doesNotContain("FAILED");
        assertThat(ImageIO.read(picture.toFile()).getWidth()).isEqualTo(1200);
    }

    @Test
    void topicsOfTheUsersBrokersAreCountedByTheHour() {
        long now = System.currentTimeMillis() / 3_600_000 * 3_600_000;
        kafka.topic("events", 2)
                .write(0, Times.of(at(now - 7_200_000), at(now)))
                .write(1, Times.of(at(now - 3_600_000), at(now)));
        kafka.topic("metrics", 1).write(0, Times.of(at(now - 7_200_000), at(now)));

        int code =
                run(
                        "--bootstrap-servers",
                        kafka.bootstrapServers(),
                        "--topic",
                        "events:earliest",
                        "--topic",
                        "metrics:absolute_time:" + (now - 1),
                        "--batch-size",
                        "2",
                        "--property",
                        "client.id=try",
                        "--show-state",
                        "--stop-when-live");

        assertThat(code).as(err.text()).isZero();
        String last = Text.millisecond(now);
        assertThat(out.lines())
                .containsSubsequence(
                        Text.minute(now - 7_200_000) + "       1",
                        Text.minute(now - 3_600_000) + "       1",
                        Text.minute(now) + "       3",
                        "5 of 5 records in 3 windows")
                .contains("LIVE");
        assertThat(out.text())
                .containsPattern(
                        "topic +partition +replay_start_offset +replay_end_offset"
                                + " +consumed_offset +released_offset"
                                + " +last_consumed_timestamp +is_live +is_paused +replay_lag")
                .containsPattern("events +0 +0 +2 +1 +1 +" + last + " +true +false +0")
                .containsPattern("metrics +0 +1 +2 +1 +1 +" + last + " +true +false +0");
    }

    @Test
    void aTopicThatDoesNotExistIsNamed() {
        int code =
                run(
                        "--bootstrap-servers",
                        kafka.bootstrapServers(),
                        "--topic",
                        "absent:earliest",
                        "--stop-when-live");

        assertThat(code).isEqualTo(1);
        assertThat(err.text()).contains("FAILED: ").contains("absent");
    }

    private int run(String... arguments) {
        return ReplayDemo.run(out.stream(), err.stream(), arguments);
    }

    private record Window(String hour, int count, String magnitude, String place) {}

    private record Quake(long time, double magnitude, String place) {}

    private List<Window> windowsPrinted() {
        return out.lines().stream()
                .map(WINDOW::matcher)
                .filter(Matcher::matches)
                .map(
                        m ->
                                new Window(
                                        m.group(1),
                                        Integer.parseInt(m.group(2)),
                                        m.group(3),
                                        m.group(4)))
                .toList();
    }

    /** The expected windows, computed from the text of the file without the demo's own classes. */
    private static List<Window> windowsOfTheFile() throws IOException {
        var hours = new TreeMap<String, List<Quake>>();
        try (Stream<String> lines = lines()) {
            lines.map(ReplayDemoITCase::quake)
                    .sorted(Comparator.comparingLong(Quake::time))
                    .forEach(
                            quake ->
                                    hours.computeIfAbsent(hour(quake), h -> new ArrayList<>())
                                            .add(quake));
        }
        var windows = new ArrayList<Window>();
        hours.forEach(
                (hour, quakes) -> {
                    Quake strongest = quakes.get(0);
                    for (Quake quake : quakes) {
                        strongest = quake.magnitude() > strongest.magnitude() ? quake : strongest;
                    }
                    windows.add(
                            new Window(
                                    hour,
                                    quakes.size(),
                                    String.format(Locale.ROOT, "%.1f", strongest.magnitude()),
                                    strongest.place()));
                });
        return windows;
    }

    private static Stream<String> lines() {
        var file = ReplayDemoITCase.class.getResourceAsStream("/earthquakes.jsonl");
        return new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8)).lines();
    }

    private static String hour(Quake quake) {
        return Instant.ofEpochMilli(quake.time()).toString().substring(0, 13).replace('T', ' ');
    }

    private static Quake quake(String line) {
        return new Quake(
                Long.parseLong(found(TIME, line)),
                Double.parseDouble(found(MAGNITUDE, line)),
                found(PLACE, line));
    }

    private static String found(Pattern pattern, String line) {
        var matcher = pattern.matcher(line);
        assertThat(matcher.find()).as("%s in %s", pattern, line).isTrue();
        return matcher.group(1);
    }
}
