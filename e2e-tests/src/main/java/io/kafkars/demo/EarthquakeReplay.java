package io.kafkars.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The comparison: the same topic once through the source that is shown and once through Flink's
 * own, and whether the first did what it promises.
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
     * Replays, prints, draws and judges.
     *
     * @param shown through the source that promises order, to be stopped when live
     * @param compared Flink's own source, bounded
     * @param picture where the picture goes
     * @return true if every earthquake is in its window and none came out of order
     */
    boolean run(Replay shown, ObservationSource compared, Path picture) throws Exception {
        ReplayRun run = ReplayRun.of(shown, topic.earthquakes().size(), display);
        long[] comparedTimes = ReplayRun.timesOf(compared);

        var accounting = new Accounting(expectedWindows(), run.windows());
        out.println();
        out.printf(
                "%s of %s earthquakes in %s windows%n%n",
                Text.count(accounting.foundRecords()),
                Text.count(accounting.expectedRecords()),
                Text.count(run.windows().size()));
        out.println(comparison(run.order(), OrderReport.of(comparedTimes)));
        draw(run.times(), comparedTimes, picture);
        out.println("Picture: " + picture.toAbsolutePath().normalize());

        List<String> problems = problems(run, accounting);
        problems.forEach(problem -> err.println("FAILED: " + problem));
        out.flush();
        return problems.isEmpty();
    }

    private List<WindowSummary> expectedWindows() {
        return WindowSummary.allOf(
                topic.earthquakes().stream().map(Earthquake::observation).toList());
    }

    private static List<String> problems(ReplayRun run, Accounting accounting) {
        List<String> problems = new ArrayList<>(accounting.differences());
        if (run.order().outOfOrder() > 0) {
            problems.add(
                    "%s emitted %s of %s earthquakes out of order, expected none"
                            .formatted(
                                    SHOWN,
                                    Text.count(run.order().outOfOrder()),
                                    Text.count(run.order().records())));
        }
        if (!run.live()) {
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
                        Text.count(shown.mostWindowsOpen()),
                        Text.count(compared.mostWindowsOpen()));
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
