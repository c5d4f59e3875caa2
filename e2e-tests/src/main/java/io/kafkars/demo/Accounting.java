package io.kafkars.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Says whether a replay gave exactly the windows it should have. */
final class Accounting {

    private static final int SHOWN = 10;

    private final List<WindowSummary> expected;
    private final List<WindowSummary> found;

    /**
     * @param expected the windows there should be
     * @param found the windows of a job, in the order in which they were finished
     */
    Accounting(List<WindowSummary> expected, List<WindowSummary> found) {
        this.expected = expected;
        this.found = found;
    }

    /** How many records should be in the windows. */
    long expectedRecords() {
        return records(expected);
    }

    /** How many records are in the windows. */
    long foundRecords() {
        return records(found);
    }

    /** What is missing, too much or different, a line for each window; empty if all is right. */
    List<String> differences() {
        Map<Long, WindowSummary> open = new HashMap<>();
        expected.forEach(window -> open.put(window.start(), window));
        List<String> differences = new ArrayList<>();
        for (WindowSummary window : found) {
            WindowSummary due = open.remove(window.start());
            if (due == null) {
                differences.add("not expected, or twice: " + Text.window(window));
            } else if (!due.equals(window)) {
                differences.add("expected " + Text.window(due) + ", found " + Text.window(window));
            }
        }
        expected.stream()
                .filter(window -> open.containsKey(window.start()))
                .forEach(window -> differences.add("missing: " + Text.window(window)));
        return differences.size() <= SHOWN ? differences : shortened(differences);
    }

    private static List<String> shortened(List<String> lines) {
        List<String> some = new ArrayList<>(lines.subList(0, SHOWN));
        some.add("and " + (lines.size() - SHOWN) + " more windows that differ");
        return some;
    }

    private static long records(List<WindowSummary> windows) {
        return windows.stream().mapToLong(WindowSummary::records).sum();
    }
}
