// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The comparison: replays the earthquakes through kafkars and through Flink's own source, and
 * checks that kafkars kept its promises.
 */
final class EarthquakeReplay {

    private static final String SHOWN = "kafkars";
    private static final String COMPARED = "KafkaSource";

    private final EarthquakeTopic topic;
    private final Display display;
    private final PrintStream out;
    private final PrintStream err;

    EarthquakeReplay(EarthquakeTopic topic, Display display, PrintStream out, PrintStream err) {
        this.topic = topic;
        this.display = display;
        this.out = out;
        this.err = err;
    }

    /**
     * Replays, prints the comparison, draws the picture, and checks the order and the windows.
     *
     * @param shown the replay through kafkars, which is stopped when it is live
     * @param compared Flink's own source, bounded
     * @param picture the file to draw to
     * @return true if every earthquake is in its window and none was out of order
     */
    boolean run(Replay shown, ObservationSource compared, Path picture) throws Exception {
        ReplayResult result = ReplayResult.of(shown, topic.earthquakes().size(), display);
        long[] comparedTimes = ReplayResult.timesOf(compared);

        var check = new WindowCheck(expectedWindows(), result.windows());
        out.println();
        out.printf(
                "%s of %s earthquakes in %s windows%n%n",
                Text.count(check.foundRecords()),
                Text.count(check.expectedRecords()),
                Text.count(result.windows().size()));
        out.println(comparison(result.order(), OrderReport.of(comparedTimes)));
        draw(result.times(), comparedTimes, picture);
        out.println("Picture: " + picture.toAbsolutePath().normalize());

        List<String> problems = problems(result, check);
        problems.forEach(problem -> err.println("FAILED: " + problem));
        out.flush();
        return problems.isEmpty();
    }

    private List<WindowSummary> expectedWindows() {
        return WindowSummary.allOf(
                topic.earthquakes().stream().map(Earthquake::observation).toList());
    }

    private static List<String> problems(ReplayResult result, WindowCheck check) {
        List<String> problems = new ArrayList<>(check.differences());
        if (result.order().outOfOrder() > 0) {
            problems.add(
                    "%s emitted %s of %s earthquakes out of order, expected none"
                            .formatted(
                                    SHOWN,
                                    Text.count(result.order().outOfOrder()),
                                    Text.count(result.order().records())));
        }
        if (!result.live()) {
            problems.add(SHOWN + " ended without going live");
        }
        return problems;
    }

    private static String comparison(OrderReport shown, OrderReport compared) {
        return row("", SHOWN, COMPARED)
                + row("earthquakes", Text.count(shown.records()), Text.count(compared.records()))
                + row(
                        "out of order",
                        Text.count(shown.outOfOrder()),
                        Text.count(compared.outOfOrder()))
                + row(
                        "furthest back in event time",
                        Text.duration(shown.furthestBack()),
                        Text.duration(compared.furthestBack()))
                + row(
                        "most windows open at once",
                        Text.count(shown.maxOpenWindows()),
                        Text.count(compared.maxOpenWindows()));
    }

    private static String row(String name, String shown, String compared) {
        return "%-27s %15s %15s%n".formatted(name, shown, compared);
    }

    private void draw(long[] shown, long[] compared, Path picture) throws IOException {
        var title =
                "%s earthquakes from %d partitions: the order in which a Flink job sees them"
                        .formatted(Text.count(topic.earthquakes().size()), topic.networks().size());
        new ReplayPicture(title).compared(COMPARED, compared).shown(SHOWN, shown).writeTo(picture);
    }
}
